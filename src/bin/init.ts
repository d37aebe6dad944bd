import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Command, Option } from "commander";
import { parse } from "dotenv";
import type { Given } from "#chat";
import { commands } from "#commands";
import { changeOf, finish, write } from "../app/init/carry-out.ts";
import type { Start } from "../app/init/content-start.ts";
import { EnvNotChangeable } from "../app/init/env-text.ts";
import { browserOf } from "../app/init/open-address.ts";
import { type Beginning, NotSetUp, type Plan } from "../app/init/plan.ts";
import { planByFlags } from "../app/init/plan-by-flags.ts";
import { asWritten, type WithSecrets, withSecrets } from "../app/init/secret-paths.ts";
import { textOf } from "../app/init/write-env.ts";
import { PLATFORMS } from "../app/settings/platforms.ts";
import { programEnvironment, SETTERS, withoutEmpty } from "../app/settings/settings.ts";

const FILE = ".env";
const ROOT = join(import.meta.dirname, "../..");
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

const program = new Command("npm run init --")
  .description(
    "Sets Nutgraf up: connects Slack and Discord, writes .env, makes a content folder and ends with npm run doctor. Without options it asks at a terminal; with any it asks nothing. Tokens are read from the environment or, with --stdin, from NAME=value lines; as an argument other users of the machine could read them.",
  )
  .option("--content <folder>", "the content folder, outside of this one (default: ../nutgraf-content)")
  .addOption(
    new Option(
      "--start <what>",
      "what a new content folder begins with: blank (a source and a briefing to change) or example (the two documents that come with Nutgraf)",
    ).choices(["blank", "example"]),
  )
  .option("--http", "Slack calls PUBLIC_URL instead of Socket Mode")
  .option("--stdin", "read settings as NAME=value lines from standard input")
  .option("--unchecked", "do not ask the platforms about the tokens")
  .option("--dry-run", "only show what would be written")
  .option("--none", "connect neither Slack nor Discord");
for (const { name, label } of PLATFORMS) program.option(`--${name}`, `connect ${label}`);
program.parse();

type Flags = {
  readonly content?: string;
  readonly start?: Start;
  readonly http?: boolean;
  readonly stdin?: boolean;
  readonly unchecked?: boolean;
  readonly dryRun?: boolean;
};
const flags = program.opts<Flags & Readonly<Record<string, unknown>>>();
const asks = Object.keys(flags).length === 0;
const tell = (line: string) => console.log(line);

try {
  if (asks && !(process.stdin.isTTY && process.stdout.isTTY))
    throw new NotSetUp(
      "npm run init asks its questions at a terminal; elsewhere say what you want, like npm run init -- --slack --stdin (npm run init -- --help lists it all).",
    );
  process.exitCode = await setUp();
} catch (error) {
  if (!(error instanceof NotSetUp || error instanceof EnvNotChangeable)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function setUp(): Promise<number> {
  const from = [known(await namedOnInput()), known(withoutEmpty()), known(parse((await textOf(FILE)) ?? ""))] as const;
  const [named, given, inFile] = from.map(({ values }) => values) as [Given, Given, Given];
  const beginning = begin(inFile, { ...given, ...named });
  const { plan: whole, isAgreed } = asks ? await askAll(beginning) : await takeFlags(beginning, named);
  const plan = { ...whole, values: asWritten(whole.values, from) };
  const change = await changeOf(plan, FILE);
  if (change) {
    tell(change.shown);
    if (flags.dryRun || !(await isAgreed())) {
      tell("Nothing was changed.");
      return 0;
    }
    const { isStopped } = await write(plan, change, FILE);
    if (isStopped) return 130;
  } else tell("Nothing to change.");
  await finish({ ...whole, values: { ...inFile, ...whole.values } }, beginning.about, beginning.tools, tell);
  return doctor();
}

function begin(inFile: Given, given: Given): Beginning {
  const { PUBLIC_URL, SCHEDULERS } = { ...inFile, ...given };
  if (flags.http && !PUBLIC_URL?.startsWith("https:"))
    throw new NotSetUp("--http needs PUBLIC_URL, the https address where Slack reaches this bot");
  const about = {
    specs: commands,
    schedulers: SCHEDULERS === "admins" ? ("admins" as const) : ("members" as const),
    ...(flags.http && PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
  };
  return { inFile, given, about, tools: { log: SILENT, now: Date.now }, cwd: process.cwd() };
}

type Planned = { readonly plan: Plan; readonly isAgreed: () => Promise<boolean> };

async function askAll(beginning: Beginning): Promise<Planned> {
  // Only the questions need it.
  const { isAgreed, planByQuestions } = await import("../app/init/plan-by-questions.ts");
  const open = browserOf(process.platform, programEnvironment());
  const desk = { input: process.stdin, output: process.stdout, ...(open && { open }) };
  return { plan: await planByQuestions(desk, beginning), isAgreed: () => isAgreed(desk, "Write this?") };
}

async function takeFlags(beginning: Beginning, named: Given): Promise<Planned> {
  const { content, start, unchecked = false } = flags;
  const platforms = PLATFORMS.filter(({ name }) => flags[name] === true);
  const wishes = { platforms, named, unchecked, ...(content && { content }), ...(start && { start }) };
  return { plan: await planByFlags(wishes, beginning, tell), isAgreed: async () => true };
}

/**
 * The settings on standard input, if they are to be read.
 * @throws NotSetUp for a name that isn't a setting
 */
async function namedOnInput(): Promise<Readonly<Record<string, string>>> {
  if (!flags.stdin) return {};
  let text = "";
  for await (const part of process.stdin) text += part;
  const given = withoutEmpty(parse(text));
  const stray = Object.keys(given).find((name) => !SETTERS.includes(name));
  if (stray !== undefined)
    throw new NotSetUp(`${stray} on standard input is not a setting: .env.example lists them all`);
  return given;
}

function known(values: Readonly<Record<string, string>>): WithSecrets {
  return withSecrets(
    Object.fromEntries(Object.entries(withoutEmpty(values)).filter(([name]) => SETTERS.includes(name))),
  );
}

/** Checks the whole setup, like npm run doctor. */
async function doctor(): Promise<number> {
  const child = spawn(process.execPath, ["-r", join(ROOT, "node-guard.cjs"), join(ROOT, "src/bin/doctor.ts")], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "close");
  if (code === 0) tell("Start it with npm start.");
  return Number(code ?? 1);
}
