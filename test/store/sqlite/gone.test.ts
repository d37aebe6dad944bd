import { cp, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createStore } from "#store";
import type { Came } from "../../fixtures/processes/told-child.ts";
import { toldProcess } from "../../fixtures/processes/told-process.ts";
import { until } from "../../fixtures/scheduled.ts";
import { contentOf, everything, write } from "../../fixtures/stores/everything.ts";
import { inStore, storeOptions } from "../../fixtures/stores/stores.ts";

/** Longer than a store waits after it was lost, on a machine where opening takes as long as half a second. */
const LONG_MS = 3_000;
const NOW = Date.parse("2026-11-20T12:00:00Z");
const GONE =
  /^The database \S+nutgraf\.db (?:is gone|was removed or replaced while Nutgraf was running): put it back, or stop Nutgraf, restore a backup and start again\. No new one is created in its place\.$/;

/** A process that keeps a store in a folder, with something in it. */
async function running() {
  const { folder: root } = await storeOptions("embedded");
  const folder = join(root, "data");
  const bot = await toldProcess(folder);
  expect(await bot.tell({ does: "claim", key: "before" })).toEqual({ value: true, broken: [] });
  return { root, folder, ...bot };
}

/** Asks again and again for as long as a store may wait before it looks anew. */
async function refusedFor(ms: number, ask: () => Promise<Came>): Promise<void> {
  for (const until = performance.now() + ms; performance.now() < until; ) {
    const { sentence, bug } = await ask();
    expect(bug).toBeUndefined();
    expect(sentence).toMatch(GONE);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ways in which a data folder goes from under a process, and what puts it back where that can be. */
const WAYS: Readonly<Record<string, (folder: string, away: string) => Promise<void>>> = {
  "is moved away": (folder, away) => rename(folder, away),
  "loses its database": async (folder, away) => {
    await mkdir(away);
    for (const name of await readdir(folder))
      if (name.startsWith("nutgraf.db")) await rename(join(folder, name), join(away, name));
  },
  "is moved away, and an empty one made": async (folder, away) => {
    await rename(folder, away);
    await mkdir(folder);
  },
};

describe("a data folder, while a process keeps its store there,", () => {
  test.each(Object.entries(WAYS))(
    "that %s is missed: nothing new is laid out, and it goes on once it is back",
    async (_, take) => {
      const { root, folder, tell } = await running();
      const away = join(root, "away");
      await take(folder, away);
      const left = await readdir(folder).catch(() => undefined);
      await refusedFor(LONG_MS, () => tell({ does: "keys" }));
      await refusedFor(200, () => tell({ does: "claim", key: "lost" }));
      // It is not taken for one where nothing was ever set up.
      expect(await tell({ does: "exists" })).toMatchObject({ value: true, broken: [expect.stringMatching(GONE)] });
      expect((await readdir(folder).catch(() => undefined))?.filter((name) => name !== "in-use.lock")).toEqual(
        left?.filter((name) => name !== "in-use.lock"),
      );
      if (left?.length === 0) await rm(folder, { recursive: true });
      if (left && left.length > 0)
        for (const name of await readdir(away)) await rename(join(away, name), join(folder, name));
      else await rename(away, folder);
      await until(async () => (await tell({ does: "claim", key: "after" })).value === true);
      expect(await tell({ does: "keys" })).toMatchObject({ value: ["after", "before"] });
      await tell({ does: "close" });
      const { claims } = await inStore({ folder, now: () => NOW }, contentOf);
      expect(claims?.map(({ key }) => key)).toEqual(["after", "before"]);
    },
  );

  test("that is removed is missed, and nothing is made in its place", async () => {
    const { root, folder, tell } = await running();
    await rm(folder, { recursive: true });
    await refusedFor(LONG_MS, () => tell({ does: "claim", key: "lost" }));
    expect(await readdir(root)).not.toContain("data");
  });

  test.each(["as it is", "while another process has it"] as const)(
    "that is swapped for another's is left alone, %s",
    async (how) => {
      const { root, folder, tell } = await running();
      const other = join(root, "other");
      await inStore({ folder: other, now: () => NOW }, (db) => write(db, everything(NOW)));
      await rename(folder, join(root, "away"));
      const holder = how === "as it is" ? undefined : createStore({ folder, now: () => NOW });
      await cp(other, folder, { recursive: true });
      // What the other one has in its log alone must not go with a log that is closed under its name.
      const { db } = (await holder?.open()) ?? {};
      await db
        ?.insertInto("claims")
        .values({ key: "theirs", claimed_at: new Date(0) })
        .execute();
      const there = await readFile(join(folder, "nutgraf.db"));
      await refusedFor(LONG_MS, () => tell({ does: "claim", key: "lost" }));
      expect((await readFile(join(folder, "nutgraf.db"))).equals(there)).toBe(true);
      const kept = await (db ? contentOf(db) : inStore({ folder, now: () => NOW }, contentOf));
      expect(kept.claims?.map(({ key }) => key)).toEqual(db ? ["ask:1", "theirs"] : ["ask:1"]);
      await holder?.close();
      await rm(folder, { recursive: true });
      await rename(join(root, "away"), folder);
      await until(async () => (await tell({ does: "claim", key: "after" })).value === true);
      expect(await tell({ does: "keys" })).toMatchObject({ value: ["after", "before"] });
    },
  );
});
