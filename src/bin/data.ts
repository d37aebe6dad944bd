import { Command } from "commander";
import { importFrom, StoreError, saveTo } from "#store";
import { withoutTokens } from "../app/log.ts";
import { orExit, readSettings } from "../app/settings.ts";

const program = new Command("npm run data --").description(
  "Moves everything stored: a backup, or from the embedded database to PostgreSQL and back.",
);
program.command("export <file>").description("writes everything stored to a file, while the bot runs too").action(save);
program.command("import <file>").description("puts an export in place of nothing: the bot must not run").action(load);
await program.parseAsync();

function options() {
  const { DATA_DIR: folder, DATABASE_URL: url } = orExit(() => readSettings());
  return { folder, ...(url !== undefined && { url }), now: Date.now };
}

async function save(file: string): Promise<void> {
  await tell(async () => `${await saveTo(file, options())} rows written to ${file}.`);
}

async function load(file: string): Promise<void> {
  await tell(async () => `${await importFrom(file, options())} rows read from ${file}.`);
}

async function tell(work: () => Promise<string>): Promise<void> {
  try {
    console.log(await work());
  } catch (error) {
    console.error(error instanceof StoreError ? error.message : `That did not work: ${reasonIn(error)}.`);
    process.exitCode = 1;
  }
}

/** Of a server that could not be reached under several addresses only the code is told. */
function reasonIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return withoutTokens(error.message || ("code" in error ? String(error.code) : error.name));
}
