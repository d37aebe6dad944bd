import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { createStore } from "#store";
import { contentOf, everything, write } from "../../fixtures/stores/everything.ts";
import { bareDatabase, inStore, KINDS, storeOptions } from "../../fixtures/stores/stores.ts";

const PROJECT = join(import.meta.dirname, "../../..");
const docs = await readFile(join(PROJECT, "docs/run.md"), "utf8");
/** As they stand in the docs: the job without its times and user, and the command that restores. */
const [, job = ""] = /^```cron\n(?:\S+ ){5}root (.*)\n```/m.exec(docs) ?? [];
const [, restore = ""] = /^```sh\n(.* import .*)\n```/m.exec(docs) ?? [];

describe.each(KINDS)("the backup job of the docs (%s)", (kind) => {
  test("brings everything back after the original was destroyed", { timeout: 120_000 }, async () => {
    const options = await storeOptions(kind);
    const backups = join(await mkdtemp(join(tmpdir(), "nutgraf-cron-")), "nutgraf");
    onTestFinished(() => rm(dirname(backups), { recursive: true, force: true }));
    // Cron gives little: a path, a home, and no terminal.
    const run = (line: string, where: { folder: string; url?: string }) => {
      const here = line
        .replaceAll("/opt/nutgraf", PROJECT)
        .replaceAll("/var/backups/nutgraf", backups)
        .replaceAll(
          "DATA_DIR=/var/lib/nutgraf",
          where.url === undefined ? `DATA_DIR=${where.folder}` : `DATABASE_URL=${where.url}`,
        );
      const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: "/", LOGNAME: "root", SHELL: "/bin/sh" };
      const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", here], { cwd: "/", env, encoding: "utf8" });
      return { status, stdout, stderr };
    };
    const store = createStore(options);
    const { db } = await store.open();
    await write(db, everything(Date.now() + 86_400_000));
    const before = await contentOf(db);
    // The bot has it open meanwhile.
    expect(run(job, options)).toMatchObject({ status: 0, stderr: "" });
    expect(run(job, options)).toMatchObject({ status: 0, stderr: "" });
    expect(await readdir(backups)).toHaveLength(2);
    await store.close();

    const { folder } = options;
    if (kind === "embedded") await rm(folder, { recursive: true });
    else await inStore(options, (gone) => sql`drop schema public cascade`.execute(gone));
    // A server that lost it is set up anew.
    const url = kind === "embedded" ? undefined : await bareDatabase();
    const target = { ...options, folder, ...(url !== undefined && { url }) };
    const restored = run(restore, target);
    expect(restored).toMatchObject({ status: 0, stderr: "" });
    expect(restored.stdout).toMatch(/^\d+ rows read from \S+\.$/m);
    const after = await inStore(target, contentOf);
    for (const table of ["posts", "said", "editions", "edition_statements", "wordings", "tenants", "claims"] as const)
      expect(after[table], table).toEqual(before[table]);
    const names = (rows: typeof before) =>
      rows.subscriptions?.map(({ id, cron, zone, state }) => [id, cron, zone, state]);
    expect(names(after)).toEqual(names(before));
    // Nothing that was open then is posted now: it may have been since.
    const open = after.deliveries?.filter(({ state }) => ["planned", "sending"].includes(String(state)));
    expect(open).toEqual([]);
    expect(after.deliveries?.length).toBeGreaterThanOrEqual(before.deliveries?.length ?? 0);
  });
});
