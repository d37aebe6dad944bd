import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { createStore } from "#store";
import { startPlatform } from "../../fakes/platform.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";
import { storeOptions } from "../../fixtures/stores/stores.ts";

const DUE = 150;

describe("a disk that is full for a while", () => {
  // What files may grow to can be set for a running process on Linux alone.
  test.skipIf(!canLimit())(
    "is told to who saves, loses and repeats no delivery, and holds up no answer",
    { timeout: 60_000 },
    async () => {
      const platform = await startPlatform({ latencyMs: 20 });
      onTestFinished(() => platform.stop());
      const options = await storeOptions("embedded");
      const store = createStore(options);
      const { db } = await store.open();
      const due = { platform: "fake", next_run_at: new Date(Date.now() - 1_000) };
      const rows = Array.from({ length: DUE }, (_, index) =>
        subscriptionRow(`s${index}`, { ...due, place: `C${index}` }),
      );
      await db.insertInto("subscriptions").values(rows).execute();
      await store.close();

      const child = [join(import.meta.dirname, "disk-child.ts"), options.folder, platform.url, String(DUE)];
      const { stdout } = await promisify(execFile)(process.execPath, child, { timeout: 55_000, killSignal: "SIGKILL" });
      const said = JSON.parse(stdout);
      expect(said.outcome).toBe("trouble");
      expect(JSON.stringify(said.refused)).toContain("because of a database error. It's safe to try again");
      expect(said.answers).toEqual(["answered"]);
      expect(said.longestMs).toBeLessThan(2_000);
      expect(said.logged).toContainEqual(
        expect.stringMatching(/^The disk of \S+ accepts no more data .*: free some space/),
      );
      expect(said.logged.length).toBeLessThan(12);
      expect([said.saved, said.list]).toEqual(["answered", 1]);

      const slots = platform.messages.filter(({ key }) => key.startsWith("slot:"));
      expect(new Set(slots.map(({ place }) => place)).size).toBe(DUE);
      expect(slots).toHaveLength(DUE);
      expect(platform.messages.filter(({ place }) => place === "CSAVE")).toHaveLength(1);
      const again = createStore(options);
      const kept = await (await again.open()).db.selectFrom("deliveries").select("state").execute();
      await again.close();
      expect(kept.map(({ state }) => state)).toEqual(Array.from({ length: DUE }, () => "sent"));
    },
  );
});

function canLimit(): boolean {
  try {
    execFileSync("prlimit", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
