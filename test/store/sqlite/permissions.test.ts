import { spawnSync } from "node:child_process";
import { chmod, chown, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStore, inspectStore, saveTo } from "#store";
import { toldProcess } from "../../fixtures/processes/told-process.ts";
import { contentOf, everything, write } from "../../fixtures/stores/everything.ts";
import { exportText } from "../../fixtures/stores/export-file.ts";
import { smallDisk, whyNoSmallDisk } from "../../fixtures/stores/small-disk.ts";
import { inStore, KINDS, storeOptions } from "../../fixtures/stores/stores.ts";

const ROOT = join(import.meta.dirname, "../../..");
const NOBODY = 65_534;
/** No user of any system that this is likely to run on. */
const NAMELESS = 54_321;
const NOW = Date.parse("2026-11-20T12:00:00Z");

/** Why no process of another user can be started here; undefined where it can. */
const whyNoOther = (() => {
  if (process.getuid?.() !== 0) return "needs root, to start a process of another user";
  const file = join(import.meta.dirname, "../../fixtures/processes/told-child.ts");
  const { status } = spawnSync(process.execPath, ["-e", `require("node:fs").readFileSync(${JSON.stringify(file)})`], {
    uid: NOBODY,
    gid: NOBODY,
  });
  return status === 0 ? undefined : "needs a checkout that every user may read";
})();

/** Where every user keeps what was compiled: what these find elsewhere is root's, and each would compile anew. */
let compiled = "";
beforeAll(async () => {
  compiled = await mkdtemp(join(tmpdir(), "nutgraf-compiled-"));
  await chmod(compiled, 0o1777);
});
afterAll(() => rm(compiled, { recursive: true, force: true }));

/** Whose what is, and what may be done with it; then what is said to a process of another user. */
const CASES: readonly (readonly [string, (folder: string) => Promise<void>, RegExp])[] = [
  [
    "the folder is another's, and closed",
    (folder) => chmod(folder, 0o700),
    /^The data folder \S+ cannot be written \(.*\): make it writable for this user, or set DATA_DIR/,
  ],
  [
    "the folder is another's, to be read alone",
    (folder) => chmod(folder, 0o755),
    /^The data folder \S+ cannot be written/,
  ],
  [
    "the database is another's",
    async (folder) => {
      await chown(folder, NOBODY, NOBODY);
      await chown(join(folder, "in-use.lock"), NOBODY, NOBODY);
    },
    /^The database \S+nutgraf\.db cannot be opened \(.*\): check that DATA_DIR exists and that this user may write there/,
  ],
  [
    "the database is another's, to be read alone",
    async (folder) => {
      await chown(folder, NOBODY, NOBODY);
      await chown(join(folder, "in-use.lock"), NOBODY, NOBODY);
      await chmod(join(folder, "nutgraf.db"), 0o644);
    },
    /^The database \S+nutgraf\.db cannot be written \(.*\): make the file, its folder and its disk writable/,
  ],
  ["the lock is another's", (folder) => chown(folder, NOBODY, NOBODY), /^The data folder \S+ cannot be written \(/],
];

describe.skipIf(whyNoOther)(`a data folder of another user ${whyNoOther ?? ""}`, () => {
  test.each(CASES)("is refused in a sentence, and left as it is: %s", async (_, change, why) => {
    const { folder } = await storeOptions("embedded");
    await inStore({ folder, now: () => NOW }, (db) => write(db, everything(NOW)));
    await change(folder);
    const before = (await readdir(folder)).sort();
    const other = await toldProcess(folder, { uid: NOBODY, env: { NODE_COMPILE_CACHE: compiled } });
    const { sentence, bug } = await other.tell({ does: "claim", key: "a" });
    expect(bug).toBeUndefined();
    expect(sentence).toMatch(why);
    expect((await readdir(folder)).filter((name) => !/-(?:wal|shm)$/.test(name)).sort()).toEqual(before);
    expect((await inStore({ folder, now: () => NOW }, contentOf)).claims).toHaveLength(1);
  });
});

describe.skipIf(whyNoOther).each(KINDS)(`a user without a home and without a name (%s) ${whyNoOther ?? ""}`, (kind) => {
  const does = kind === "embedded" ? "import, export, back up and ask the doctor" : "import and ask the doctor";
  test(`can ${does}`, { timeout: 120_000 }, async () => {
    const { url } = await storeOptions(kind);
    const { folder: root } = await storeOptions("embedded");
    await chown(root, NAMELESS, NAMELESS);
    const file = join(root, "claim.ndjson");
    await writeFile(file, exportText([{ table: "claims", row: { key: "k", claimed_at: "2026-11-20T09:00:00Z" } }]));
    const program = (name: string, ...args: string[]) => {
      const script = [`${ROOT}/node-guard.cjs`, `${ROOT}/src/bin/${name}.ts`];
      const env = {
        PATH: process.env.PATH,
        DATA_DIR: join(root, "data"),
        CONTENT_DIR: `${ROOT}/content`,
        NODE_COMPILE_CACHE: compiled,
        PORT: "0",
        ...(url !== undefined && { DATABASE_URL: url }),
      };
      const { status, stderr } = spawnSync(process.execPath, ["-r", ...script, ...args], {
        env,
        uid: NAMELESS,
        gid: NAMELESS,
        cwd: root,
        encoding: "utf8",
      });
      return [status, stderr];
    };
    expect(program("data", "import", file)).toEqual([0, ""]);
    expect(program("doctor")).toEqual([0, ""]);
    // The server knows no more of the user than that.
    if (kind === "postgres") return;
    expect(program("data", "export", join(root, "out.ndjson"))).toEqual([0, ""]);
    expect(program("data", "backup", join(root, "backups"))).toEqual([0, ""]);
    expect(await readdir(join(root, "backups"))).toHaveLength(1);
  });
});

describe.skipIf(whyNoSmallDisk)(`a disk that may be read alone ${whyNoSmallDisk ?? ""}`, () => {
  test("is said by a start and by the doctor, and can still be exported from", async () => {
    const disk = smallDisk(4_000);
    const folder = join(disk.folder, "data");
    const options = { folder, now: () => NOW };
    await inStore(options, (db) => write(db, everything(NOW)));
    disk.turn("ro");
    const store = createStore(options);
    await expect(store.open()).rejects.toThrow(/^The data folder \S+ cannot be written \(.*\): make it writable/);
    expect(await inspectStore(options)).toEqual({
      ok: false,
      what: expect.stringMatching(/cannot be written \(\S+ is not writable\): make it writable for this user/),
    });
    const { folder: elsewhere } = await storeOptions("embedded");
    const rows = Object.values(everything(NOW)).flat().length;
    expect(await saveTo(join(elsewhere, "out.ndjson"), { ...options, force: false })).toBe(rows);
    disk.turn("rw");
    await inStore(options, async () => {});
    await store.close();
  });
});
