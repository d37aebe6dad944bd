import { readFileSync } from "node:fs";
import { parse } from "dotenv";
import { z } from "zod";

/** What one setting is about and what a value must be. The shape of all of them is `Settings`. */
const SETTINGS = z.object({
  CONTENT_DIR: z.string().default("content"),
  HOST: z
    .string()
    .regex(/^[^\s/:]+$|^[0-9a-f:]+$/i, "a host name or address without a port, like 127.0.0.1")
    .default("127.0.0.1"),
  PORT: port().default(3000),
  PUBLIC_URL: publicUrl().optional(),
  CONSOLE_PASSWORD: z.string().min(8, "at least 8 characters").optional(),
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error", "silent"], "one of debug, info, warn, error, silent")
    .default("info"),
});

export type Settings = z.output<typeof SETTINGS>;

/** Settings that cannot be used: every problem at once, by name. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Settings to mend (in .env or the environment):\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "SettingsError";
    this.problems = problems;
  }
}

/** Names of all settings. */
export const SETTING_NAMES = Object.keys(SETTINGS.shape);

/**
 * Reads the environment, and `.env` for what it does not set. An empty value is as none. The only reader of either.
 * @throws SettingsError
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env, file = ".env"): Settings {
  const given = { ...readFile(file), ...withoutEmpty(env) };
  const known = Object.fromEntries(SETTING_NAMES.map((name) => [name, given[name]]));
  const result = SETTINGS.safeParse(known);
  const own = result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const problems = [...own, ...problemsTogether(known)];
  if (!result.success || problems.length > 0) throw new SettingsError(problems);
  return result.data;
}

/** Names in `.env` that are no settings: likely misspelt. */
export function unknownSettings(file = ".env"): string[] {
  return Object.keys(readFile(file)).filter((name) => !SETTING_NAMES.includes(name));
}

/** Whether only this machine can reach the host. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function problemsTogether({
  HOST = "127.0.0.1",
  CONSOLE_PASSWORD,
}: Readonly<Record<string, string | undefined>>): string[] {
  if (isLoopback(HOST) || CONSOLE_PASSWORD !== undefined) return [];
  return [
    `CONSOLE_PASSWORD: set one, since HOST=${HOST} lets other machines reach the console; or leave HOST at 127.0.0.1`,
  ];
}

function readFile(file: string): Record<string, string> {
  try {
    return withoutEmpty(parse(readFileSync(file)));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw new SettingsError([`${file}: cannot be read (${error instanceof Error ? error.message : error})`]);
  }
}

function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  const filled = Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : []));
  return Object.fromEntries(filled);
}

function port() {
  const message = "a whole number from 0 to 65535 (0: any free port)";
  return z
    .string(message)
    .regex(/^\d{1,5}$/, message)
    .transform(Number)
    .pipe(z.number().max(65_535, message));
}

function publicUrl() {
  const message = "an http or https address without a path, like https://nutgraf.example.org";
  return z.string().transform((text, context) => {
    const url = URL.parse(text);
    const plain =
      url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash && !url.username;
    if (plain) return url.origin;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

/** Reads the settings for a command: what is wrong with them is said on standard error, and the command ends. */
export function orExit(read: () => Settings): Settings {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
