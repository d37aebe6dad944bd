import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inspectStore } from "#store";
import { toldProcess } from "../../fixtures/processes/told-process.ts";
import { until } from "../../fixtures/scheduled.ts";
import { ERRNO, faultyDisk, whyNotFaulty } from "../../fixtures/stores/faulty-disk.ts";
import { inStore, storeOptions } from "../../fixtures/stores/stores.ts";

const keysIn = (folder: string) =>
  inStore({ folder, now: Date.now }, async (db) => {
    const rows = await db.selectFrom("claims").select("key").orderBy("key").execute();
    return rows.map(({ key }) => key);
  });

/** A process with a store on a disk that fails as it is told. */
async function onFaultyDisk({ isNew = false } = {}) {
  const { folder: root } = await storeOptions("embedded");
  const folder = isNew ? join(root, "new") : root;
  const disk = faultyDisk(folder);
  return { folder, disk, ...(await toldProcess(folder, { env: disk.env })) };
}

describe.skipIf(whyNotFaulty)(`a disk that fails ${whyNotFaulty ?? ""}`, () => {
  test("is slow: nothing else waits for it", { timeout: 60_000 }, async () => {
    const { disk, tell } = await onFaultyDisk();
    await tell({ does: "claim", key: "first" });
    disk.tell({ syncDelayMs: 200 });
    const { value } = await tell({ does: "commit", for: 3_000 });
    const { commits, delayMs } = value as { commits: number; delayMs: number };
    // Each commit waited for the disk, and the process for none of them.
    expect(commits).toBeLessThanOrEqual(16);
    expect(commits).toBeGreaterThan(4);
    expect(delayMs).toBeLessThan(150);
  });

  test.each(["fsync", "write"] as const)(
    "fails a %s: what is kept is read anew, and it goes on once the disk does",
    async (what) => {
      const { folder, disk, tell, kill } = await onFaultyDisk();
      expect(await tell({ does: "claim", key: "a" })).toEqual({ value: true, broken: [] });
      disk.tell(what === "fsync" ? { syncErrno: ERRNO.EIO } : { writeErrno: ERRNO.EIO });
      const refused = await tell({ does: "claim", key: "b" });
      expect(refused).toEqual({
        sentence: expect.stringMatching(/^The disk of \S+ (?:failed|accepts no more data)/),
        broken: [],
      });
      // It is said once for each time that it is given up, and nobody waits meanwhile.
      const begun = performance.now();
      const meanwhile = await tell({ does: "keys" });
      expect(performance.now() - begun).toBeLessThan(5_000);
      expect(meanwhile.bug).toBeUndefined();
      expect(meanwhile.broken[0]).toBe(refused.sentence);
      disk.tell({ syncErrno: 0, writeErrno: 0 });
      await until(async () => (await tell({ does: "claim", key: "c" })).value === true);
      const { value: kept } = await tell({ does: "keys" });
      // Whether the one whose outcome was not known is there, all agree on.
      expect([
        ["a", "c"],
        ["a", "b", "c"],
      ]).toContainEqual(kept);
      await kill();
      expect(await keysIn(folder)).toEqual(kept);
    },
  );

  test.each([
    ["without room", { writeErrno: ERRNO.ENOSPC }, /^The disk of \S+ is full: free some space\.$/],
    [
      "beyond a limit",
      { writeErrno: ERRNO.EFBIG },
      /^The disk of \S+ accepts no more data .*: free some space; if there is/,
    ],
    [
      "beyond a quota",
      { writeErrno: ERRNO.EDQUOT },
      /^The disk of \S+ accepts no more data .*: free some space; if there is/,
    ],
    [
      "that turned read-only",
      { writeErrno: ERRNO.EROFS, nameErrno: ERRNO.EROFS },
      /^The disk of \S+ (?:accepts no more data|failed)/,
    ],
  ])("takes nothing more, %s, says so, and goes on once it does", async (_, faults, why) => {
    const { folder, disk, tell } = await onFaultyDisk();
    await tell({ does: "claim", key: "a" });
    disk.tell(faults);
    expect(await tell({ does: "claim", key: "b" })).toMatchObject({ sentence: expect.stringMatching(why) });
    for (let times = 0; times < 3; times += 1) {
      const { sentence, bug, value } = await tell({ does: "claim", key: "b" });
      expect([bug, value]).toEqual([undefined, undefined]);
      expect(sentence).toBeDefined();
    }
    disk.tell({ writeErrno: 0, nameErrno: 0 });
    await until(async () => (await tell({ does: "claim", key: "c" })).value === true, 15_000);
    const { value } = await tell({ does: "keys" });
    expect([
      ["a", "c"],
      ["a", "b", "c"],
    ]).toContainEqual(value);
    expect(await tell({ does: "close" })).toMatchObject({ broken: expect.any(Array) });
    expect(await keysIn(folder)).toEqual(value);
  });

  test("is full within a transaction: what follows in it is not kept by itself", async () => {
    const { folder, disk, tell } = await onFaultyDisk();
    await tell({ does: "claim", key: "a" });
    disk.tell({ writeErrno: ERRNO.ENOSPC });
    // More than is kept in memory: SQLite begins to write, and rolls all of it back.
    expect(await tell({ does: "begin", rows: 2_000 })).toMatchObject({
      value: expect.stringMatching(/is full: free some space/),
    });
    disk.tell({ writeErrno: 0 });
    expect(await tell({ does: "go on" })).toMatchObject({ value: expect.stringMatching(/already rolled back/) });
    expect(await tell({ does: "claim", key: "b" })).toMatchObject({ value: true });
    await tell({ does: "close" });
    expect(await keysIn(folder)).toEqual(["a", "b"]);
  });

  test.each([
    ["ENOLCK", 37],
    ["EOPNOTSUPP", ERRNO.EOPNOTSUPP],
  ])("gives no locks (%s): it is said before anything is opened or made", async (_, lockErrno) => {
    const { folder, disk, tell } = await onFaultyDisk({ isNew: true });
    disk.tell({ lockErrno });
    expect(await tell({ does: "claim", key: "a" })).toEqual({
      sentence: `The file system of ${folder} has no working locks: set DATA_DIR to a folder on a local disk.`,
      broken: [],
    });
    expect((await readdir(folder)).filter((name) => name !== "in-use.lock")).toEqual([]);
    disk.tell({ lockErrno: 0 });
    await until(async () => (await tell({ does: "claim", key: "a" })).value === true);
  });

  test.each([
    ["full", { writeErrno: ERRNO.ENOSPC }],
    ["failing to reach the platter", { syncErrno: ERRNO.EIO }],
    ["read-only", { nameErrno: ERRNO.EROFS }],
  ])("is %s from the start: nothing is laid out, and it is said", async (_, faults) => {
    const { folder, disk, tell } = await onFaultyDisk({ isNew: true });
    disk.tell(faults);
    const { sentence, bug } = await tell({ does: "claim", key: "a" });
    expect(bug).toBeUndefined();
    expect(sentence).toMatch(/^The (?:data folder|database) \S+ cannot be|^The disk of \S+ /);
    expect((await readdir(folder).catch(() => [])).filter((name) => name !== "in-use.lock")).toEqual([]);
    expect(await inspectStore({ folder })).toMatchObject({ ok: true });
    disk.tell({ writeErrno: 0, syncErrno: 0, nameErrno: 0 });
    await until(async () => (await tell({ does: "claim", key: "a" })).value === true);
  });
});
