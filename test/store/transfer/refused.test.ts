import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { problemWithTimes } from "#schedule";
import { importFrom, StoreError, saveTo } from "#store";
import { contentOf, everything, write } from "../../fixtures/stores/everything.ts";
import { exportText } from "../../fixtures/stores/export-file.ts";
import { deliveryRow, subscriptionRow } from "../../fixtures/stores/rows.ts";
import { inStore, KINDS, storeOptions } from "../../fixtures/stores/stores.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const now = () => NOW;
const checkTimes = ({ cron, zone }: { cron: string; zone: string }) => problemWithTimes(cron, zone);

const line = (table: string, row: object) => ({ table, row: { ...row } });
const one = subscriptionRow("one");
const slot = new Date("2026-11-20T09:00:00Z");
const due = deliveryRow({ subscription: "one", slot });
const { zone: _, ...zoneless } = one;
const { due_at: __, displaced: ___, repeat: ____, posted_at: _____, ...olderDelivery } = due;
const notice = { key: "n", platform: "slack", tenant: "T1", text: "x", state: "told", made_at: slot };

/** Rows that cannot be stored, and what is said of them. */
const ROWS: readonly (readonly [string, readonly object[], RegExp])[] = [
  ["a duplicate", [one, one], /The row “one” of subscriptions, in line 3, .*: it has the same id as in line 2\./],
  ["a bad time", [{ ...one, made_at: "yesterday" }], /line 2, .* its made_at is “yesterday”, which is not a time like/],
  ["a time without a zone", [{ ...one, made_at: "2026-11-20T09:00:00" }], /its made_at is “2026.*not a time like/],
  ["a day that does not exist", [{ ...one, made_at: "2026-02-32T09:00:00Z" }], /its made_at is “2026-02-32/],
  ["a bad zone", [{ ...one, zone: "Europe/Lndon" }], /“one” of subscriptions, in line 2, .*Europe\/Lndon/],
  ["bad times", [{ ...one, cron: "99 9 * * *" }], /“one” of subscriptions, in line 2, cannot be stored: .*99 9/],
  ["a bad state", [{ ...one, state: "asleep" }], /its state is “asleep”, which is none of active, paused\./],
  ["a column that is missing", [zoneless], /“one” of subscriptions, in line 2, cannot be stored: its zone is missing/],
  ["a column that is null", [{ ...one, owner: null }], /its owner is missing/],
  ["a text that is a number", [{ ...one, owner: 5 }], /its owner is 5, which is not text/],
  ["a yes that is a text", [{ ...one, outsiders: "no" }], /its outsiders is “no”, which is not true or false/],
];
const DELIVERIES: typeof ROWS = [
  [
    "a slot that stands twice",
    [due, { ...due, id: due.id.replace(/^./, (first) => (first === "0" ? "1" : "0")) }],
    /same subscription, slot, repeat as in/,
  ],
  ["an id that is none", [{ ...due, id: "7" }], /its id is “7”, which is not a UUID/],
  ["half a number", [{ ...due, attempts: 0.5 }], /its attempts is 0.5, which is not a whole number/],
  ["a number beyond all", [{ ...due, attempts: 2 ** 31 }], /its attempts is 2147483648, which is not a whole/],
  ["a state of another table", [{ ...due, state: "active" }], /is “active”, which is none of planned, sending/],
];

