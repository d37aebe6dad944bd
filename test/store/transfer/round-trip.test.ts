import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { problemWithTimes } from "#schedule";
import { backUp, type Database, importFrom, type StoreOptions, saveTo } from "#store";
import { anyCharacters } from "../../fixtures/any-characters.ts";
import { contentOf, everything, ordered, type Rows, write } from "../../fixtures/stores/everything.ts";
import { inStore, KINDS, storeOptions } from "../../fixtures/stores/stores.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const now = () => NOW;
const pairs = KINDS.flatMap((from) => KINDS.map((to) => [from, to] as const));
const checkTimes = ({ cron, zone }: { cron: string; zone: string }) => problemWithTimes(cron, zone);

/** The ways in which everything stored leaves a database. */
const WAYS = {
  export: async (options: StoreOptions) => {
    const file = join(options.folder, "export.ndjson");
    await saveTo(file, { ...options, force: true });
    return file;
  },
  backup: (options: StoreOptions) => backUp(join(options.folder, "backups"), { ...options, keep: 3 }),
};
const ways = pairs.flatMap((pair) => (["export", "backup"] as const).map((way) => [way, ...pair] as const));

describe("everything stored", () => {
  test.each(ways)("comes back by %s, from %s into %s, and posts nothing twice", async (way, from, to) => {
    const source = await storeOptions(from, { now });
    const given = everything(NOW);
    await inStore(source, (db) => write(db, given));
    const file = await WAYS[way](source);
    const target = await storeOptions(to, { now });
    expect(await importFrom(file, { ...target, replace: false, checkTimes })).toBe(Object.values(given).flat().length);
    const found = await inStore(target, contentOf);
    const isAdded = ({ id }: Readonly<Record<string, unknown>>) => !given.deliveries?.some((row) => row.id === id);
    expect(found.deliveries?.filter(isAdded)).toMatchObject([
      { subscription: "due", slot: new Date(NOW), state: "skipped", reason: "restored" },
    ]);
    expect({ ...found, deliveries: found.deliveries?.filter((row) => !isAdded(row)) }).toEqual(restored(given));
  });

  test.each(pairs)("keeps every string from %s to %s and back", { timeout: 60_000 }, async (from, to) => {
    const [source, target] = [await storeOptions(from, { now }), await storeOptions(to, { now })];
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(STRINGS, { minLength: 1, maxLength: 80 }), async (strings) => {
        const given = ordered(holding(strings));
        await inStore(source, (db) => db.transaction().execute((tx) => rewrite(tx, given)));
        await importFrom(await WAYS.export(source), { ...target, replace: true, checkTimes });
        expect(await inStore(target, contentOf)).toMatchObject(given);
        await importFrom(await WAYS.backup(target), { ...source, replace: true, checkTimes });
        expect(await inStore(source, contentOf)).toMatchObject(given);
      }),
      { numRuns: 2, examples: [[[...ODD, ODD.join("")]]] },
    );
  });

  test("keeps what PostgreSQL could not take as a replacement character", async () => {
    const source = await storeOptions("embedded", { now });
    await inStore(source, (db) => write(db, holding(["a\u0000b\ud800c\\u0000\\\u0000"])));
    const target = await storeOptions("postgres", { now });
    await importFrom(await WAYS.export(source), { ...target, replace: false, checkTimes });
    expect(await inStore(target, contentOf)).toMatchObject(holding(["a\ufffdb\ufffdc\\u0000\\\ufffd"]));
  });
});

/** What is given as it stands once it is restored at that moment. */
function restored({ subscriptions = [], deliveries = [], notices = [], amendments = [], ...rest }: Rows): Rows {
  const open = ["planned", "sending", "telling"];
  const isOpen = ({ state }: Readonly<Record<string, unknown>>) => open.includes(String(state));
  const skipped = { state: "skipped", reason: "restored", claimed_by: null, changed_at: new Date(NOW) };
  return ordered({
    ...rest,
    // The next run of what was due is reckoned anew.
    subscriptions: subscriptions.map((row) => (row.id === "due" ? { ...row, next_run_at: null } : row)),
    deliveries: deliveries.map((row) => (isOpen(row) ? { ...row, ...skipped } : row)),
    amendments: amendments.map((row) =>
      row.kind === "notice" && isOpen(row) ? { ...row, ...skipped, claimed_by: null } : { ...row, claimed_by: null },
    ),
    notices: notices.map((row) => (isOpen(row) ? { ...row, state: "at-next-use", claimed_by: null } : row)),
  });
}

/** Characters that end a line, close a quotation, begin an escape, or are no letter at all. */
const ODD = [
  "\u2028",
  "\u2029",
  "\u0085",
  "\r",
  "\n",
  "\r\n",
  "\u000b",
  '"',
  "'",
  "\\",
  "\\u0000",
  "\\n",
  "\u{1f9d1}‍\u{1f680}",
];
const STRINGS = fc
  .array(fc.oneof(fc.constantFrom(...ODD, "\ufeff", "\u202e", "\ufffd", "{", "\t", "\u007f"), anyCharacters()))
  .map((parts) => parts.join("").replaceAll("\u0000", ""));

/** Rows that hold strings: as a key, as text, and within JSON. */
function holding(strings: readonly string[]): Rows {
  const at = new Date(NOW);
  const about = { platform: "slack", tenant: "T1", id: "C1" };
  return {
    said: [{ subscription: "one", reply: strings.map((text) => ({ [text]: text })), slot: at, said_at: at }],
    notices: strings.map((text, index) => ({
      ...{ key: `n${index}`, platform: "slack", tenant: "T1", text, about: { ...about, id: text } },
      ...{ state: "told", due_at: at, made_at: at, told_at: at },
    })),
    claims: strings.map((key) => ({ key, claimed_at: at })),
  };
}

async function rewrite(db: Database, rows: Rows): Promise<void> {
  for (const table of ["said", "notices", "claims"] as const) await db.deleteFrom(table).execute();
  await write(db, rows);
}
