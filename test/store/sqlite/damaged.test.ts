import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStore, inspectStore, StoreError, saveTo } from "#store";
import { programs } from "../../fixtures/processes/program.ts";
import { contentOf, everything, write } from "../../fixtures/stores/everything.ts";
import { deliveryRow, subscriptionRow } from "../../fixtures/stores/rows.ts";
import { inStore, openStore, storeOptions } from "../../fixtures/stores/stores.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const PAGE = 4_096;
const DAMAGED =
  /^The database \S+nutgraf\.db is damaged \(.*\): stop Nutgraf, move the file away, and restore a backup/s;
const { run } = programs();

let root = "";
let whole: Buffer<ArrayBuffer> = Buffer.alloc(0);
/** What stands beside a database that was closed in order. */
let sum: Buffer = Buffer.alloc(0);
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nutgraf-damaged-"));
  const folder = join(root, "whole");
  await inStore({ folder, now: () => NOW }, async (db) => {
    await write(db, everything(NOW));
    const subscriptions = Array.from({ length: 150 }, (_, index) => subscriptionRow(`s${index}`));
    const slots = Array.from({ length: 400 }, (_, index) => new Date(NOW - index * 1_000));
    const sent = slots.map((slot, index) =>
      deliveryRow({ subscription: `s${index % 150}`, slot, state: "sent", message: `m${index}` }),
    );
    await write(db, { subscriptions, deliveries: sent });
  });
  whole = await readFile(join(folder, "nutgraf.db"));
  sum = await readFile(join(folder, "nutgraf.db.sum"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** What damage does to a file of so many bytes. */
type Damage = (bytes: Buffer<ArrayBuffer>) => Buffer<ArrayBuffer>;
const copied =
  (change: (bytes: Buffer<ArrayBuffer>) => unknown): Damage =>
  (bytes) => {
    const changed = Buffer.from(bytes);
    change(changed);
    return changed;
  };
const within = fc.noBias(fc.nat(999_999)).map((number) => number / 1_000_000);
/** Where the schema tells of a table, on a page in use: older copies of it lie before. */
const schemaIn = (bytes: Buffer) => bytes.lastIndexOf("CREATE TABLE deliveries") + 24;
const pageAt = (share: number, bytes: Buffer) => Math.floor((share * bytes.length) / PAGE) * PAGE;
const DAMAGES: Readonly<Record<string, fc.Arbitrary<Damage>>> = {
  "a page overwritten": fc
    .record({ share: within, bytes: fc.constantFrom(0, 0xff, 0x5a) })
    .map(({ share, bytes }) => copied((file) => file.fill(bytes, pageAt(share, file), pageAt(share, file) + PAGE))),
  "a page in another's place": fc
    .tuple(within, within)
    .map(([from, to]) =>
      copied((file) => file.copyWithin(pageAt(to, file), pageAt(from, file), pageAt(from, file) + PAGE)),
    ),
  "its end missing": within.map(
    (share): Damage =>
      (file) =>
        Buffer.from(file.subarray(0, Math.floor(share * file.length))),
  ),
  "noise over some of it": fc
    .record({ share: within, noise: fc.uint8Array({ minLength: 300, maxLength: 9_000 }) })
    .map(({ share, noise }) =>
      copied((file) => {
        const at = Math.floor(share * file.length);
        file.set(noise.subarray(0, file.length - at), at);
      }),
    ),
  "a character of its schema changed": fc.record({ share: within, bit: fc.nat(6) }).map(({ share, bit }) =>
    copied((file) => {
      const at = schemaIn(file) + Math.floor(share * 200);
      file[at] = (file[at] ?? 0) ^ (1 << bit);
    }),
  ),
};

/** Tried first: where it lies by chance, most of it may fall on pages that nothing uses. */
const SURE: Readonly<Record<string, Damage>> = {
  "noise over some of it": copied((file) => file.fill(0xaa, schemaIn(file), schemaIn(file) + 300)),
  "a character of its schema changed": copied((file) => file.write("#", schemaIn(file))),
};

describe("a database that is damaged", () => {
  test.each(Object.keys(DAMAGES))(
    "is found to have %s, said by whoever looks, and left as it is",
    { timeout: 90_000 },
    async (name) => {
      let found = 0;
      await fc.assert(
        fc.asyncProperty(DAMAGES[name] as fc.Arbitrary<Damage>, async (damage) => {
          const bytes = damage(whole);
          if (bytes.equals(whole)) return;
          const folder = await mkdtemp(join(root, "one-"));
          const file = join(folder, "nutgraf.db");
          await writeFile(file, bytes);
          const seen = await inspectStore({ folder });
          const store = createStore({ folder, now: () => NOW });
          const opened = await store.open().catch((error: unknown) => error);
          if (opened instanceof Error) {
            found += 1;
            expect(opened).toBeInstanceOf(StoreError);
            expect(opened.message).toMatch(DAMAGED);
            expect(seen).toEqual({ ok: false, what: opened.message });
            expect((await readFile(file)).equals(bytes)).toBe(true);
          } else {
            // It lay where nothing is kept, or in a text that no index holds.
            expect(seen.ok).toBe(true);
            const { db } = await store.open();
            expect((await db.selectFrom("deliveries").select("id").execute()).length).toBe(407);
          }
          await store.close();
        }),
        { numRuns: 7, examples: SURE[name] ? [[SURE[name]]] : [] },
      );
      expect(found).toBeGreaterThan(SURE[name] ? 0 : 4);
    },
  );

  test("is found to have one bit changed, wherever it is, once it was closed in order", {
    timeout: 90_000,
  }, async () => {
    const bits = fc.record({ at: fc.noBias(fc.nat(whole.length - 1)), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(bits, async ({ at, bit }) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        const folder = await mkdtemp(join(root, "bit-"));
        await writeFile(join(folder, "nutgraf.db"), bytes);
        await writeFile(join(folder, "nutgraf.db.sum"), sum);
        const store = createStore({ folder, now: () => NOW });
        await expect(store.open()).rejects.toThrow(DAMAGED);
        await store.close();
        expect(await inspectStore({ folder })).toEqual({ ok: false, what: expect.stringMatching(DAMAGED) });
        expect((await readFile(join(folder, "nutgraf.db"))).equals(bytes)).toBe(true);
      }),
      { numRuns: 6, examples: [[{ at: whole.indexOf("m399"), bit: 0 }]] },
    );
  });

  test("is not taken for damaged once it was written, killed or read beside", async () => {
    const folder = await mkdtemp(join(root, "used-"));
    const file = join(folder, "nutgraf.db");
    const beside = async () => (await readdir(folder)).filter((name) => name.includes(".sum"));
    await writeFile(file, whole);
    await writeFile(`${file}.sum`, sum);
    await inStore({ folder, now: () => NOW }, async (db) => {
      expect(await beside()).toEqual([]);
      // What a crash would leave now.
      for (const end of ["", "-wal"]) await copyFile(`${file}${end}`, join(root, `crashed${end}`));
      await db.updateTable("deliveries").set({ reason: "changed" }).execute();
    });
    expect(await beside()).toEqual(["nutgraf.db.sum"]);
    expect(await readFile(`${file}.sum`)).not.toEqual(sum);
    expect(await inspectStore({ folder })).toMatchObject({ ok: true });
    expect(await beside()).toEqual(["nutgraf.db.sum"]);
    const reader = new DatabaseSync(file);
    reader.exec("select * from deliveries");
    await inStore({ folder, now: () => NOW }, async (db) => {
      await db.updateTable("deliveries").set({ reason: "again" }).execute();
    });
    expect(await beside()).toEqual([]);
    reader.close();
    expect(await inspectStore({ folder })).toMatchObject({ ok: true });
    await writeFile(`${file}.sum`, "");
    expect(await inspectStore({ folder })).toMatchObject({ ok: true });
  });

  test.each([
    ["at its beginning", copied((bytes) => bytes.fill(0, 0, PAGE))],
    ["in its middle", copied((bytes) => bytes.fill(0xff, 5 * PAGE, 9 * PAGE))],
    ["at its end", (bytes: Buffer<ArrayBuffer>) => Buffer.from(bytes.subarray(0, 10 * PAGE))],
  ] as const)("%s is not exported, and no file is left", async (_, damage) => {
    const folder = await mkdtemp(join(root, "exported-"));
    await writeFile(join(folder, "nutgraf.db"), damage(whole));
    await expect(saveTo(join(folder, "out.ndjson"), { folder, now: () => NOW, force: false })).rejects.toThrow(DAMAGED);
    expect((await readdir(folder)).filter((name) => name.includes("out"))).toEqual([]);
  });

  test("is told by npm run doctor and by an export, which end with 1 and with no stack", async () => {
    const folder = await mkdtemp(join(root, "doctor-"));
    await writeFile(join(folder, "nutgraf.db"), Buffer.from(whole).fill(0xff, 5 * PAGE, 9 * PAGE));
    const doctor = await run("doctor", [], { DATA_DIR: folder, PORT: "0" });
    expect(doctor).toMatchObject({ code: 1, err: "" });
    expect(doctor.out).toMatch(/^✗ The database \S+nutgraf\.db is damaged \(/m);
    expect(doctor.out).not.toMatch(/No problems found|\n\s+at /);
    const exported = await run("data", ["export", join(folder, "out.ndjson")], { DATA_DIR: folder });
    expect(exported).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringMatching(/^The database \S+ is damaged \(.*\n$/),
    });
  });

  test("is put in order where a crash left a journal beside it", async () => {
    const [there, folder] = [await mkdtemp(join(root, "live-")), await mkdtemp(join(root, "crashed-"))];
    const file = join(there, "nutgraf.db");
    await writeFile(file, whole);
    const live = new DatabaseSync(file);
    live.exec("pragma journal_mode = delete; pragma cache_size = 1; begin; update deliveries set reason = 'halfway'");
    for (const end of ["", "-journal"]) await copyFile(`${file}${end}`, join(folder, `nutgraf.db${end}`));
    live.close();
    expect((await readFile(join(folder, "nutgraf.db"))).equals(whole)).toBe(false);
    const options = { folder, now: () => NOW };
    expect(await inspectStore(options)).toEqual({
      ok: false,
      what: expect.stringMatching(/was left unfinished by a crash: start Nutgraf once to recover it\.$/),
    });
    const { deliveries } = await inStore(options, contentOf);
    expect(deliveries?.filter(({ reason }) => reason === "halfway")).toEqual([]);
    expect(await inspectStore(options)).toMatchObject({ ok: true });
  });

  test("says so at its first use where it is damaged while it is open, and is not written to any more", async () => {
    const options = await storeOptions("embedded");
    await writeFile(join(options.folder, "nutgraf.db"), whole);
    await writeFile(join(options.folder, "nutgraf.db.sum"), sum);
    const broken: string[] = [];
    const store = createStore({ ...options, onBroken: ({ message }) => broken.push(message) });
    const { db } = await store.open();
    // Beneath what it has read so far.
    const bytes = Buffer.from(whole);
    bytes.fill(0xff, 4 * PAGE);
    await writeFile(join(options.folder, "nutgraf.db"), bytes);
    await expect(contentOf(db)).rejects.toThrow(DAMAGED);
    await new Promise((resolve) => setImmediate(resolve));
    expect(broken).toEqual([expect.stringMatching(DAMAGED)]);
    await expect(
      db
        .insertInto("claims")
        .values({ key: "k", claimed_at: new Date(0) })
        .execute(),
    ).rejects.toThrow(DAMAGED);
    await expect(store.open()).rejects.toThrow(DAMAGED);
    await store.close();
  });
});

describe("a log that a crash has torn", () => {
  test("gives every transaction that is whole in it, in order, wherever it ends or is changed", {
    timeout: 90_000,
  }, async () => {
    const { db, folder } = await openStore("embedded");
    const COUNT = 30;
    for (let key = 0; key < COUNT; key += 1) {
      const twice = [`${key}`, `${key}-too`].map((name) => ({ key: name, claimed_at: new Date(0) }));
      await db.insertInto("claims").values(twice).execute();
    }
    const log = await readFile(join(folder, "nutgraf.db-wal"));
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.nat(log.length), fc.boolean(), async (at, isCut) => {
        const torn = await mkdtemp(join(root, "torn-"));
        await copyFile(join(folder, "nutgraf.db"), join(torn, "nutgraf.db"));
        const bytes = isCut ? log.subarray(0, at) : Buffer.from(log);
        if (!isCut && at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ 0x10;
        await writeFile(join(torn, "nutgraf.db-wal"), bytes);
        const keys = await inStore({ folder: torn, now: () => NOW }, async (db) => {
          const { rows } = await sql`pragma integrity_check`.execute(db);
          expect(rows).toEqual([{ integrity_check: "ok" }]);
          return (await db.selectFrom("claims").select("key").execute()).map(({ key }) => key);
        });
        const kept = keys.length / 2;
        expect(keys.sort()).toEqual(
          Array.from({ length: kept }, (_, key) => [`${key}`, `${key}-too`])
            .flat()
            .sort(),
        );
        seen.add(kept);
      }),
      // Cut all along, whatever else is drawn.
      { numRuns: 14, examples: [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => [Math.floor(log.length * part), true]) },
    );
    expect(seen.size).toBeGreaterThan(4);
  });
});
