import type { Given } from "#chat";
import { readSecretFiles } from "../settings/secret-files.ts";
import { SETTING_NAMES } from "../settings/settings.ts";
import { NotSetUp } from "./plan.ts";

/** Settings with the secrets that files hold. `paths`: the file of each such secret, by setting. */
export type WithSecrets = { readonly values: Given; readonly paths: Given };

/** Reads the secrets from the files that settings name. @throws {NotSetUp} if one can't be used */
export function withSecrets(values: Given): WithSecrets {
  const read = readSecretFiles(SETTING_NAMES, values);
  if (read.problems.length > 0) throw new NotSetUp(read.problems.join("\n"));
  const paths = Object.keys(read.values).map((name) => [name, values[`${name}_FILE`]]);
  return { values: { ...values, ...read.values }, paths: Object.fromEntries(paths) };
}

/** Settings as they are written to `.env`: a secret in a file stays there, and its path is written. */
export function asWritten(values: Given, from: readonly WithSecrets[]): Given {
  const pairs = Object.entries(values).map(([name, value]) => {
    if (value === "" && from.some(({ paths }) => paths[name] !== undefined)) return [`${name}_FILE`, ""];
    const path = from.find((one) => one.paths[name] !== undefined && one.values[name] === value)?.paths[name];
    return path === undefined ? [name, value] : [`${name}_FILE`, path];
  });
  return Object.fromEntries(pairs);
}
