import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createStore, inspectStore } from "#store";
import { programs } from "../fixtures/processes/program.ts";
import { databases, inStore, storeOptions } from "../fixtures/stores/stores.ts";

const { run } = programs();

describe("a look into a store", () => {
  test("says how the embedded database is, and leaves it as it is", { timeout: 60_000 }, async () => {
    const { folder, now } = await storeOptions("embedded");
    const look = () => inspectStore({ folder });
    const none = join(folder, "none");
    expect(await inspectStore({ folder: none })).toEqual({
      ok: true,
      what: `${none} holds no schedules yet: its database is created with the first one`,
    });
    expect(existsSync(none)).toBe(false);
    const store = createStore({ folder, now });
    await store.open();
    expect(await look()).toEqual({ ok: true, what: expect.stringMatching(/ is sound and is in use: by Nutgraf, if/) });
    await store.close();
    const before = await readFile(join(folder, "nutgraf.db"));
    expect(await look()).toEqual({ ok: true, what: `the database in ${folder} is sound` });
    expect((await readFile(join(folder, "nutgraf.db"))).equals(before)).toBe(true);
    await inStore({ folder, now }, async (db) => {
      await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')`.execute(db);
    });
    expect(await look()).toEqual({ ok: false, what: expect.stringMatching(/newer version.*update this one/) });
    await writeFile(join(folder, "nutgraf.db"), before.fill(0xff, 8_192));
    expect(await look()).toEqual({ ok: false, what: expect.stringMatching(/ is damaged .*restore a backup/) });
    await rm(join(folder, "nutgraf.db"));
    await mkdir(join(folder, "database"));
    await writeFile(join(folder, "database", "PG_VERSION"), "17\n");
    expect(await look()).toEqual({
      ok: false,
      what: expect.stringMatching(/version 0\.1.*export it with that version/),
    });
  });

  test.each([
    [
      "beneath a file",
      "/dev/null/data",
      /^\/dev\/null\/data cannot be written \(\/dev\/null is not a folder\): .* or set DATA_DIR/,
    ],
    [
      "with a very long path",
      `/tmp/${"long/".repeat(120)}`,
      /^The data folder's path is \d+ bytes long, more than 480: set DATA_DIR to a shorter one/,
    ],
  ])("says that a folder %s can hold nothing", async (_, folder, why) => {
    expect(await inspectStore({ folder })).toEqual({ ok: false, what: expect.stringMatching(why) });
  });
});

describe("npm run doctor", () => {
  const said = async (env: Readonly<Record<string, string>>) => {
    const { code, out } = await run("doctor", [], { PORT: "0", ...env });
    return { code, lines: out.split("\n").filter((line) => / database (?:in|at) /i.test(line)) };
  };

  test("says what it sees of the embedded database", async () => {
    const { folder } = await storeOptions("embedded");
    expect(await said({ DATA_DIR: folder })).toEqual({ code: 0, lines: [`✓ the database in ${folder} is sound`] });
  });

  test("says whether the server can be reached, without its password", async () => {
    const there = await said({ DATABASE_URL: (await databases()).postgresUrl });
    expect(there).toEqual({ code: 0, lines: ["✓ the database at DATABASE_URL can be reached"] });
    const away = await said({ DATABASE_URL: "postgres://nutgraf:secret@127.0.0.1:1/none" });
    expect(away).toEqual({ code: 1, lines: [expect.stringMatching(/^✗ The database at 127.0.0.1:1\/none cannot be/)] });
    expect(away.lines.join()).not.toContain("secret");
  });
});
