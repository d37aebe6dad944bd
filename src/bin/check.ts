import { Command } from "commander";
import { checkFolder } from "../app/checking/check-folder.ts";
import { watchFolder } from "../app/checking/watch-folder.ts";
import { npmWantsJson, orExit, readSettings } from "../app/settings/settings.ts";

const {
  json = npmWantsJson(),
  strict = false,
  watch = false,
} = new Command("npm run check --")
  .description(
    "Checks the content and drafts, and prints every problem as file:line:column message, also where a statement differs from its quotes. Exits with 1 if anything is held back.",
  )
  .option("--json", "print [{file, line, column, severity, message}]; severity is error or warning")
  .option("--strict", "a statement that differs from its quoted words is an error")
  .option("--watch", "print again whenever the result changes, until Ctrl+C")
  .parse()
  .opts<{ json?: boolean; strict?: boolean; watch?: boolean }>();

const settings = orExit(() => readSettings());
let printed: string | undefined;

async function look(): Promise<void> {
  const { text, isWell } = await checkFolder({ settings, strict, json, now: Date.now });
  process.exitCode = isWell ? 0 : 1;
  if (text === printed) return;
  console.log(printed === undefined || json ? text : `\n${text}`);
  printed = text;
}

if (watch) {
  const watching = watchFolder(settings.CONTENT_DIR, look);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => watching.close());
} else await look();
