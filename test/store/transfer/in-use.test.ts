import { existsSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importFrom, type StoreOptions } from "#store";
import { scene, until } from "../../fixtures/scheduled.ts";
import { contentOf, everything, write } from "../../fixtures/stores/everything.ts";
import { exportText } from "../../fixtures/stores/export-file.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";
import { storeProcess } from "../../fixtures/stores/store-process.ts";
import { inStore, KINDS, openStore, storeOptions } from "../../fixtures/stores/stores.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const IN_USE = /is in use by .*: stop .* Nothing was imported\.$/;
const row = { table: "subscriptions", row: { ...subscriptionRow("imported") } };

/** Imports a row in the place of all that is there. */
async function importRow(options: StoreOptions, checkTimes: () => string | undefined = () => undefined) {
  const file = join(options.folder, "row.ndjson");
  await writeFile(file, exportText([row]));
  return importFrom(file, { ...options, replace: true, checkTimes });
}

describe.each(KINDS)("a store that is in use (%s)", (kind) => {
  test("is not imported into while another process has it, and is once that one is killed", async () => {
    const options = await storeOptions(kind);
    await inStore(options, (db) => write(db, everything(NOW)));
    const before = await inStore(options, contentOf);
    const { folder, url } = options;
    const told = join(folder, "told");
    const other = await storeProcess({ does: "hold", folder, ...(url !== undefined && { url }), told });
    await until(() => existsSync(told));
    await expect(importRow(options)).rejects.toThrow(IN_USE);
    await other.kill();
    await until(() =>
      inStore(options, contentOf).then(
        () => true,
        () => false,
      ),
    );
    expect(await inStore(options, contentOf)).toEqual(before);
    await until(() =>
      importRow(options).then(
        (rows) => rows === 1,
        () => false,
      ),
    );
    expect(await inStore(options, contentOf)).toMatchObject({ subscriptions: [{ id: "imported" }], claims: [] });
  });

  test("is not imported into by the process that has it", async () => {
    const { db, store, folder, url } = await openStore(kind);
    await write(db, everything(NOW));
    const options = { folder, ...(url !== undefined && { url }), now: Date.now };
    await expect(importRow(options)).rejects.toThrow(IN_USE);
    expect(await contentOf(db)).not.toMatchObject({ subscriptions: [{ id: "imported" }] });
    await store.close();
    expect(await importRow(options)).toBe(1);
  });
});

describe("a server's database", () => {
  test("is not imported into while a schedule runs on it", async () => {
    const options = await storeOptions("postgres");
    const { start, schedule, store } = await scene({ kind: "postgres", url: options.url as string });
    start();
    await expect(importRow(options)).rejects.toThrow(/in use by Nutgraf: stop every process that uses it first/);
    await schedule.stop();
    await store.close();
    // The server counts a closed session for a moment.
    await until(async () => (await importRow(options).catch(() => 0)) === 1);
  });

  test("is not imported into when a process came meanwhile", async () => {
    const options = await storeOptions("postgres");
    const { folder, url } = options;
    const [after, told] = [join(folder, "begin"), join(folder, "told")];
    await storeProcess({ does: "hold", folder, url: url as string, after, told });
    let looks = 0;
    // The rows are looked at before anything is opened, and again as they are stored.
    const refused = importRow(options, () => {
      looks += 1;
      if (looks === 2) writeFileSync(after, "");
      const sleeping = new Int32Array(new SharedArrayBuffer(4));
      for (let waits = 0; looks === 2 && !existsSync(told) && waits < 1_000; waits += 1)
        Atomics.wait(sleeping, 0, 0, 10);
      return undefined;
    });
    await expect(refused).rejects.toThrow(IN_USE);
    expect(looks).toBe(2);
  });
});
