import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { type Database, importFrom, type StoreOptions } from "#store";
import { EXPORTED } from "../../../src/store/schema/table-facts.ts";
import { until } from "../../fixtures/scheduled.ts";
import { contentOf, everything, write } from "../../fixtures/stores/everything.ts";
import { exportText } from "../../fixtures/stores/export-file.ts";
import { faultyDisk, whyNotFaulty } from "../../fixtures/stores/faulty-disk.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";
import { storeProcess } from "../../fixtures/stores/store-process.ts";
import { inStore, storeOptions } from "../../fixtures/stores/stores.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");

/** An export of subscriptions that are due by then, each to be kept as skipped. */
async function dueExport(folder: string, count: number): Promise<string> {
  const file = join(folder, "due.ndjson");
  const rows = Array.from({ length: count }, (_, index) => ({
    table: "subscriptions",
    row: { ...subscriptionRow(`s${index}`, { next_run_at: new Date(NOW - 1) }) },
  }));
  await writeFile(file, exportText(rows));
  return file;
}

/** What tells all apart from nothing and from half: the rows of each table, and what would be posted. */
async function summary(db: Database) {
  const rows = Object.entries(await contentOf(db)).map(([table, found]) => [table, found.length]);
  const due = await db.selectFrom("subscriptions").select("id").where("next_run_at", "<=", new Date(NOW)).execute();
  const open = await db.selectFrom("deliveries").select("id").where("state", "in", ["planned", "sending"]).execute();
  return { ...Object.fromEntries(rows), due: due.length, open: open.length };
}

async function soundSummary(db: Database) {
  const { rows } = await sql`pragma integrity_check`.execute(db);
  return { ...(await summary(db)), rows };
}

/** No table that moves with an export holds anything. */
const none = Object.fromEntries(EXPORTED.map((table) => [table, 0]));
const taken = (count: number) => ({ subscriptions: count, deliveries: count, claims: 0, due: 0, open: 0 });

describe("an import that is killed", () => {
  test.skipIf(whyNotFaulty).for([
    ["in the place of what is there", true],
    ["into a new place", false],
  ] as const)(
    `takes all or nothing at each of its changes to the disk, %s ${whyNotFaulty ?? ""}`,
    { timeout: 240_000 },
    async ([, isThere]) => {
      const options = await storeOptions("embedded", { now: () => NOW });
      const file = await dueExport(options.folder, 40);
      const before = join(options.folder, "before");
      const empty = (await storeOptions("embedded")).folder;
      await cp(empty, before, { recursive: true });
      if (isThere) await inStore({ ...options, folder: before }, (db) => write(db, everything(NOW)));
      const nothing = await inStore({ ...options, folder: before }, soundSummary);

      const imported = async (killAt: number) => {
        const folder = join(options.folder, `killed-${killAt}`);
        if (isThere) await cp(before, folder, { recursive: true });
        const disk = faultyDisk(folder);
        disk.tell({ killAt });
        const child = await storeProcess({ does: "import", folder, file, nowMs: NOW }, disk.env);
        const code = await child.ended;
        const found = await inStore({ ...options, folder }, soundSummary);
        await rm(folder, { recursive: true });
        return { code, found, changes: disk.counted("changes") };
      };
      const whole = await imported(0);
      const all = {
        ...nothing,
        ...(isThere && none),
        ...taken(40),
      };
      expect(whole).toMatchObject({ code: 0, found: all });
      expect(whole.changes).toBeGreaterThan(isThere ? 12 : 40);
      const outcomes: string[] = [];
      for (const killAt of spread(whole.changes, 5)) {
        const { code, found } = await imported(killAt);
        expect(code, `change ${killAt}`).toBe(null);
        expect([nothing, all], `change ${killAt} of ${whole.changes}`).toContainEqual(found);
        outcomes.push(found.subscriptions === 40 ? "all" : "nothing");
      }
      // Both were seen, and nothing never came after all.
      expect([...new Set(outcomes)]).toEqual(["nothing", "all"]);
      expect(outcomes.join(" ")).not.toContain("all nothing");
    },
  );

  test("takes all or nothing on a server, whenever that is", { timeout: 120_000 }, async () => {
    const options = await storeOptions("postgres", { now: () => NOW });
    const file = await dueExport(options.folder, 1_500);
    await inStore(options, (db) => write(db, everything(NOW)));
    const nothing = await inStore(options, summary);
    const { folder, url = "" } = options;
    const task = { does: "import", folder, url, file, nowMs: NOW } as const;
    const begin = async () => {
      const child = await storeProcess(task);
      await until(() => child.said.includes("begun"));
      return { child, begunAt: performance.now() };
    };
    const all = { ...nothing, ...none, ...taken(1_500) };
    const quiet = () => settled(options);
    const outcomes = new Set<string>();
    let longestMs = 0;
    for (let run = 0; run < 5; run += 1) {
      const { child, begunAt } = await begin();
      if (run === 0) {
        expect(await child.ended).toBe(0);
        longestMs = performance.now() - begunAt;
        expect(await inStore(options, summary)).toEqual(all);
        await inStore(options, (db) => refill(db));
        continue;
      }
      await new Promise((resolve) => setTimeout(resolve, (longestMs * run) / 4));
      await child.kill();
      await quiet();
      const found = await inStore(options, summary);
      expect([nothing, all]).toContainEqual(found);
      outcomes.add(found.subscriptions === 1_500 ? "all" : "nothing");
      if (found.subscriptions === 1_500) await inStore(options, (db) => refill(db));
    }
    expect(outcomes).toContain("nothing");
  });
});

