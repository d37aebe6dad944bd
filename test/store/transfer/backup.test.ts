import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backUp, importFrom, inspectStore, StoreError, type StoreOptions, saveTo } from "#store";
import { until } from "../../fixtures/scheduled.ts";
import { contentOf, everything, write } from "../../fixtures/stores/everything.ts";
import { smallDisk, whyNoSmallDisk } from "../../fixtures/stores/small-disk.ts";
import { storeProcess } from "../../fixtures/stores/store-process.ts";
import { inStore, KINDS, storeOptions } from "../../fixtures/stores/stores.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const HOUR_MS = 3_600_000;
const now = () => NOW;
const checkTimes = () => undefined;

async function imported(file: string, kind: (typeof KINDS)[number]) {
  const target = await storeOptions(kind, { now });
  await importFrom(file, { ...target, replace: false, checkTimes });
  return inStore(target, contentOf);
}

describe.each(KINDS)("a backup (%s)", (kind) => {
  test("is of one moment, beside a process that writes without end", { timeout: 60_000 }, async () => {
    const options = await storeOptions(kind);
    const { folder, url } = options;
    const writer = await storeProcess({ does: "write", folder, ...(url !== undefined && { url }) });
    await until(() => writer.said.length > 20);
    const backups = join(folder, "backups");
    const made: { file: string; before: number }[] = [];
    for (let times = 0; times < 2; times += 1) {
      const before = writer.said.length;
      made.push({ file: await backUp(backups, { ...options, keep: 9 }), before });
      const file = join(folder, `${times}.ndjson`);
      await saveTo(file, { ...options, force: false });
      made.push({ file, before });
    }
    const last = writer.said.length;
    await until(() => writer.said.length > last);
    await writer.kill();
    for (const [index, { file, before }] of made.entries()) {
      const { claims = [] } = await imported(file, KINDS[index % 2] as (typeof KINDS)[number]);
      // All that was kept before it began, and nothing without what came before it.
      expect(claims.length).toBeGreaterThanOrEqual(before);
      expect(new Set(claims.map(({ key }) => Number(key)))).toEqual(new Set(claims.keys()));
    }
  });

  test("is its owner's alone, and only so many are kept", async () => {
    const options = await storeOptions(kind);
    const backups = join(options.folder, "backups");
    await mkdir(backups);
    const others = ["notes.txt", "nutgraf-old.db", "nutgraf-2026-11-20.db", "my-nutgraf-2026-11-20T12-00-00.000Z.db"];
    const [stale, young] = ["2026-11-19T11-59-59.000Z", "2026-11-20T11-00-00.000Z"].map(
      (at) => `nutgraf-${at}.db.unfinished`,
    );
    for (const name of [...others, stale as string, young as string]) await writeFile(join(backups, name), "");
    const made: string[] = [];
    for (let hour = 0; hour < 5; hour += 1)
      made.push(await backUp(backups, { ...options, now: () => NOW + hour * HOUR_MS, keep: 3 }));
    const kept = made.slice(2).map((file) => file.slice(backups.length + 1));
    expect((await readdir(backups)).sort()).toEqual([...others, young, ...kept].sort());
    for (const file of made.slice(2)) expect((await stat(file)).mode & 0o777).toBe(0o600);
    const own = join(options.folder, "own");
    await backUp(own, { ...options, keep: 1 });
    expect((await stat(own)).mode & 0o777).toBe(0o700);
  });

  test("that fails removes none of those before it", async () => {
    const options = await storeOptions(kind);
    const backups = join(options.folder, "backups");
    const first = await backUp(backups, { ...options, now, keep: 1 });
    // Something stands where the next one would.
    const stamp = new Date(NOW + 1).toISOString().replaceAll(":", "-");
    const end = first.slice(first.lastIndexOf("."));
    await mkdir(join(backups, `nutgraf-${stamp}${end}`, "full"), { recursive: true });
    await expect(backUp(backups, { ...options, now: () => NOW + 1, keep: 1 })).rejects.toThrow(/cannot be written \(E/);
    expect((await readdir(backups)).sort()).toEqual(
      [first, `nutgraf-${stamp}${end}`].map((name) => name.split("/").at(-1)).sort(),
    );
    await expect(backUp(join(options.folder, "a", "b"), { ...options, now, keep: 1 })).rejects.toThrow(
      /cannot be written \(ENOENT/,
    );
    expect(await readdir(options.folder)).not.toContain("a");
    await expect(backUp(first, { ...options, now, keep: 1 })).rejects.toThrow(/cannot be written \(ENOTDIR/);
  });
});

describe("a backup of the embedded database", () => {
  test("is told from the database itself, so that what it had planned is not posted again", async () => {
    const options = await storeOptions("embedded", { now });
    await inStore(options, (db) => write(db, everything(NOW)));
    const file = await backUp(join(options.folder, "backups"), { ...options, keep: 1 });
    const before = await readFile(file);
    await copyFile(file, join(options.folder, "nutgraf.db"));
    const why =
      /^The database \S+ is a backup that was copied here: move it away, and restore it with npm run data -- import/;
    await expect(inStore(options, contentOf)).rejects.toThrow(why);
    expect(await inspectStore(options)).toEqual({ ok: false, what: expect.stringMatching(why) });
    expect((await readFile(join(options.folder, "nutgraf.db"))).equals(before)).toBe(true);
    await rm(join(options.folder, "nutgraf.db"));
    await importFrom(file, { ...options, replace: false, checkTimes });
    await inStore(options, contentOf);
  });

  test("is refused, or comes back as it was, wherever it was cut or damaged", { timeout: 60_000 }, async () => {
    const source = await storeOptions("embedded", { now });
    await inStore(source, (db) => write(db, everything(NOW)));
    const file = await backUp(join(source.folder, "backups"), { ...source, keep: 1 });
    const whole = await readFile(file);
    const target = await storeOptions("embedded", { now });
    const broken = join(source.folder, "broken.db");
    const tried = (bytes: Buffer) =>
      writeFile(broken, bytes).then(() => importFrom(broken, { ...target, replace: true, checkTimes }));
    const rows = await tried(whole);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        await expect(tried(whole.subarray(0, length))).rejects.toThrow(StoreError);
      }),
      { numRuns: 6 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.uint8Array({ minLength: 16, maxLength: 4096 }),
        async (at, bytes) => {
          const changed = Buffer.from(whole);
          changed.set(bytes.subarray(0, whole.length - at), at);
          const found = await tried(changed).catch((error: unknown) => error);
          if (!(found instanceof StoreError)) expect(found).toBe(rows);
        },
      ),
      { numRuns: 6 },
    );
    expect(await tried(whole)).toBe(rows);
  });

  test.skipIf(whyNoSmallDisk)(
    `that its disk has no room for is told, with its name, and leaves nothing ${whyNoSmallDisk ?? ""}`,
    async () => {
      const options = await storeOptions("embedded");
      await inStore(options, (db) => write(db, claims(2_000)));
      const { folder } = smallDisk(100);
      const backups = join(folder, "backups");
      const refused = backUp(backups, { ...options, keep: 1 });
      await expect(refused).rejects.toThrow(StoreError);
      await expect(refused).rejects.toThrow(
        /^\S+backups\/nutgraf-\S+\.db cannot be written \(database or disk is full\): free some space, .* Nothing was left behind\.$/,
      );
      await expect(saveTo(join(folder, "a.ndjson"), { ...options, force: false })).rejects.toThrow(
        /a\.ndjson cannot be written \(ENOSPC.*free some space.* Nothing was left behind\.$/,
      );
      expect(await readdir(folder, { recursive: true })).toEqual(["backups"]);
    },
  );

  test.skipIf(whyNoSmallDisk)(
    `is not imported onto a disk that is too small, and on one that takes it all is read again ${whyNoSmallDisk ?? ""}`,
    { timeout: 60_000 },
    async () => {
      const source = await storeOptions("embedded");
      await inStore(source, (db) => write(db, claims(3_000)));
      const file = await backUp(join(source.folder, "backups"), { ...source, keep: 1 });
      const outcomes: string[] = [];
      for (const sizeKb of [150, 400, 700, 2_000]) {
        const disk = smallDisk(sizeKb);
        const options: StoreOptions = { folder: join(disk.folder, "data"), now: Date.now };
        const outcome = await importFrom(file, { ...options, replace: false, checkTimes }).catch(
          (error: unknown) => error,
        );
        outcomes.push(outcome === 3_000 ? "taken" : "refused");
        if (outcome === 3_000) {
          await saveTo(join(source.folder, "again.ndjson"), { ...options, force: true });
          expect((await inStore(options, contentOf)).claims).toHaveLength(3_000);
        } else {
          expect(outcome).toBeInstanceOf(StoreError);
          expect(String(outcome)).toMatch(/free some space.*Nothing was imported\.$/s);
          // What was laid out is empty, or not there.
          disk.turn("size=4000k");
          expect((await inStore(options, contentOf)).claims).toEqual([]);
        }
      }
      expect(outcomes.join(" ")).toMatch(/^(refused )+(taken ?)+$/);
    },
  );
});

function claims(count: number) {
  return {
    claims: Array.from({ length: count }, (_, index) => ({
      key: `claim-${index}-${"x".repeat(60)}`,
      claimed_at: new Date(0),
    })),
  };
}
