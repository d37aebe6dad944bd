import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { problemWithTimes } from "#schedule";
import { importFrom } from "#store";
import { contentOf, ordered, type Rows } from "../../fixtures/stores/everything.ts";
import { inStore, KINDS, storeOptions } from "../../fixtures/stores/stores.ts";

/** Written by the version before, with its own engine, after a run of it. */
const FILE = join(import.meta.dirname, "../../fixtures/stores/exports/0004.ndjson");
/** An hour after it was written: what it had planned for that day is due by then. */
const NOW = Date.parse("2026-11-23T10:00:00Z");
const now = () => NOW;
const checkTimes = ({ cron, zone }: { cron: string; zone: string }) => problemWithTimes(cron, zone);

/** Its rows, instants read; without the column that named a row of the queue of that time. */
async function rowsOfThen(): Promise<Rows> {
  const tables: Record<string, Record<string, unknown>[]> = {};
  for (const text of (await readFile(FILE, "utf8")).trim().split("\n").slice(1, -1)) {
    const { table, row } = JSON.parse(text);
    const { job, ...rest } = row;
    const read = Object.entries(rest).map(([name, value]) =>
      typeof value === "string" && (name.endsWith("_at") || name === "slot") ? [name, new Date(value)] : [name, value],
    );
    tables[table] = [...(tables[table] ?? []), Object.fromEntries(read)];
  }
  return ordered(tables);
}

describe.each(KINDS)("an export of the version before (%s)", (kind) => {
  test("comes in whole, and nothing of that time is posted", async () => {
    const then = await rowsOfThen();
    expect(Object.keys(then).sort()).toEqual(
      ["claims", "deliveries", "notices", "posts", "removed_tenants", "said", "subscriptions"].sort(),
    );
    const states = new Set(then.deliveries?.map(({ state }) => state));
    expect([...states].sort()).toEqual(["failed", "planned", "sending", "sent", "skipped", "unknown"]);

    const options = await storeOptions(kind, { now });
    expect(await importFrom(FILE, { ...options, replace: false, checkTimes })).toBe(Object.values(then).flat().length);
    const found = await inStore(options, contentOf);
    for (const table of ["said", "claims", "removed_tenants"] as const)
      expect(found[table], table).toEqual(then[table]);
    expect(found.posts).toEqual(then.posts?.map((row) => ({ ...row, parent: null, wording: null, frame: null })));
    const open = ["planned", "sending", "telling"];
    const isOpen = ({ state }: Readonly<Record<string, unknown>>) => open.includes(String(state));
    expect(found.notices).toMatchObject(
      then.notices?.map((row) => (isOpen(row) ? { ...row, state: "at-next-use", claimed_by: null } : row)) ?? [],
    );
    const skipped = { state: "skipped", reason: "restored", claimed_by: null, changed_at: new Date(NOW) };
    const added = { posted_at: null, displaced: false, repeat: 0 };
    expect(found.deliveries).toMatchObject(
      then.deliveries?.map((row) => ({ ...row, ...added, ...(isOpen(row) && skipped) })) ?? [],
    );
    const dueThen = (row: Readonly<Record<string, unknown>>) =>
      row.next_run_at instanceof Date && row.next_run_at.getTime() <= NOW;
    expect(found.subscriptions).toEqual(
      then.subscriptions?.map((row) => ({ ...row, publish: false, ...(dueThen(row) && { next_run_at: null }) })),
    );
  });
});