describe("a row that cannot be stored", () => {
  const cases = [
    ...ROWS.map(([what, rows, why]) => [what, rows.map((row) => line("subscriptions", row)), why] as const),
    ...DELIVERIES.map(([what, rows, why]) => [what, rows.map((row) => line("deliveries", row)), why] as const),
    [
      "JSON that is none",
      [line("said", { subscription: "s", reply: undefined, slot, said_at: slot })],
      /reply is missing/,
    ],
    [
      "a table that is none",
      [line("passwords", { id: 1 })],
      /holds a row of “passwords” in line 2, which is not a table/,
    ],
    [
      "a table that does not move",
      [line("lanes", { lane: "x", free_at: slot })],
      /“lanes” in line 2, which is not a table/,
    ],
  ] as const;
  test.each(cases)("is named, with %s, and nothing is taken", async (_, lines, why) => {
    const options = await storeOptions("embedded", { now });
    const folder = join(options.folder, "new");
    const file = join(options.folder, "bad.ndjson");
    await writeFile(file, exportText(lines));
    const refused = importFrom(file, { ...options, folder, replace: false, checkTimes });
    await expect(refused).rejects.toThrow(StoreError);
    await expect(refused).rejects.toThrow(why);
    await expect(refused).rejects.toThrow(/ Nothing was imported\.$/);
    // Not even a database without rows.
    expect(await readdir(options.folder)).not.toContain("new");
  });

  test.each(KINDS)("takes nothing from what is there, though it is to be replaced (%s)", async (kind) => {
    const options = await storeOptions(kind, { now });
    await inStore(options, (db) => write(db, everything(NOW)));
    const before = await inStore(options, contentOf);
    const file = join(options.folder, "bad.ndjson");
    // A name that is too long for an index is found out by PostgreSQL alone, after other rows were taken.
    const last = kind === "postgres" ? { ...notice, key: randomText(10_000) } : { ...notice, state: "lost" };
    await writeFile(file, exportText([line("subscriptions", one), line("notices", notice), line("notices", last)]));
    await expect(importFrom(file, { ...options, replace: true, checkTimes })).rejects.toThrow(
      kind === "postgres" ? /A row of notices, from “n” to .* cannot be stored \(index row/ : /its state is “lost”/,
    );
    expect(await inStore(options, contentOf)).toEqual(before);
  });

  test("is not one of the version before, which did not know some columns", async () => {
    const options = await storeOptions("embedded", { now });
    const file = join(options.folder, "older.ndjson");
    await writeFile(file, exportText([line("deliveries", olderDelivery), line("notices", notice)]));
    expect(await importFrom(file, { ...options, replace: false, checkTimes })).toBe(2);
  });
});

describe("a file that is no whole export", () => {
  const lines = [
    line("subscriptions", one),
    line("claims", { key: "a", claimed_at: slot }),
    line("claims", { key: "b", claimed_at: slot }),
  ];
  const whole = exportText(lines);
  const kept = whole.trimEnd().split("\n");
  const FILES: readonly (readonly [string, string, RegExp])[] = [
    ["was cut within a line", whole.slice(0, -4), /damaged or was cut short: line 5 is not JSON/],
    ["lost its last line", kept.slice(0, -1).join("\n"), /was cut short after 3 rows/],
    ["lost a row", kept.toSpliced(2, 1).join("\n"), /cut short: it holds 2 rows of 3/],
    [
      "lost a row and had its count corrected",
      kept.toSpliced(2, 1).join("\n").replace('"rows":3', '"rows":2'),
      /its checksum does not match/,
    ],
    [
      "had a row changed",
      whole.replace("rail-strike", "rail-strikf"),
      /was changed or damaged .* checksum does not match/,
    ],
    ["had its checksum removed", exportText(lines, { sha256: undefined }), /checksum does not match/],
    ["goes on after its end", `${whole}${kept[1]}\n`, /line 6 comes after its end/],
    [
      "is of a newer version",
      whole.replace("0011-mending", "0011-mending-later"),
      /newer version of Nutgraf \(0011-mending-later\): update/,
    ],
    ["is empty", "", /neither an export nor a backup of Nutgraf: make one with/],
    ["is a text", "hello\n", /neither an export nor a backup/],
    ["is other JSON", '{"hello":1}\n', /neither an export nor a backup/],
    ["is a number", "7\n", /neither an export nor a backup/],
    ["holds a line that is no row", exportText(["7"]), /line 2 holds no row/],
    [
      "begins like a database",
      "SQLite format 3\u0000",
      /is not a complete backup of Nutgraf \(file is not a database\): import another/,
    ],
  ];
  test.each(FILES)("is refused when it %s, and nothing is made", async (_, text, why) => {
    const options = await storeOptions("embedded", { now });
    const folder = join(options.folder, "new");
    const file = join(options.folder, "cut.ndjson");
    await writeFile(file, text);
    const refused = importFrom(file, { ...options, folder, replace: false, checkTimes });
    await expect(refused).rejects.toThrow(why);
    await expect(refused).rejects.toThrow(StoreError);
    expect(await readdir(options.folder)).not.toContain("new");
  });

  test("is found wherever it was cut or a character of it changed", async () => {
    const options = await storeOptions("embedded", { now });
    await inStore(options, (db) => write(db, everything(NOW)));
    const file = join(options.folder, "whole.ndjson");
    await saveTo(file, { ...options, force: false });
    const text = await readFile(file);
    const cut = join(options.folder, "cut.ndjson");
    const folder = join(options.folder, "new");
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 2), fc.option(fc.integer({ min: 1, max: 255 })), async (at, flip) => {
        const changed = flip === null ? text.subarray(0, at) : Buffer.from(text);
        if (flip !== null) changed[at] = (changed[at] ?? 0) ^ flip;
        await writeFile(cut, changed);
        await expect(importFrom(cut, { ...options, folder, replace: false, checkTimes })).rejects.toThrow(StoreError);
      }),
      { numRuns: 150 },
    );
    expect(await readdir(options.folder)).not.toContain("new");
  });

  test.each([
    [
      "is not there",
      "none",
      /none cannot be read: name a file that npm run data -- export FILE or backup DIR has made/,
    ],
    ["is a folder", ".", /is not a file: name a file/],
  ])("is refused when it %s", async (_, name, why) => {
    const options = await storeOptions("embedded", { now });
    await expect(importFrom(join(options.folder, name), { ...options, replace: false, checkTimes })).rejects.toThrow(
      why,
    );
  });
});

describe.each(KINDS)("a database that holds something (%s)", (kind) => {
  test("is not imported into, unless what it holds is to be replaced", async () => {
    const options = await storeOptions(kind, { now });
    await inStore(options, (db) => write(db, { claims: [{ key: "mine", claimed_at: slot }] }));
    const file = join(options.folder, "export.ndjson");
    await writeFile(file, exportText([line("subscriptions", one)]));
    await expect(importFrom(file, { ...options, replace: false, checkTimes })).rejects.toThrow(
      /is not empty: .* or replace what it holds with --replace\. Nothing was imported/,
    );
    expect((await inStore(options, contentOf)).claims).toHaveLength(1);
    expect(await importFrom(file, { ...options, replace: true, checkTimes })).toBe(1);
    expect(await inStore(options, contentOf)).toMatchObject({ subscriptions: [{ id: "one" }], claims: [] });
  });
});

/** Text that no compression makes short enough for an index. */
function randomText(length: number): string {
  let seed = 1;
  return Array.from({ length }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return String.fromCharCode(97 + (seed % 26));
  }).join("");
}
