import { renameSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { parentPort } from "node:worker_threads";
import { writeChecksum } from "./checksum.ts";
import { identityOf } from "./identity.ts";
import { type OpenFile, openInThread } from "./open-in-thread.ts";
import { problem, problemIn } from "./problem.ts";
import { type Answer, CLOSED, REPLACED, type Request, type ThreadOptions } from "./protocol.ts";
import { syncPath } from "./sync-path.ts";
import { isLost } from "./trouble.ts";
import { rowReader } from "./values.ts";

/**
 * Runs statements in a separate thread: a commit waits for the disk, and a slow disk must block only this thread. Each
 * statement is prepared once. Once its file is closed, the thread may be given another.
 */
type Prepared = { readonly statement: StatementSync; readonly read: Read | undefined };
type Read = ReturnType<typeof rowReader>;
type Result = { readonly rows: Record<string, unknown>[]; readonly changes: number | bigint };

const MOST_PREPARED = 200;
const NOTHING: Result = { rows: [], changes: 0 };

const prepared = new Map<string, Prepared>();
let current: OpenFile | undefined;
let isInTransaction = false;
/** Whether this process has the folder's database to itself, and may vouch for what it leaves. */
let isOwner = false;

parentPort?.on("message", (request: Request | "close") => {
  if (request === "close") return close();
  answer(request.at, () => {
    if ("open" in request) return open(request.open);
    return "name" in request ? rename(request.name) : run(request);
  });
});

function open(options: ThreadOptions): Result {
  current = openInThread(options);
  isOwner = options.mode === "existing" && options.check === "own";
  return NOTHING;
}

function run({ sql, parameters }: { readonly sql: string; readonly parameters: readonly SQLInputValue[] }): Result {
  if (!current) throw new Error("The database is not open.");
  const { database, file, identity } = current;
  if (identityOf(file) !== identity) throw problem("the file was removed or replaced", REPLACED);
  if (sql === "rollback") isInTransaction = false;
  // After some errors, like a full disk, SQLite rolls back by itself: later statements would be kept without the rest.
  if (isInTransaction && !database.isTransaction)
    throw new Error("The transaction was already rolled back after an error.");
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

/** Flushes a finished new file to disk, and only then gives it its name. */
function rename(name: string): Result {
  if (!current) throw new Error("The database is not open.");
  const { database, file } = current;
  current = undefined;
  prepared.clear();
  // Before the rename: a crash during this write would leave a file that needs repair.
  database.exec("pragma journal_mode = wal");
  database.close();
  syncPath(file);
  renameSync(file, name);
  syncPath(dirname(name));
  current = openInThread({ file: name, mode: "existing", check: "none" });
  isOwner = true;
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

function answer(at: number, work: () => Result): void {
  let said: Answer;
  try {
    said = { at, ...work() };
  } catch (error) {
    said = { at, problem: problemIn(error) };
    if (isLost(said.problem)) isOwner = false;
  }
  parentPort?.postMessage(said);
}

/** If this fails, the thread ends by its error. */
function close(): void {
  current?.database.close();
  if (current && isOwner && identityOf(current.file) === current.identity) writeChecksum(current.file);
  current = undefined;
  prepared.clear();
  isInTransaction = false;
  const closed: Answer = { at: CLOSED, ...NOTHING };
  parentPort?.postMessage(closed);
}
