import { constants, createReadStream } from "node:fs";
import { access, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Kysely, sql } from "kysely";
import { openEmbedded } from "./embedded.ts";
import { StoreError } from "./error.ts";
import { type ExportHead, type ExportLine, MOVED } from "./export.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { openPostgres } from "./postgres.ts";
import type { StoreOptions } from "./store.ts";
import type { Database, Tables } from "./tables.ts";

/**
 * Reads an export into an empty database, all of it or nothing. What fell due up to now stands as `skipped: restored`,
 * so that a restored backup posts nothing a second time. Tells how many rows.
 * @throws StoreError when the file is none of ours, cut short, or newer; when the database holds something
 */
export async function importFrom(file: string, options: StoreOptions): Promise<number> {
  const { folder, url, now } = options;
  await refuseUnreadable(file);
  const connected = url === undefined ? await openEmbedded({ folder }) : await openPostgres({ url });
  const db = new Kysely<Tables>({ dialect: connected.dialect });
  try {
    const lines = linesOf(file)[Symbol.asyncIterator]();
    const head = readHead((await lines.next()).value, file);
    // The rows are in the shape of the version that wrote them: the schema is brought there first, then on.
    await migrate(db, { folder, now, upTo: head.version });
    const rows = await db.transaction().execute(async (tx) => {
      await refuseUnlessEmpty(tx);
      return load({ [Symbol.asyncIterator]: () => lines }, tx, file);
    });
    await migrate(db, { folder, now });
    await markRestored(db, new Date(now()));
    return rows;
  } finally {
    await db.destroy().catch(() => {});
    await connected.close().catch(() => {});
  }
}

/** Before anything is opened or made: a database of nothing would be left behind. */
async function refuseUnreadable(file: string): Promise<void> {
  try {
    if ((await stat(file)).isFile()) return await access(file, constants.R_OK);
  } catch (error) {
    throw new StoreError(`${file} cannot be read: name a file that npm run data -- export FILE has made.`, error);
  }
  throw new StoreError(`${file} is no file: name one that npm run data -- export FILE has made.`);
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
}

function readHead(line: string | undefined, file: string): ExportHead {
  const head = parse<Partial<ExportHead>>(line ?? "", file);
  if (head.nutgraf !== "export" || typeof head.version !== "string")
    throw new StoreError(`${file} is no export of this bot: make one with npm run data -- export FILE.`);
  if (!(head.version in MIGRATIONS))
    throw new StoreError(
      `${file} was written by a newer version of this bot (${head.version}): update this one first.`,
    );
  return head as ExportHead;
}

async function load(lines: AsyncIterable<string>, tx: Database, file: string): Promise<number> {
  let rows = 0;
  let told: number | undefined;
  let batch: { table: keyof Tables; rows: object[] } | undefined;
  const flush = async () => {
    if (batch) await insert(batch.table, batch.rows, tx);
    batch = undefined;
  };
  for await (const text of lines) {
    const line = parse<ExportLine>(text, file);
    if ("rows" in line) {
      told = line.rows;
      continue;
    }
    if (!MOVED.some((table) => table === line.table))
      throw new StoreError(`${file} holds rows of “${String(line.table)}”, which is no table of this bot.`);
    if (batch?.table !== line.table || batch.rows.length >= 500) await flush();
    batch ??= { table: line.table, rows: [] };
    batch.rows.push(line.row);
    rows += 1;
  }
  await flush();
  if (told !== rows)
    throw new StoreError(`${file} was cut short: it holds ${rows} rows of ${told ?? "more"}. Nothing was read in.`);
  return rows;
}

async function insert(table: keyof Tables, rows: readonly object[], db: Database): Promise<void> {
  await sql`insert into ${sql.table(table)}
    select * from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(db);
}

async function refuseUnlessEmpty(db: Database): Promise<void> {
  for (const table of MOVED) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0)
      throw new StoreError(
        "The database already holds something: import into an empty one (another DATA_DIR or DATABASE_URL).",
      );
  }
}

/** Nothing that was due before this moment may be posted: it may have been, after the export was made. */
async function markRestored(db: Database, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`
      insert into deliveries (id, subscription, slot, platform, tenant, place, state, reason, made_at, changed_at)
      select gen_random_uuid(), id, next_run_at, platform, tenant, place, 'skipped', 'restored', ${now}, ${now}
      from subscriptions where next_run_at <= ${now}
      on conflict (subscription, slot) do nothing`.execute(tx);
    await sql`update deliveries set state = 'skipped', reason = 'restored', job = null, claimed_by = null,
      changed_at = ${now} where state in ('planned', 'sending')`.execute(tx);
    // None: the schedule reckons the next run from now.
    await sql`update subscriptions set next_run_at = null where next_run_at <= ${now}`.execute(tx);
    await sql`update notices set state = 'at-next-use', claimed_by = null where state in ('planned', 'telling')`.execute(
      tx,
    );
  });
}

function parse<T>(line: string, file: string): T {
  try {
    const read: unknown = JSON.parse(line);
    if (typeof read === "object" && read !== null) return read as T;
  } catch (error) {
    throw new StoreError(`${file} is no export of this bot, or is damaged: a line of it is not JSON.`, error);
  }
  throw new StoreError(`${file} is no export of this bot, or is damaged: a line of it is no row.`);
}