describe("a backup that is killed", () => {
  test.skipIf(whyNotFaulty)(
    `leaves none that looks like one and is not, at each of its changes to the disk ${whyNotFaulty ?? ""}`,
    { timeout: 120_000 },
    async () => {
      const options = await storeOptions("embedded", { now: () => NOW });
      const { folder } = options;
      await inStore(options, (db) => write(db, everything(NOW)));
      const rows = Object.values(everything(NOW)).flat().length;
      const into = join(folder, "backups");
      // There already, so that every backup makes the same changes.
      await mkdir(into);
      const made = async (killAt: number) => {
        const disk = faultyDisk(into);
        disk.tell({ killAt });
        const code = await (await storeProcess({ does: "back up", folder, into }, disk.env)).ended;
        return { code, changes: disk.counted("changes") };
      };
      const { code, changes } = await made(0);
      expect([code, changes > 10]).toEqual([0, true]);
      for (const killAt of spread(changes, 3)) expect((await made(killAt)).code).toBe(null);
      const names = await readdir(into);
      const whole = names.filter((name) => name.endsWith(".db"));
      // Killed at its last change, which is to the names in the folder, it was whole.
      expect(whole.length).toBeGreaterThanOrEqual(1);
      expect(names.length).toBeGreaterThan(whole.length);
      const target = await storeOptions("embedded", { now: () => NOW });
      const checkTimes = () => undefined;
      for (const name of whole)
        expect(await importFrom(join(into, name), { ...target, replace: true, checkTimes })).toBe(rows);
    },
  );
});

/** Numbers from 1 up to a count: all, or as many as told, the last ones among them. */
function spread(count: number, most: number): number[] {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  const step = Math.ceil(count / most);
  return all.filter((number) => (count - number) % step === 0);
}

async function refill(db: Database): Promise<void> {
  for (const table of ["subscriptions", "deliveries", "claims"] as const) await db.deleteFrom(table).execute();
  await write(db, everything(NOW));
}

/** Waits until the server has noticed that a process is gone. */
async function settled(options: StoreOptions): Promise<void> {
  await inStore(options, (db) =>
    until(async () => {
      const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
        where datname = current_database() and application_name = 'nutgraf import'`.execute(db);
      return rows[0]?.count === 0;
    }),
  );
}
