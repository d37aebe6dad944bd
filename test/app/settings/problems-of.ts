import { readSettings, SettingsError } from "../../../src/app/settings/settings.ts";

/** A file of settings in which nothing is set. */
export const NONE = "/dev/null";

/** What is wrong with settings. */
export function problemsOf(env: Record<string, string>, file = NONE): readonly string[] {
  try {
    readSettings(env, file);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems;
  }
}
