import { constants } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { StoreError } from "../database/error.ts";
import type { Migrations } from "../database/handle.ts";
import { handleOn } from "../database/handle.ts";
import { versionOf } from "../database/version.ts";
import { type ExportLine, rowsOf } from "../export/export.ts";
import { type Head, linesOf, type NumberedLine, type Tail } from "../export/lines.ts";
import { POSTGRES_MIGRATIONS, SQLITE_MIGRATIONS } from "../migrate/migrations/index.ts";
import { EXPORTED } from "../schema/table-facts.ts";
import type { Tables } from "../schema/tables.ts";
import { openFile } from "../sqlite/open.ts";

/** A row to import. `where`: its line, or its table. */
export type SourceRow = {
  readonly table: keyof Tables;
  readonly row: Readonly<Record<string, unknown>>;
  readonly where: string;
};

/**
 * The rows of an export or a backup, in order.
 * @throws StoreError if the file is not ours, cut short, changed or newer; often only at its end
 */
export async function* rowsIn(file: string): AsyncGenerator<SourceRow> {
  await refuseUnreadable(file);
  yield* (await isBackup(file)) ? backupRows(file) : exportedRows(file);
}

async function refuseUnreadable(file: string): Promise<void> {
  const made = "name a file that npm run data -- export FILE or backup DIR has made";
  let found: Awaited<ReturnType<typeof stat>>;
  try {
    found = await stat(file);
    await access(file, constants.R_OK);
  } catch (error) {
    throw new StoreError(`${file} cannot be read: ${made}.`, error);
  }
  if (!found.isFile()) throw new StoreError(`${file} is not a file: ${made}.`);
}

/** https://sqlite.org/fileformat.html: every database begins with this. */
const MAGIC = "SQLite format 3\u0000";

async function isBackup(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return buffer.toString("latin1", 0, bytesRead) === MAGIC;
  } finally {
    await handle.close();
  }
}

async function* backupRows(file: string): AsyncGenerator<SourceRow> {
  const { db, close } = handleOn(await openFile(file).catch((error: unknown) => refuseBackup(file, error)));
  try {
    refuseVersion(await versionOf(db), file, SQLITE_MIGRATIONS);
    // As of one moment, even while a bot writes to it.
    const tx = await db.startTransaction().setAccessMode("read only").execute();
    for (const table of EXPORTED) for await (const row of rowsOf(table, tx)) yield { table, row, where: `of ${table}` };
  } finally {
    await close();
  }
}

/** Sentences about the database in use would be wrong for a backup: there are others to import. */
function refuseBackup(file: string, error: unknown): never {
  if (!(error instanceof StoreError) || !(error.cause instanceof Error)) throw error;
  throw new StoreError(`${file} is not a complete backup of Nutgraf (${error.cause.message}): import another.`, error);
}

async function* exportedRows(file: string): AsyncGenerator<SourceRow> {
  let version: string | undefined;
  let tail: Tail | undefined;
  let rows = 0;
  for await (const line of linesOf(file)) {
    if (tail) throw new StoreError(`${file} is damaged: line ${line.number} comes after its end.`);
    const read = parse(line, file);
    if (version === undefined) version = versionIn(read, file);
    else if ("rows" in read) tail = checkedTail(read, line, { rows, version, file });
    else {
      rows += 1;
      yield rowIn(read, line, file);
    }
  }
  if (version === undefined) throw notOurs(file);
  if (!tail) throw new StoreError(`${file} was cut short after ${rows} rows.`);
}

function versionIn(head: Partial<Head>, file: string): string {
  if (head.nutgraf !== "export" || typeof head.version !== "string") throw notOurs(file);
  refuseVersion(head.version, file, POSTGRES_MIGRATIONS);
  return head.version;
}

function refuseVersion(version: string | undefined, file: string, known: Migrations): void {
  if (version === undefined) throw notOurs(file);
  if (!(version in known))
    throw new StoreError(`${file} was written by a newer version of Nutgraf (${version}): update this one first.`);
}

/** Exports were sealed from this version on. */
const SEALED_SINCE = "0005";

function checkedTail(
  tail: Partial<Tail>,
  { before }: NumberedLine,
  { rows, version, file }: { rows: number; version: string; file: string },
): Tail {
  if (tail.rows !== rows) throw new StoreError(`${file} was cut short: it holds ${rows} rows of ${String(tail.rows)}.`);
  if ((tail.sha256 !== undefined || version >= SEALED_SINCE) && tail.sha256 !== before())
    throw new StoreError(`${file} was changed or damaged after it was written: its checksum does not match.`);
  return { rows };
}

function rowIn(read: Partial<ExportLine>, { number }: NumberedLine, file: string): SourceRow {
  const { table, row } = read;
  const known = EXPORTED.find((name) => name === table);
  if (known === undefined)
    throw new StoreError(
      `${file} holds a row of “${String(table)}” in line ${number}, which is not a table of Nutgraf.`,
    );
  if (typeof row !== "object" || row === null) throw new StoreError(`${file} is damaged: line ${number} holds no row.`);
  return { table: known, row: row as Readonly<Record<string, unknown>>, where: `in line ${number}` };
}

function parse({ text, number }: NumberedLine, file: string): Record<string, unknown> {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    if (number === 1) throw notOurs(file, error);
    throw new StoreError(`${file} is damaged or was cut short: line ${number} is not JSON.`, error);
  }
  if (typeof read === "object" && read !== null) return read as Record<string, unknown>;
  throw number === 1 ? notOurs(file) : new StoreError(`${file} is damaged: line ${number} holds no row.`);
}

function notOurs(file: string, cause?: unknown): StoreError {
  return new StoreError(
    `${file} is neither an export nor a backup of Nutgraf: make one with npm run data -- export FILE or backup DIR.`,
    cause,
  );
}
