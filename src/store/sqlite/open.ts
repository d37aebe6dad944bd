import { chmodSync, closeSync, existsSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { differencesOf } from "../database/differences.ts";
import { StoreError } from "../database/error.ts";
import type { Opened } from "../database/handle.ts";
import { BACKUP_MARK } from "../database/seal.ts";
import { SQLITE_MIGRATIONS } from "../migrate/migrations/index.ts";
import { type Connection, connect } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { type FolderLock, lockFolder, lockIn } from "./folder-lock.ts";
import { identityOf } from "./identity.ts";
import { replacedSentence } from "./trouble.ts";

export type SqliteOptions = {
  readonly folder: string;
  /** Something was stored there before: where it is gone, nothing new is made in its place. */
  readonly wasThere: boolean;
  /** The file that this process had open before: no other is taken for it. */
  readonly known?: string;
  /** Hears of trouble after which the database is to be opened anew. */
  readonly onLost?: (error: StoreError) => void;
};

/**
 * Opens the database in a folder for this process alone, and checks all of it. The folder and the file are made where
 * there are none.
 * @throws StoreError when another process has it, it is damaged, or it cannot be opened
 */
export async function openSqlite({ folder, wasThere, known, onLost }: SqliteOptions): Promise<Opened> {
  refuseUnusable(folder);
  const file = fileIn(folder);
  const found = identityOf(file);
  if (wasThere && found === undefined) throw new StoreError(GONE(file));
  if (known !== undefined && found !== known) throw new StoreError(replacedSentence(file));
  const lock = lockFolder(folder);
  try {
    const lost = onLost && { onLost };
    const connection = existsSync(file)
      ? await connect({ file, mode: "existing", check: "own", ...lost })
      : await layOut(file, lost);
    return {
      dialect: sqliteDialect(connection),
      migrations: SQLITE_MIGRATIONS,
      identity: identityOf(file),
      close: () => closeBoth(connection, lock),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Opens the database in a folder to read, beside the process that has it. */
export async function openToRead(folder: string): Promise<Opened> {
  refuseUnusable(folder);
  const file = fileIn(folder);
  if (!existsSync(file)) throw new StoreError(`Nothing is stored in ${folder}: check DATA_DIR.`);
  return openReading(file, "own");
}

/**
 * Opens a database file to read: a backup, or the database of another folder.
 * @throws StoreError when it is damaged, or no database
 */
export function openFile(file: string): Promise<Opened> {
  return openReading(file, "any");
}

/** Tells a backup from the database that it was made of. */
export async function markBackup(file: string): Promise<void> {
  const connection = await connect({ file, mode: "new", check: "none" });
  try {
    await connection.run(`pragma application_id = ${BACKUP_MARK}`);
  } finally {
    await connection.close();
  }
}

async function openReading(file: string, check: "own" | "any"): Promise<Opened> {
  const connection = await connect({ file, mode: "read-only", check });
  return { dialect: sqliteDialect(connection), migrations: SQLITE_MIGRATIONS, close: () => connection.close() };
}

/** The database of a data folder. */
export function fileIn(folder: string): string {
  return join(folder, "nutgraf.db");
}

/** All that SQLite keeps beside it, and the lock. */
export function ownFilesIn(folder: string): string[] {
  return [...["", "-wal", "-shm", "-journal", ".sum"].map((end) => `${fileIn(folder)}${end}`), lockIn(folder)];
}

/** Whether something is stored in a data folder. */
export function isStored(folder: string): boolean {
  return existsSync(fileIn(folder)) || isOlderEngine(folder);
}

const GONE = (file: string) =>
  `The database ${file} is gone: put it back, or stop Nutgraf, restore a backup and start again. Nothing new is made in its place.`;

/** @throws StoreError where a folder can hold no database of ours, or holds one of the version before */
export function refuseUnusable(folder: string): void {
  refuseLongPath(folder);
  refuseOlderEngine(folder);
}

/** The version before kept a PostgreSQL of its own there. */
function isOlderEngine(folder: string): boolean {
  return existsSync(join(folder, "database", "PG_VERSION")) && !existsSync(fileIn(folder));
}

function refuseOlderEngine(folder: string): void {
  if (isOlderEngine(folder))
    throw new StoreError(
      `The data in ${folder} was written by version 0.1 in another format: export it with that version (npm run data -- export FILE), move ${join(folder, "database")} away, then import it with this one (npm run data -- import FILE).`,
    );
}

/** SQLite keeps 512 bytes for a path, and appends to it. */
const MOST_BYTES = 480;

function refuseLongPath(folder: string): void {
  const bytes = Buffer.byteLength(folder);
  if (bytes > MOST_BYTES)
    throw new StoreError(
      `The path of the data folder has ${bytes} bytes, more than ${MOST_BYTES}: set DATA_DIR to a shorter one.`,
    );
}

/**
 * Makes an empty database. It gets its name when it is whole: what bears the name and has no schema is damaged.
 * @throws StoreError when it cannot be made, as on a full disk
 */
async function layOut(file: string, lost: Pick<SqliteOptions, "onLost"> | undefined): Promise<Connection> {
  const unfinished = `${file}.unfinished`;
  const remove = () => {
    for (const end of ["", "-wal", "-shm"]) rmSync(`${unfinished}${end}`, { force: true });
  };
  let connection: Connection | undefined;
  try {
    remove();
    // What is stored names people: it is its owner's alone, and so are the files that SQLite makes beside it.
    closeSync(openSync(unfinished, "wx", 0o600));
    chmodSync(unfinished, 0o600);
    connection = await connect({ file: unfinished, mode: "new", check: "none", ...lost });
    const db = new Kysely<never>({ dialect: sqliteDialect(connection) });
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: async () => ({ ...SQLITE_MIGRATIONS }) },
    }).migrateToLatest();
    if (error !== undefined) throw error;
    await differencesOf(db).seal(db);
    await connection.rename(file);
    return connection;
  } catch (error) {
    await connection?.close();
    remove();
    if (error instanceof StoreError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `The database ${file} cannot be made (${why}): make room, and make the folder writable.`,
      error,
    );
  }
}

async function closeBoth(connection: { close(): Promise<void> }, lock: FolderLock): Promise<void> {
  try {
    await connection.close();
  } finally {
    lock.release();
  }
}
