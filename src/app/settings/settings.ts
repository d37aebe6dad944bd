import { readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { join } from "node:path";
import { parse } from "dotenv";
import { z } from "zod";
import type { Given, PlatformSetting } from "#chat";
import { tokens } from "./api-tokens.ts";
import { nearestName } from "./near-name.ts";
import { PLATFORMS } from "./platforms.ts";
import { reviewers } from "./reviewers.ts";
import { readSecretFiles, secretFileOf } from "./secret-files.ts";
import { address, list, model, place, port } from "./setting-kinds.ts";

/** The form of each setting, except the platforms' own. */
const SETTINGS = z.object({
  CONTENT_DIR: z.string().default("content"),
  DATA_DIR: z.string().default("data"),
  DATABASE_URL: z
    .url({ protocol: /^postgres(?:ql)?$/, error: "an address like postgres://user:password@host/database" })
    .optional(),
  HOST: z
    .string()
    .regex(/^[^\s/:]+$|^[0-9a-f:]+$/i, "a host name or address without a port, like 127.0.0.1")
    .default("127.0.0.1"),
  PORT: port().default(3000),
  PUBLIC_URL: address("an http or https address without a path, like https://nutgraf.example.org").optional(),
  PUBLISHER: z
    .string()
    .refine((text) => text.length <= MOST_PUBLISHER && !/[\p{C}\n]/u.test(text), "a name of at most 75 characters")
    .optional(),
  REQUIRE_REVIEW: z.enum(["yes", "no"], "yes or no").default("no"),
  CONSOLE_PASSWORD: z.string().min(8, "at least 8 characters").optional(),
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error", "silent"], "one of debug, info, warn, error, silent")
    .default("info"),
  ALLOWED_TENANTS: list(/^[A-Z0-9]+$/, "IDs of Slack workspaces and Discord servers, separated by commas").optional(),
  OPERATOR: place().optional(),
  REVIEWERS: reviewers().optional(),
  STALE: z.enum(["say", "skip"], "say or skip").default("say"),
  MODEL: model().optional(),
  MODEL_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, "the key as the provider gave it, without spaces")
    .optional(),
  API: z.enum(["open", "closed"], "open or closed").default("open"),
  API_TOKENS: tokens().optional(),
  SCHEDULERS: z.enum(["members", "admins"], "members or admins").default("members"),
  WEEKLY: z.enum(["yes", "no"], "yes or no").default("yes"),
  COUNT_QUESTIONS: z.enum(["yes", "no"], "yes or no").default("no"),
});

const MOST_PUBLISHER = 75;

const OF_PLATFORMS: Readonly<Record<string, PlatformSetting>> = Object.assign(
  {},
  ...PLATFORMS.map(({ settings }) => settings),
);

export type Settings = z.output<typeof SETTINGS> & {
  /** The platforms' own settings, by name. */
  readonly platforms: Given;
};

/** Settings can't be used: lists every problem at once, by name. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Invalid settings (in .env or the environment):\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "SettingsError";
    this.problems = problems;
  }
}

/** Names of all settings. */
export const SETTING_NAMES: readonly string[] = [...Object.keys(SETTINGS.shape), ...Object.keys(OF_PLATFORMS)];

/** All names that set something, including those of files that hold a secret. */
export const SETTERS: readonly string[] = SETTING_NAMES.flatMap((name) => [name, ...secretFileOf(name)]);

