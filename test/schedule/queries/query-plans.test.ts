import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Kysely } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { createSchedule } from "#schedule";
import type { Store, Tables } from "#store";
import { connect } from "../../../src/store/sqlite/connection.ts";
import { sqliteDialect } from "../../../src/store/sqlite/dialect.ts";
import { startPlatform } from "../../fakes/platform.ts";
import { fakeAdapter } from "../../fakes/platform-adapter.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { MONDAY, subscribe, until } from "../../fixtures/scheduled.ts";
import { storeOptions } from "../../fixtures/stores/stores.ts";

/** These grow for as long as the bot runs, or with how much it is used. */
const LARGE = /^SCAN (?:d|x|s|deliveries|subscriptions|notices|posts|claims|said)\b(?! USING)/;

test("SQLite goes through no table as a whole, and sorts none, to plan, take up, post and tell", async () => {
  const { db, store, plans } = await explained();
  const platform = await startPlatform({ refuses: { C1: "forbidden", C2: "gone" } });
  onTestFinished(() => platform.stop());
  await subscribe(db, ...Array.from({ length: 30 }, (_, index) => ({ place: `C${index}`, owner: `U${index}` })));
  plans.clear();
  const offsetMs = Date.parse(MONDAY) - Date.now();
  const now = () => Date.now() + offsetMs;
  const log = { info() {}, warn() {}, error() {} };
  const adapter = fakeAdapter({ url: platform.url, now });
  const schedule = createSchedule({ store, log, now, newId: randomUUID, tickMs: 20, pollMs: 20, recoverMs: 40 });
  schedule.connect([adapter]);
  onTestFinished(async () => {
    await schedule.stop();
    await adapter.stop();
  });
  schedule.start(botOver(STORIES));
  await until(() => platform.messages.filter(({ key }) => key.startsWith("slot:")).length === 28);
  // Two owners hear of the places that do not take it.
  await until(() => platform.messages.filter(({ key }) => key.startsWith("notice:")).length === 2);
  const found = [...plans].filter(([, plan]) => plan.some((step) => LARGE.test(step)));
  expect(found).toEqual([]);
  // Given rows are gone through once, and what each names is found by its key: not again for all that a process has.
  const listed = [...plans.values()].filter((plan) => plan.some((step) => step.includes("json_each")));
  expect(listed.length).toBeGreaterThan(3);
  for (const [first] of listed) expect(first).toContain("SCAN json_each");
  const taking = [...plans].filter(([sql]) => /^update "deliveries" set "claimed_by"/.test(sql));
  expect(taking.length).toBeGreaterThan(0);
  for (const [, plan] of taking) expect(plan.join("; ")).toMatch(/deliveries_due(?!.*TEMP B-TREE)/);
});

/** A store whose every statement is explained by SQLite itself, with its values, just before it runs. */
async function explained() {
  const { folder } = await storeOptions("embedded");
  const connection = await connect({ file: join(folder, "nutgraf.db"), mode: "existing", check: "none" });
  const plans = new Map<string, readonly string[]>();
  const dialect = sqliteDialect({
    ...connection,
    async run(sql, parameters) {
      if (/^\s*(?:select|insert|update|delete)\b/i.test(sql)) {
        const { rows } = await connection.run(`explain query plan ${sql}`, parameters);
        plans.set(
          sql,
          rows.map(({ detail }) => String(detail)),
        );
      }
      return connection.run(sql, parameters);
    },
  });
  const db = new Kysely<Tables>({ dialect });
  onTestFinished(() => connection.close());
  const store: Store = {
    kind: "embedded",
    exists: () => true,
    open: async () => ({ db, alone: true }),
    lead: () => ({ stop: async () => {} }),
    trouble: () => undefined,
    close: async () => {},
  };
  return { db, store, plans };
}
