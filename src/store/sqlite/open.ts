import { chmodSync, closeSync, existsSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { differencesOf } from "../database/differences.ts";
import { StoreError } from "../database/error.ts";
import type { Opened } from "../database/handle.ts";
import { BACKUP_MARK } from "../database/schema-seal.ts";
import { SQLITE_MIGRATIONS } from "../migrate/migrations/index.ts";
import { type Connection, connect } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { type FolderLock, lockFolder, lockIn } from "./folder-lock.ts";
import { identityOf } from "./identity.ts";
import { replacedSentence } from "./trouble.ts";

export type SqliteOptions = {
  readonly folder: string;
  /** Something was stored there before: if it is gone, no new one is created in its place. */
  readonly wasThere: boolean;
  /** The file that this process had open before: no other is accepted in its place. */
  readonly known?: string;
  /** Called on trouble after which the database must be reopened. */
  readonly onLost?: (error: StoreError) => void;
};

/**
 * Opens the database in a folder for this process alone, and checks all of it. Creates the folder and the file if they are
 * missing.
 * @throws StoreError if another process has it, it is damaged, or it can't be opened
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

/** Opens the database in a folder for reading, alongside the process that has it. */
export async function openToRead(folder: string): Promise<Opened> {
  refuseUnusable(folder);
  const file = fileIn(folder);
  if (!existsSync(file)) throw new StoreError(`Nothing is stored in ${folder}: check DATA_DIR.`);
  return openReading(file, "own");
}

/**
 * Opens a database file for reading: a backup, or the database of another folder.
 * @throws StoreError if it is damaged or not a database
 */
export function openFile(file: string): Promise<Opened> {
  return openReading(file, "any");
}

/** Marks a file as a backup, to distinguish it from the database it was made of. */
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

/** The database, the files that SQLite keeps beside it, and the lock. */
export function ownFilesIn(folder: string): string[] {
  return [...["", "-wal", "-shm", "-journal", ".sum"].map((end) => `${fileIn(folder)}${end}`), lockIn(folder)];
}

/** Whether something is stored in a data folder. */
export function isStored(folder: string): boolean {
  return existsSync(fileIn(folder)) || isOlderEngine(folder);
}

const GONE = (file: string) =>
  `The database ${file} is gone: put it back, or stop Nutgraf, restore a backup and start again. No new one is created in its place.`;

/** @throws StoreError if a folder can't hold a database, or holds one of the previous version */
export function refuseUnusable(folder: string): void {
  refuseLongPath(folder);
  refuseOlderEngine(folder);
}

/** The previous version kept its own PostgreSQL there. */
function isOlderEngine(folder: string): boolean {
  return existsSync(join(folder, "database", "PG_VERSION")) && !existsSync(fileIn(folder));
}

function refuseOlderEngine(folder: string): void {
  if (isOlderEngine(folder))
    throw new StoreError(
      `The data in ${folder} was written by version 0.1 in another format: export it with that version (npm run data -- export FILE), move ${join(folder, "database")} away, then import it with this one (npm run data -- import FILE).`,
    );
}

/** SQLite limits paths to 512 bytes, and appends to them. */
const MOST_BYTES = 480;

function refuseLongPath(folder: string): void {
  const bytes = Buffer.byteLength(folder);
  if (bytes > MOST_BYTES)
    throw new StoreError(
      `The data folder's path is ${bytes} bytes long, more than ${MOST_BYTES}: set DATA_DIR to a shorter one.`,
    );
}

/**
 * Creates an empty database. It gets its name when complete: a file with that name but no schema is damaged.
 * @throws StoreError if it can't be created, as on a full disk
 */
async function layOut(file: string, lost: Pick<SqliteOptions, "onLost"> | undefined): Promise<Connection> {
  const unfinished = `${file}.unfinished`;
  const remove = () => {
    for (const end of ["", "-wal", "-shm"]) rmSync(`${unfinished}${end}`, { force: true });
  };
  let connection: Connection | undefined;
  try {
    remove();
    // It holds people's names, so it is readable by its owner only, as are the files SQLite creates beside it.
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
      `The database ${file} cannot be created (${why}): free some space, and make the folder writable.`,
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
