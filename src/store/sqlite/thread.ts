import { renameSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { READ_SCHEMA, READ_SEAL, sealOf, UNSEALED } from "../database/seal.ts";
import { identityOf } from "./identity.ts";
import { type Answer, DAMAGED, type Problem, REPLACED, type Request, type ThreadOptions } from "./protocol.ts";
import { syncPath } from "./sync-path.ts";
import { REPAIRABLE } from "./trouble.ts";
import { rowReader } from "./values.ts";

/**
 * Runs statements in a thread of its own: a commit waits for the disk, and a slow disk must hold up this thread alone.
 * A statement is prepared once.
 */
type Prepared = { readonly statement: StatementSync; readonly read: Read | undefined };
type Read = ReturnType<typeof rowReader>;
type Open = { readonly database: DatabaseSync; readonly file: string; readonly identity: string | undefined };
type Result = { readonly rows: Record<string, unknown>[]; readonly changes: number | bigint };

const MOST_PREPARED = 200;
/** Waited for within SQLite; longer is waited for by whoever asks. */
const BUSY_MS = 50;
const NOTHING: Result = { rows: [], changes: 0 };

const prepared = new Map<string, Prepared>();
let current: Open | undefined;
let isInTransaction = false;

parentPort?.on("message", (request: Request | "close") => {
  if (request === "close") return close();
  answer(request.at, () => ("name" in request ? rename(request.name) : run(request)));
});
answer(0, () => {
  current = open(workerData as ThreadOptions);
  return NOTHING;
});

function open({ file, mode, check }: ThreadOptions): Open {
  const identity = identityOf(file);
  // To read at first: closing a damaged database that may be written would write what its log holds into it.
  const isFirst = check || mode === "read-only";
  const reader = isFirst ? new DatabaseSync(urlOf(file, "ro"), { timeout: BUSY_MS, readOnly: true }) : undefined;
  try {
    const isChecked = reader && (!check || isSound(reader, mode));
    if (reader && mode === "read-only") return { database: reader, file, identity };
    const database = new DatabaseSync(urlOf(file, "rw"), { timeout: BUSY_MS });
    database.exec(mode === "new" ? "pragma journal_mode = memory" : "pragma journal_mode = wal");
    database.exec(mode === "new" ? "pragma synchronous = off" : "pragma synchronous = full");
    database.exec("pragma journal_size_limit = 16777216");
    if (check && !isChecked) refuseDamaged(database);
    reader?.close();
    return { database, file, identity };
  } catch (error) {
    reader?.close();
    throw error;
  }
}

function run({ sql, parameters }: { readonly sql: string; readonly parameters: readonly SQLInputValue[] }): Result {
  if (!current) throw new Error("The database is not open.");
  const { database, file, identity } = current;
  if (identityOf(file) !== identity) throw problem("the file was removed or replaced", REPLACED);
  if (sql === "rollback") isInTransaction = false;
  // After some errors, such as a full disk, SQLite rolls back by itself: what follows would be kept without the rest.
  if (isInTransaction && !database.isTransaction)
    throw new Error("The transaction was rolled back before, after an error.");
  const { statement, read } = prepare(database, sql);
  const result = read
    ? rowsOf(statement, parameters, read)
    : { rows: [], changes: statement.run(...parameters).changes };
  if (sql === "commit") isInTransaction = false;
  if (sql.startsWith("begin")) isInTransaction = true;
  return result;
}

function rowsOf(statement: StatementSync, parameters: readonly SQLInputValue[], read: Read): Result {
  const rows = statement.all(...parameters) as Record<string, unknown>[];
  return { rows: rows.map(read), changes: rows.length };
}

/** A new file is whole: it reaches the disk, and only then gets its name. */
function rename(name: string): Result {
  if (!current) throw new Error("The database is not open.");
  const { database, file } = current;
  current = undefined;
  prepared.clear();
  // Before it has its name: a crash while this is written would leave a file that cannot be read without repair.
  database.exec("pragma journal_mode = wal");
  database.close();
  syncPath(file);
  renameSync(file, name);
  syncPath(dirname(name));
  current = open({ file: name, mode: "existing", check: false });
  return NOTHING;
}

function prepare(from: DatabaseSync, sql: string): Prepared {
  const known = prepared.get(sql);
  if (known) return known;
  const statement = from.prepare(sql);
  const columns = statement.columns();
  const made = { statement, read: columns.length > 0 ? rowReader(columns) : undefined };
  if (prepared.size >= MOST_PREPARED) prepared.clear();
  prepared.set(sql, made);
  return made;
}

/** Whether it was checked. What a crash left halfway can be repaired, and then checked, only where it may be written. */
function isSound(reader: DatabaseSync, mode: ThreadOptions["mode"]): boolean {
  try {
    refuseDamaged(reader);
    return true;
  } catch (error) {
    if (mode === "existing" && REPAIRABLE.has(problemIn(error).code)) return false;
    throw error;
  }
}

/**
 * Looks at every page, index and constraint, and at the seal of the schema: a character that is changed in that would
 * change what values mean. What nothing shows is a character that is changed in a text of which no index holds a copy.
 */
function refuseDamaged(database: DatabaseSync): void {
  const found = database.prepare("pragma integrity_check(1)").get()?.integrity_check;
  if (found !== "ok") throw problem(String(found).split("\n").slice(-1).join(), DAMAGED);
  const seal = database.prepare(READ_SEAL).get()?.user_version;
  const schema = database.prepare(READ_SCHEMA).all() as { sql: string }[];
  if (seal !== UNSEALED && seal !== sealOf(schema)) throw problem("its schema was changed", DAMAGED);
}

/** As an address, which says that no file may be made; a path would always make one. */
function urlOf(file: string, mode: "rw" | "ro"): URL {
  const url = pathToFileURL(file);
  url.searchParams.set("mode", mode);
  return url;
}

function answer(at: number, work: () => Result): void {
  let said: Answer;
  try {
    said = { at, ...work() };
  } catch (error) {
    said = { at, problem: problemIn(error) };
  }
  parentPort?.postMessage(said);
}

function problem(message: string, errcode: number): Error {
  return Object.assign(new Error(message), { errcode });
}

function problemIn(error: unknown): Problem {
  const code = typeof error === "object" && error !== null && "errcode" in error ? Number(error.errcode) : 0;
  return { message: error instanceof Error ? error.message : String(error), code };
}

function close(): void {
  try {
    current?.database.close();
  } finally {
    parentPort?.close();
  }
}
