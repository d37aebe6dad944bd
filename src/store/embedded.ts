import { execFile } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PGlite } from "@electric-sql/pglite";
import { PGliteDialect } from "kysely";
import type { Connected } from "./connected.ts";
import { durableFiles, type Hears } from "./durable-files.ts";
import { handleOf } from "./embedded-handle.ts";
import { StoreError } from "./error.ts";
import { lockFolder } from "./folder-lock.ts";
import { freeMb, LEAST_FREE_MB } from "./free-space.ts";
import { compileThriftily } from "./thrift.ts";

export type EmbeddedOptions = {
  readonly folder: string;
  /** Hears of each time that a file is made to reach the disk. */
  readonly onSync?: () => void;
  /** Hears of a database that gave up, as on a disk that failed: it is to be closed and opened anew. */
  readonly onGivenUp?: (error: Error) => void;
};

/**
 * Opens the database that runs inside this process, in a folder.
 * @throws StoreError when another process has it, or it cannot be opened
 */
export async function openEmbedded({
  folder,
  onSync = () => {},
  onGivenUp = () => {},
}: EmbeddedOptions): Promise<Connected> {
  compileThriftily();
  const lock = lockFolder(folder);
  let database: PGlite | undefined;
  let broken: StoreError | undefined;
  let isOpen = false;
  let logged = 0;
  let letGo = () => {};
  const hears: Hears = {
    onSync,
    onLogged: (bytes) => {
      logged += bytes;
      if (!isOpen || logged < MOST_LOGGED) return;
      logged = 0;
      // Nobody else does: the log would grow for as long as the bot runs, and be gone through after a crash.
      setImmediate(() => void database?.exec("checkpoint").catch(() => {}));
    },
    onGivenUp: (trouble) => {
      if (broken) return;
      const why = trouble === undefined ? "" : ` (${trouble}): make room on its disk`;
      broken = new StoreError(`The database in ${folder} gave up${why}.`);
      // Not from within the database, which is still on its way out.
      if (isOpen) setImmediate(onGivenUp, broken);
    },
  };
  const end = async () => {
    try {
      if (broken === undefined) await database?.close();
    } finally {
      if (broken !== undefined) letGo();
      lock.release();
    }
  };
  try {
    const free = freeMb(folder);
    if (free !== undefined && free < LEAST_FREE_MB) throw new Error(`only ${free} MB are free on its disk`);
    const there = join(folder, DATABASE);
    if (!existsSync(there)) await layOut(there);
    // It would be laid out anew, over what is there.
    if (!existsSync(join(there, "PG_VERSION"))) throw new Error("its file PG_VERSION is missing");
    const durable = durableFiles(there, hears);
    letGo = durable.letGo;
    database = new PGlite({ fs: durable.files, startParams: START, parsers: { [INT8]: Number } });
    refuseOnce(database, () => broken);
    await database.waitReady;
    isOpen = true;
  } catch (error) {
    await end().catch(() => {});
    const why = broken?.message ?? (error instanceof Error ? error.message : String(error));
    throw new StoreError(
      `The database in ${folder} cannot be opened (${why.replace(/\.$/, "")}): is the disk full? Otherwise it is damaged: restore a backup with npm run data -- import FILE, into an empty DATA_DIR.`,
      error,
    );
  }
  const opened = database;
  return {
    kind: "embedded",
    dialect: new PGliteDialect({ pglite: handleOf(opened) }),
    async runSql(text, values) {
      if (values && values.length > 0) return { rows: (await opened.query<object>(text, [...values])).rows };
      return { rows: (await opened.exec(text)).flatMap(({ rows }) => rows) };
    },
    close: end,
  };
}

/** The database's own files, in the data folder. */
const DATABASE = "database";

/** What is written to the log before what it tells is written to the tables' own files. */
const MOST_LOGGED = 16_000_000;

/** A database that gave up must not be asked again: it would go round in circles and take the process with it. */
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
 * Makes a new database folder in a process of its own, which takes the 400 MB that this needs with it when it ends. The
 * folder gets its name when it is whole: a process that ends halfway leaves nothing that looks like a database.
 */
async function layOut(files: string): Promise<void> {
  const unfinished = `${files}-unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const program = fileURLToPath(new URL("./lay-out.ts", import.meta.url));
  await promisify(execFile)(process.execPath, [program, unfinished]).catch((error) => {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(
      `laying it out failed: ${String(error.stderr ?? error)
        .trim()
        .split("\n")
        .at(-1)}`,
    );
  });
  renameSync(unfinished, files);
}
