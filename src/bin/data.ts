import { Command, InvalidArgumentError } from "commander";
import { backUp, createStore, importFrom, StoreError, saveTo } from "#store";
import { orExit, readSettings } from "../app/settings/settings.ts";

const program = new Command("npm run data --").description(
  "Backs up everything stored, or moves it between the embedded database and PostgreSQL.",
);
program
  .command("export <file>")
  .description("write everything stored to a file; the bot may be running")
  .option("--force", "overwrite the file if it exists", false)
  .action((file: string, { force }: { force: boolean }) =>
    tell(async () => `${rowsOf(await saveTo(file, { ...options(), force }))} written to ${file}.`),
  );
program
  .command("import <file>")
  .alias("restore")
  .description("read an export or a backup into an empty database; stop the bot first")
  .option("--replace", "remove existing data first", false)
  .action((file: string, { replace }: { replace: boolean }) =>
    tell(async () => {
      // Loading the schedule takes a while, and nothing else here needs it.
      const { problemWithTimes } = await import("#schedule");
      // An unreadable schedule would pause at once, and nobody would know why.
      const checkTimes = ({ cron, zone }: { cron: string; zone: string }) => problemWithTimes(cron, zone);
      const rows = await importFrom(file, { ...options(), replace, checkTimes });
      return `${rowsOf(rows)} read from ${file}.`;
    }),
  );
program
  .command("backup <folder>")
  .description("make a backup in a folder; the bot may be running")
  .option("--keep <count>", "how many backups to keep there; older ones are removed", countOf, 14)
  .action((folder: string, { keep }: { keep: number }) =>
    tell(async () => `Backed up to ${await backUp(folder, { ...options(), keep })}.`),
  );
program
  .command("purge <topic> <edition>")
  .description(
    "erase what an edition of a briefing said that is no longer shown; stop the bot first, unless DATABASE_URL is set",
  )
  .action((topic: string, edition: string) => tell(() => purge(topic, edition)));
await program.parseAsync();

async function purge(topic: string, edition: string): Promise<string> {
  const number = countOf(edition);
  const { purgeEdition } = await import("#editions");
  const store = createStore(options());
  try {
    if (!store.exists()) throw new StoreError("Nothing is stored here: set DATA_DIR or DATABASE_URL.");
    const { statements, posts } = await purgeEdition(topic, number, (await store.open()).db);
    const many = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
    return `Erased ${many(statements, "statement")} of edition ${number} of ${topic}, and the kept words of ${many(posts, "post")}. Backups and exports made before still hold them, and so does git.`;
  } finally {
    await store.close();
  }
}

function options() {
  const { DATA_DIR: folder, DATABASE_URL: url } = orExit(() => readSettings());
  return { folder, ...(url !== undefined && { url }), now: Date.now };
}

function rowsOf(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError("Use a whole number, 1 or more.");
  return count;
}

async function tell(work: () => Promise<string>): Promise<void> {
  try {
    console.log(await work());
  } catch (error) {
    console.error(error instanceof StoreError ? error.message : `Failed: ${await reasonIn(error)}.`);
    process.exitCode = 1;
  }
}

/** Why it failed; for a server unreachable at several addresses, only the code. */
async function reasonIn(error: unknown): Promise<string> {
  if (!(error instanceof Error)) return String(error);
  const { withoutTokens } = await import("../app/log/log.ts");
  return withoutTokens(error.message || ("code" in error ? String(error.code) : error.name));
}
