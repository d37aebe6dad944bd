import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, inject, test } from "vitest";
import { createStore } from "#store";
import { programs } from "../fixtures/program.ts";
import { storeOptions } from "../fixtures/stores.ts";

const { run } = programs();
const said = async (env: Readonly<Record<string, string>>) => {
  const { code, out } = await run("doctor", [], { PORT: "0", ...env });
  return {
    code,
    lines: out
      .split("\n")
      .filter((line) => /database|schedules|cannot be written/i.test(line) && !/ is (?:not )?set$/.test(line)),
  };
};

describe("npm run doctor", () => {
  test("says how the embedded database is, and leaves it as it is", { timeout: 60_000 }, async () => {
    const { folder, now } = await storeOptions("embedded");
    const env = { DATA_DIR: folder };
    expect(await said({ DATA_DIR: join(folder, "none") })).toEqual({
      code: 0,
      lines: [expect.stringMatching(/^✓ .* holds no schedules yet: its database is made when the first is set up$/)],
    });
    expect(await said(env)).toEqual({
      code: 0,
      lines: [expect.stringMatching(/^✓ the database in .* is sound$/)],
    });
    const store = createStore({ folder, now });
    const { db } = await store.open();
    expect(await said(env)).toEqual({
      code: 0,
      lines: [expect.stringMatching(/^✓ .* is sound and is in use: by Nutgraf, if/)],
    });
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')`.execute(db);
    await store.close();
    expect(await said(env)).toEqual({ code: 1, lines: [expect.stringMatching(/^✗ .*newer version.*update this one/)] });
    await writeFile(join(folder, "nutgraf.db"), "not a database at all, whatever it is called");
    expect(await said(env)).toEqual({ code: 1, lines: [expect.stringMatching(/^✗ .* is damaged .*restore a backup/)] });
  });

  test.each(["/dev/null/data"])("says that %s can hold nothing", async (DATA_DIR) => {
    expect(await said({ DATA_DIR })).toEqual({
      code: 1,
      lines: [
        expect.stringMatching(/^✗ .*\/data cannot be written \(\/dev\/null is not a folder\): .* or set DATA_DIR/),
      ],
    });
  });

  test("says whether the server can be reached, without its password", async () => {
    const there = await said({ DATABASE_URL: inject("postgresUrl") });
    expect(there).toEqual({ code: 0, lines: ["✓ the database at DATABASE_URL can be reached"] });
    const away = await said({ DATABASE_URL: "postgres://nutgraf:secret@127.0.0.1:1/none" });
    expect(away).toEqual({ code: 1, lines: [expect.stringMatching(/^✗ The database at 127.0.0.1:1\/none cannot be/)] });
    expect(away.lines.join()).not.toContain("secret");
  });
});
