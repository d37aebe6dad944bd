import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isSecret, secretFileOf } from "../../../src/app/settings/secret-files.ts";
import { readSettings, SETTING_NAMES, strayNames } from "../../../src/app/settings/settings.ts";
import { NONE, problemsOf } from "./problems-of.ts";

/** A value that each secret accepts. */
const VALUES: Readonly<Record<string, string>> = {
  DATABASE_URL: "postgres://ann:password@host/database",
  CONSOLE_PASSWORD: "long enough # not a comment",
  MODEL_KEY: "sk-1",
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_APP_TOKEN: "xapp-1",
  SLACK_SIGNING_SECRET: "0123456789abcdef",
  DISCORD_TOKEN: "a.b.c",
  API_TOKENS: "desk:0123456789abcdef01234567:everyone",
};
/** What must be set beside it. */
const BESIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  SLACK_BOT_TOKEN: { SLACK_APP_TOKEN: "xapp-1" },
  SLACK_APP_TOKEN: { SLACK_BOT_TOKEN: "xoxb-1" },
  SLACK_SIGNING_SECRET: { SLACK_BOT_TOKEN: "xoxb-1" },
  DISCORD_TOKEN: { DISCORD_APPLICATION_ID: "112233445566778899" },
};
const secrets = SETTING_NAMES.filter(isSecret);

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "nutgraf-secrets-"));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

async function fileOf(text: string): Promise<string> {
  const file = join(await folder(), "secret");
  await writeFile(file, text);
  return file;
}

function valueIn(name: string, env: Record<string, string>, file = NONE): unknown {
  const { platforms, ...own } = readSettings(env, file);
  return { ...own, ...platforms }[name];
}

test("covers every setting that may not be shown, and no other", () => {
  expect([...secrets].sort()).toEqual(Object.keys(VALUES).sort());
  for (const name of SETTING_NAMES) expect(secretFileOf(name)).toEqual(isSecret(name) ? [`${name}_FILE`] : []);
});

test.each(secrets.flatMap((name) => ["", "\n", "\r\n", "\n\n"].map((end) => [name, end] as const)))(
  "%s is read from a file that ends in %j, named in the environment or in .env",
  async (name, end) => {
    const value = VALUES[name] ?? "";
    const file = await fileOf(`${value}${end}`);
    const env = BESIDE[name] ?? {};
    const meant = valueIn(name, { ...env, [name]: value });
    expect(meant).toBeDefined();
    expect(valueIn(name, { ...env, [`${name}_FILE`]: file })).toEqual(meant);
    const dotenv = await fileOf(`${name}_FILE=${file}\n`);
    expect(valueIn(name, env, dotenv)).toEqual(meant);
    expect(strayNames({ [`${name}_FILE`]: file }, dotenv)).toEqual([]);
  },
);

test("says in one sentence what is wrong with a file, and never what it holds", async () => {
  const made = await folder();
  const missing = join(made, "missing");
  const asFolder = join(made, "folder");
  await mkdir(asFolder);
  const empty = await fileOf(" \n");
  const lines = await fileOf("very secret\nsecond line\n");
  const short = await fileOf("short\n");
  const CONSOLE_PASSWORD_FILE = (file: string) => problemsOf({ CONSOLE_PASSWORD_FILE: file, HOST: "0.0.0.0" });
  const setting = "CONSOLE_PASSWORD_FILE";
  expect(CONSOLE_PASSWORD_FILE(missing)).toEqual([
    `${setting}: there is no file ${missing}: create it, or correct the path`,
  ]);
  expect(CONSOLE_PASSWORD_FILE(asFolder)).toEqual([
    `${setting}: ${asFolder} is a folder, which container engines make where the file to mount is missing: put a file there`,
  ]);
  expect(CONSOLE_PASSWORD_FILE(empty)).toEqual([`${setting}: ${empty} is empty: write the secret into it`]);
  expect(CONSOLE_PASSWORD_FILE(lines)).toEqual([
    `${setting}: ${lines} has more than one line: leave only the secret in it`,
  ]);
  expect(CONSOLE_PASSWORD_FILE(short)).toEqual(["CONSOLE_PASSWORD: at least 8 characters"]);
  // Other problems are told at the same time.
  expect(problemsOf({ SLACK_BOT_TOKEN_FILE: missing, SLACK_APP_TOKEN: "xapp-1", PORT: "x" })).toEqual([
    `SLACK_BOT_TOKEN_FILE: there is no file ${missing}: create it, or correct the path`,
    "PORT: a whole number from 0 to 65535 (0: any free port)",
  ]);
});

test.skipIf(process.getuid?.() === 0)("says so where it may not read a file", async () => {
  const file = await fileOf("long enough");
  await chmod(file, 0);
  expect(problemsOf({ CONSOLE_PASSWORD_FILE: file })).toEqual([
    `CONSOLE_PASSWORD_FILE: ${file} cannot be read: make it readable for this user`,
  ]);
});

test.each(secrets)("%s set twice, also once in .env, is an error", async (name) => {
  const beside = BESIDE[name] ?? {};
  const value = VALUES[name] ?? "";
  const file = await fileOf(value);
  const message = `${name}_FILE: ${name} is set too: remove one of the two`;
  expect(problemsOf({ ...beside, [name]: value, [`${name}_FILE`]: file })).toEqual([message]);
  expect(problemsOf({ ...beside, [`${name}_FILE`]: file }, await fileOf(`${name}='${value}'`))).toEqual([message]);
  // An empty one is none.
  expect(problemsOf({ ...beside, [name]: value, [`${name}_FILE`]: "" })).toEqual([]);
});