/**
 * Reads the environment and, for what it doesn't set, `.env`. An empty value means unset. Nothing else reads either.
 * @throws SettingsError
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env, file = ".env"): Settings {
  const text = readFile(file);
  const set = withoutEmpty(env);
  const given = { ...withoutEmpty(parse(text)), ...set };
  const secrets = readSecretFiles(SETTING_NAMES, given);
  const known = Object.fromEntries(SETTING_NAMES.map((name) => [name, given[name] ?? secrets.values[name]]));
  const result = SETTINGS.safeParse(known);
  const own = result.success ? [] : result.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
  for (const [name, { form, says }] of Object.entries(OF_PLATFORMS)) {
    const value = known[name];
    if (value !== undefined && !form.test(value)) own.push(`${name}: ${says}`);
  }
  const lost = SETTERS.filter((name) => set[name] === undefined).flatMap((name) => lossOf(name, text, given[name]));
  const isLost = (problem: string) => lost.some((one) => one.split(":")[0] === problem.split(":")[0]);
  const others = [...own, ...problemsTogether(known)].filter((problem) => !isLost(problem));
  // If a secret's file couldn't be read, don't also report the secret as missing.
  const isUnread = (problem: string) => secrets.unread.some((name) => problem.includes(name));
  const problems = [...new Set([...lost, ...secrets.problems, ...others.filter((problem) => !isUnread(problem))])];
  if (!result.success || problems.length > 0) throw new SettingsError(problems);
  return { ...result.data, platforms: platformValues(known) };
}

/** The platforms' settings, with defaults for those not given. */
function platformValues(known: Given): Given {
  const values = Object.entries(OF_PLATFORMS).map(([name, { otherwise }]) => [name, known[name] ?? otherwise]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** A name that sets nothing, with the setting that was likely meant. */
export type Stray = { readonly name: string; readonly where: ".env" | "the environment"; readonly meant?: string };

/**
 * Names that aren't settings. In `.env`, all of them, even without a value. In the environment, which is full of other
 * programs' names, only those close to the name of a setting that is not set.
 */
export function strayNames(env: NodeJS.ProcessEnv = process.env, file = ".env"): readonly Stray[] {
  const inFile = namesIn(file);
  const set = new Set([...Object.keys(withoutEmpty(env)), ...inFile]);
  const beginsAlike = (name: string, other: string) => name.toUpperCase().startsWith(other.split("_")[0] ?? other);
  const strays: Stray[] = [];
  for (const name of inFile) {
    if (SETTERS.includes(name)) continue;
    const meant = nearestName(name, SETTING_NAMES);
    strays.push({ name, where: ".env", ...(meant !== undefined && { meant }) });
  }
  for (const name of Object.keys(withoutEmpty(env))) {
    if (SETTERS.includes(name) || inFile.includes(name) || name.length < LEAST_TOLD) continue;
    const meant = nearestName(name, SETTING_NAMES);
    if (meant === undefined || set.has(meant) || !beginsAlike(name, meant)) continue;
    strays.push({ name, where: "the environment", meant });
  }
  return strays;
}

/** What to say about a name that sets nothing, with what to do. */
export function sayStray({ name, where, meant }: Stray): string {
  const what = meant === undefined ? "correct or remove it" : `did you mean ${meant}? Correct or remove it`;
  return `${name} in ${where} is not a setting: ${what}; .env.example lists them all`;
}

/** In the environment, shorter names belong to other programs. */
const LEAST_TOLD = 7;

/** Whether npm was given `--json` itself, as in `npm run ask --json`: it then keeps its own lines out of the answer. */
export function npmWantsJson(env: NodeJS.ProcessEnv = process.env): boolean {
  return env.npm_config_json === "true";
}

/** Whether only this machine can reach the host. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** Problems between settings that are each valid. */
function problemsTogether(given: Readonly<Record<string, string | undefined>>): string[] {
  const { HOST = "127.0.0.1" } = given;
  const problems: string[] = [];
  const needs = (name: string, when: boolean, why: string) => {
    if (when && given[name] === undefined) problems.push(`${name}: set it, since ${why}`);
  };
  const local = "or leave HOST at 127.0.0.1";
  needs("CONSOLE_PASSWORD", !isLoopback(HOST), `HOST=${HOST} lets other machines reach the console; ${local}`);
  needs("MODEL_KEY", /^(?:openai|anthropic):[^@]+$/.test(given.MODEL ?? ""), `MODEL=${given.MODEL} needs one`);
  for (const platform of PLATFORMS) problems.push(...platform.problemsIn(given));
  return problems;
}

function namesIn(file: string): readonly string[] {
  try {
    return Object.keys(parse(readFileSync(file)));
  } catch {
    // Problems with the file are reported where it is read.
    return [];
  }
}

/**
 * Problems with a value that dotenv would read only partly. Outside quotation marks it takes everything after a `#` as
 * a comment, even inside a value; only a `#` between white space is meant as one. In double quotation marks `
 * ` becomes a line break, and an unclosed quotation mark continues on the next lines.
 */
function lossOf(name: string, text: string, value = ""): string[] {
  if (value.includes("\n"))
    return [`${name}: put it in single quotation marks, on one line; now it contains a line break`];
  const lines = [...text.matchAll(new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}(?:[ \\t]*=|:[ \\t])(.*)$`, "gm"))];
  const written = lines.at(-1)?.[1]?.trimEnd() ?? "";
  const open = written.replace(QUOTED, "");
  return /\S#|#\S|^#/.test(open) ? [`${name}: put it in quotation marks; now what follows # is read as a comment`] : [];
}

/** A value in quotation marks, followed by nothing but a comment. */
const QUOTED = /^\s*(?:"(?:\\"|[^"])*"|'(?:\\'|[^'])*'|`(?:\\`|[^`])*`)(?=\s*(?:#|$))/;

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw new SettingsError([`${file}: cannot be read (${error instanceof Error ? error.message : error})`]);
  }
}

/** What the environment sets, without empty values. */
export function withoutEmpty(env: NodeJS.ProcessEnv = process.env): Readonly<Record<string, string>> {
  const filled = Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : []));
  return Object.fromEntries(filled);
}

/**
 * Where reviewed texts are kept, for a library that shows only those; empty if everything that passes the check is
 * shown.
 */
export function requiredReview({ REQUIRE_REVIEW, DATA_DIR }: Pick<Settings, "REQUIRE_REVIEW" | "DATA_DIR">): {
  readonly reviewedIn?: string;
} {
  return REQUIRE_REVIEW === "yes" ? { reviewedIn: join(DATA_DIR, "reviewed") } : {};
}

/** Reads the settings for a command. If they are wrong, prints why to standard error and exits. */
export function orExit(read: () => Settings): Settings {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    for (const stray of strayNames()) console.error(`  ${sayStray(stray)}`);
    process.exit(1);
  }
}

/** Whether npm, or a program that acts like it, started this process. */
export function isStartedByNpm(env: NodeJS.ProcessEnv = process.env): boolean {
  return env.npm_lifecycle_event !== undefined;
}

/** The environment for programs that we start: where things are, and none of our tokens. */
export function programEnvironment(env: NodeJS.ProcessEnv = process.env): Readonly<Record<string, string>> {
  const own = "PATH HOME XDG_CONFIG_HOME TMPDIR USERPROFILE APPDATA SystemRoot TEMP PATHEXT";
  const names = `${own} DISPLAY WAYLAND_DISPLAY XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS`.split(" ");
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
