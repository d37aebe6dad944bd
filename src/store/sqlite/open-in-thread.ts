import { accessSync, constants, existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { BACKUP_MARK, MIGRATION_TABLE, READ_SCHEMA, READ_SEAL, sealOf, UNSEALED } from "../database/schema-seal.ts";
import { refuseChanged, removeChecksum } from "./checksum.ts";
import { identityOf } from "./identity.ts";
import { problem, problemIn } from "./problem.ts";
import { BACKUP, DAMAGED, FOREIGN, type ThreadOptions } from "./protocol.ts";
import { CANNOT_OPEN, READ_ONLY, REPAIRABLE } from "./trouble.ts";

/** An open database file. `identity`: which file it is. */
export type OpenFile = {
  readonly database: DatabaseSync;
  readonly file: string;
  readonly identity: string | undefined;
};

/** How long SQLite itself waits; callers wait longer. */
const BUSY_MS = 50;

/**
 * Opens a database file, in the thread that runs its statements.
 * @throws Error with SQLite's code, or one of ours
 */
export function openInThread({ file, mode, check }: ThreadOptions): OpenFile {
  const identity = identityOf(file);
  if (check === "own") refuseChanged(file);
  // Read-only at first: closing a damaged database in write mode would write its log into it.
  const reader = check !== "none" || mode === "read-only" ? openReader(file) : undefined;
  const isChecked = reader !== undefined && (check === "none" || isSound(reader, { mode, check }));
  if (reader && mode === "read-only") return { database: reader, file, identity };
  refuseReadOnly(file);
  removeChecksum(file);
  const database = new DatabaseSync(urlOf(file, { mode: "rw" }), { timeout: BUSY_MS });
  database.exec(mode === "new" ? "pragma journal_mode = memory" : "pragma journal_mode = wal");
  database.exec(mode === "new" ? "pragma synchronous = off" : "pragma synchronous = full");
  database.exec("pragma journal_size_limit = 16777216");
  if (check !== "none" && !isChecked) refuseUnfit(database, check);
  reader?.close();
  return { database, file, identity };
}

/** A read-only disk has no room for the readers' shared memory; without a log none is needed. */
function openReader(file: string): DatabaseSync {
  const reader = new DatabaseSync(urlOf(file, { mode: "ro" }), { timeout: BUSY_MS, readOnly: true });
  try {
    reader.exec("pragma schema_version");
    return reader;
  } catch (error) {
    if (problemIn(error).code !== CANNOT_OPEN || existsSync(`${file}-wal`)) return reader;
    reader.close();
    return new DatabaseSync(urlOf(file, { mode: "ro", immutable: "1" }), { timeout: BUSY_MS, readOnly: true });
  }
}

/** SQLite silently opens an unwritable file for reading, and fails only at the first write. */
function refuseReadOnly(file: string): void {
  try {
    accessSync(file, constants.W_OK);
  } catch (error) {
    throw problem(error instanceof Error && "code" in error ? String(error.code) : String(error), READ_ONLY);
  }
}

/** Whether it was checked. What a crash left unfinished can be repaired, and then checked, only in write mode. */
function isSound(reader: DatabaseSync, { mode, check }: Omit<ThreadOptions, "file">): boolean {
  try {
    refuseUnfit(reader, check);
    return true;
  } catch (error) {
    if (mode === "existing" && REPAIRABLE.has(problemIn(error).code)) return false;
    throw error;
  }
}

/**
 * Checks every page, index and constraint, and the seal of the schema, where one changed character could change what
 * values mean. A changed character in unindexed text shows only in the checksum.
 */
function refuseUnfit(database: DatabaseSync, check: ThreadOptions["check"]): void {
  const found = database.prepare("pragma integrity_check(1)").get()?.integrity_check;
  if (found !== "ok") throw problem(String(found).split("\n").slice(-1).join(), DAMAGED);
  const schema = database.prepare(READ_SCHEMA).all() as { sql: string }[];
  if (!schema.some(({ sql }) => sql.includes(MIGRATION_TABLE))) throw problem("it is not one of Nutgraf's", FOREIGN);
  const seal = database.prepare(READ_SEAL).get()?.user_version;
  if (seal !== UNSEALED && seal !== sealOf(schema)) throw problem("its schema was changed", DAMAGED);
  const mark = database.prepare("pragma application_id").get()?.application_id;
  if (check === "own" && mark === BACKUP_MARK) throw problem("it is a backup", BACKUP);
}

/** A URL, which can forbid creating a file; a path would always create one. */
function urlOf(file: string, parameters: Readonly<Record<string, string>>): URL {
  const url = pathToFileURL(file);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}
