import { Command, InvalidArgumentError } from "commander";
import { problemWithTimes } from "#schedule";
import { backUp, importFrom, StoreError, saveTo } from "#store";
import { withoutTokens } from "../app/log.ts";
import { orExit, readSettings } from "../app/settings.ts";

const program = new Command("npm run data --").description(
  "Moves everything stored: backups, and from the embedded database to PostgreSQL and back.",
);
program
  .command("export <file>")
  .description("write everything stored to a file, while the bot runs too")
  .option("--force", "replace the file if it is there", false)
  .action((file: string, { force }: { force: boolean }) =>
    tell(async () => `${rowsOf(await saveTo(file, { ...options(), force }))} written to ${file}.`),
  );
program
  .command("import <file>")
  .alias("restore")
  .description("read an export or a backup into an empty database; the bot must not run")
  .option("--replace", "remove what is stored first", false)
  .action((file: string, { replace }: { replace: boolean }) =>
    tell(async () => {
      const rows = await importFrom(file, { ...options(), replace, checkTimes });
      return `${rowsOf(rows)} read from ${file}.`;
    }),
  );
program
  .command("backup <folder>")
  .description("make a backup in a folder, while the bot runs too")
  .option("--keep <count>", "keep so many backups there, and remove older ones", countOf, 14)
  .action((folder: string, { keep }: { keep: number }) =>
    tell(async () => `Backed up to ${await backUp(folder, { ...options(), keep })}.`),
  );
await program.parseAsync();

function options() {
  const { DATA_DIR: folder, DATABASE_URL: url } = orExit(() => readSettings());
  return { folder, ...(url !== undefined && { url }), now: Date.now };
}

/** A schedule that could not be kept here would be paused at once, and nobody would know why. */
function checkTimes({ cron, zone }: { readonly cron: string; readonly zone: string }): string | undefined {
  return problemWithTimes(cron, zone);
}

function rowsOf(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError("It must be a whole number from 1.");
  return count;
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
