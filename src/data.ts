import { Command } from "commander";
import { importFrom, StoreError, saveTo } from "#store";
import { orExit, readSettings } from "./settings.ts";

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
    if (!(error instanceof StoreError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
