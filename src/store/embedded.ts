import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { PGliteDialect } from "kysely";
import type { Connected } from "./connected.ts";
import { durableFiles } from "./durable-files.ts";
import { StoreError } from "./error.ts";
import { lockFolder } from "./folder-lock.ts";

export type EmbeddedOptions = {
  readonly folder: string;
  /** Hears of each time that a file is made to reach the disk. */
  readonly onSync?: () => void;
  /** Hears of a disk that failed: nothing is stored from then on, until the bot is started again. */
  readonly onBroken?: (error: Error) => void;
};

/**
 * Opens the database that runs inside this process, in a folder.
 * @throws StoreError when another process has it, or it cannot be opened
 */
export async function openEmbedded({ folder, onSync = () => {}, onBroken }: EmbeddedOptions): Promise<Connected> {
  const lock = lockFolder(folder);
  let database: PGlite | undefined;
  let failure: StoreError | undefined;
  const fail = (error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    failure ??= new StoreError(
      `The disk of ${folder} failed to keep what was written (${why}): make room, then start the bot again.`,
      error,
    );
    onBroken?.(failure);
  };
  try {
    const files = join(folder, "database");
    if (!existsSync(files)) await layOut(files);
    database = new PGlite({
      fs: durableFiles(files, { onSync, onFailure: fail }),
      startParams: START,
      parsers: { [INT8]: Number },
    });
    refuseOnce(database, () => failure);
    await database.waitReady;
  } catch (error) {
    await database?.close().catch(() => {});
    lock.release();
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `The database in ${folder} cannot be opened (${why}): is the disk full? Otherwise restore a backup with npm run data -- import FILE, into an empty DATA_DIR.`,
      error,
    );
  }
  const opened = database;
  return {
    kind: "embedded",
    dialect: new PGliteDialect({ pglite: opened }),
    async runSql(text, values) {
      if (values && values.length > 0) return { rows: (await opened.query<object>(text, [...values])).rows };
      return { rows: (await opened.exec(text)).flatMap(({ rows }) => rows) };
    },
    async close() {
      try {
        await opened.close();
      } finally {
        lock.release();
      }
    },
  };
}

/** A database whose disk failed must not be asked again: it would go round in circles and take the process with it. */
function refuseOnce(database: PGlite, failed: () => Error | undefined): void {
  const ask = database.execProtocolRawSync.bind(database);
  database.execProtocolRawSync = (message) => {
    const failure = failed();
    if (failure) throw failure;
    return ask(message);
  };
}

/** Type id of bigint, which `count(*)` is: PostgreSQL's own driver is told the same. */
export const INT8 = 20;

/**
 * Without `-F`, which turns fsync off, and with the one way of it that the file system hears of. 128 MB of shared
 * buffers, the default, are held twice; 16 do.
 */
const START = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
  ...["-c", "wal_sync_method=fsync", "-c", "shared_buffers=16MB"],
];

/**
 * Makes a new database folder in a thread of its own, which takes the 400 MB that this needs with it when it ends. The
 * folder gets its name when it is whole: a process that ends halfway leaves nothing that looks like a database.
 */
async function layOut(files: string): Promise<void> {
  const unfinished = `${files}-unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await new Promise<void>((resolve, reject) => {
    const worker = new Worker(new URL("./lay-out.ts", import.meta.url), { workerData: unfinished });
    worker.once("error", reject);
    worker.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`laying it out ended with ${code}`))));
  });
  renameSync(unfinished, files);
}
