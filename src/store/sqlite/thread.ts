import { statSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { type Answer, DAMAGED, type Problem, REPLACED, type Request, type ThreadOptions } from "./protocol.ts";
import { rowReader } from "./values.ts";

/**
 * Runs statements in a thread of its own: a commit waits for the disk, and a slow disk must hold up this thread alone.
 * A statement is prepared once.
 */
type Prepared = { readonly statement: StatementSync; readonly read: ReturnType<typeof rowReader> | undefined };

const MOST_PREPARED = 200;
/** Waited for within SQLite; longer is waited for by whoever asks. */
const BUSY_MS = 50;

const options = workerData as ThreadOptions;
const prepared = new Map<string, Prepared>();

const { database, opened } = open();
parentPort?.on("message", (request: Request | "close") => {
  if (request === "close") return close();
  answer(request.at, () => run(request));
});

function open() {
  try {
    const database = new DatabaseSync(urlOf(options), { timeout: BUSY_MS, readOnly: options.mode === "read-only" });
    if (options.mode !== "read-only") {
      database.exec("pragma journal_mode = wal");
      database.exec("pragma synchronous = full");
    }
    database.exec("pragma journal_size_limit = 16777216");
    if (options.check) refuseDamaged(database);
    answer(0, () => ({ rows: [], changes: 0 }));
    return { database, opened: identity() };
  } catch (error) {
    answer(0, () => {
      throw error;
    });
    return {};
  }
}

function run({ sql, parameters }: Request) {
  if (!database) throw new Error("The database is not open.");
  if (identity() !== opened) throw problem("the file was removed or replaced", REPLACED);
  const { statement, read } = prepare(database, sql);
  if (!read) return { rows: [], changes: statement.run(...parameters).changes };
  const rows = statement.all(...(parameters as SQLInputValue[])) as Record<string, unknown>[];
  return { rows: rows.map(read), changes: rows.length };
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

function refuseDamaged(database: DatabaseSync): void {
  const found = database.prepare("pragma integrity_check(1)").get()?.integrity_check;
  if (found !== "ok") throw problem(String(found).split("\n").slice(-1).join(), DAMAGED);
}

/** Which file it is, whatever it is called; undefined where there is none. */
function identity(): string | undefined {
  const found = statSync(options.file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

/** As an address, which says whether a file may be made; a path would always make one. */
function urlOf({ file, mode }: ThreadOptions): URL {
  const url = pathToFileURL(file);
  url.searchParams.set("mode", mode === "create" ? "rwc" : mode === "existing" ? "rw" : "ro");
  return url;
}

function answer(at: number, work: () => { rows: Record<string, unknown>[]; changes: number | bigint }): void {
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
    database?.close();
  } finally {
    parentPort?.close();
  }
}
