import { sql } from "kysely";
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { inspectStore, TABLES } from "#store";
import { retain } from "../../../src/schedule/runtime/retention.ts";
import { deliveries, scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { contentOf, everything, write } from "../../fixtures/stores/everything.ts";
import { deliveryRow, noticeRow, subscriptionRow } from "../../fixtures/stores/rows.ts";
import { inStore, KINDS, openStore, storeOptions } from "../../fixtures/stores/stores.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const DAY = 86_400_000;

describe.each(KINDS)("what is kept (%s)", (kind) => {
  test("can be opened again after it was tidied", async () => {
    const options = await storeOptions(kind);
    const rows = Array.from({ length: 200 }, (_, index) => subscriptionRow(`s${index}`));
    await inStore(options, async (db) => {
      await db.insertInto("subscriptions").values(rows).execute();
      await retain(db, NOW);
      await retain(db, NOW + DAY);
    });
    const kept = await inStore(options, (db) => db.selectFrom("subscriptions").select("id").execute());
    expect(kept).toHaveLength(rows.length);
    expect(await inspectStore(options)).toMatchObject({ ok: true });
  });

  test("is removed when its time is over, and no sooner", async () => {
    const { db } = await openStore(kind);
    const kinds = Object.values(TABLES).flatMap(({ kept }) => [...kept]);
    const ages = kinds.flatMap(({ called, days }) =>
      days === undefined
        ? []
        : [
            { id: `${called}-old`, at: new Date(NOW - days * DAY - 1) },
            { id: `${called}-new`, at: new Date(NOW - days * DAY + 1) },
          ],
    );
    const at = { platform: "fake", tenant: "T1", place: "C1" };
    for (const { id, at: when } of ages) {
      const claims = [id, `problems:${id}`].map((key) => ({ key, claimed_at: when }));
      await db.insertInto("claims").values(claims).execute();
      await db.insertInto("drafts").values({ id, platform: "fake", person: "U1", wish: "{}", made_at: when }).execute();
      await db
        .insertInto("notices")
        .values(noticeRow(id, { state: "told", made_at: when, told_at: when }))
        .execute();
      await db
        .insertInto("posts")
        .values({
          key: id,
          kind: "share",
          subscription: null,
          ...at,
          message: "m",
          url: null,
          edition: null,
          posted_at: when,
        })
        .execute();
      await db
        .insertInto("deliveries")
        .values(deliveryRow({ subscription: id, slot: when, ...at, state: "sent" }))
        .execute();
      await db.insertInto("removed_tenants").values({ platform: "fake", tenant: id, removed_at: when }).execute();
      await db
        .insertInto("subscriptions")
        .values(subscriptionRow(id, { platform: "fake", tenant: id, state: "paused" }))
        .execute();
    }
    await retain(db, NOW);
    const kept = async (
      table: "claims" | "drafts" | "notices" | "posts" | "deliveries" | "removed_tenants" | "subscriptions",
      name: string,
    ) =>
      (await sql<{ name: string }>`select ${sql.ref(name)} as name from ${sql.table(table)}`.execute(db)).rows.map(
        ({ name }) => name,
      );
    for (const [table, name, what] of [
      ["claims", "key", "claims"],
      ["claims", "key", "problems:problems"],
      ["drafts", "id", "drafts"],
      ["notices", "key", "notices"],
      ["posts", "key", "posts"],
      ["deliveries", "subscription", "deliveries"],
      ["removed_tenants", "tenant", "removals"],
      ["subscriptions", "tenant", "removals"],
    ] as const) {
      const names = await kept(table, name);
      expect(names, table).toContain(`${what}-new`);
      expect(names, table).not.toContain(`${what}-old`);
    }
  });
});

describe.each(KINDS)("a workspace that was taken for gone (%s)", (kind) => {
  test("keeps its schedules where one of them was resumed, or something was posted since", async () => {
    const { db } = await openStore(kind);
    const tenants = ["resumed", "posted", "gone"];
    const removed_at = new Date(NOW - 31 * DAY);
    for (const tenant of tenants) {
      await db.insertInto("removed_tenants").values({ platform: "fake", tenant, removed_at }).execute();
      const row = subscriptionRow(tenant, {
        platform: "fake",
        tenant,
        state: tenant === "resumed" ? "active" : "paused",
      });
      await db.insertInto("subscriptions").values(row).execute();
      const at = { platform: "fake", tenant, place: "C1", subscription: null, message: "m", url: null, edition: null };
      const posted_at = new Date(removed_at.getTime() + (tenant === "posted" ? DAY : -DAY));
      await db
        .insertInto("posts")
        .values({ key: tenant, kind: "share", ...at, posted_at })
        .execute();
    }
    await retain(db, NOW);
    const kept = await db.selectFrom("subscriptions").select("tenant").orderBy("tenant").execute();
    expect(kept.map(({ tenant }) => tenant)).toEqual(["posted", "resumed"]);
    expect(await db.selectFrom("removed_tenants").selectAll().execute()).toEqual([]);
  });
});

describe.each(KINDS)("a workspace that is gone for a month (%s)", (kind) => {
  test("leaves nothing, and all of another stays", async () => {
    const { db } = await openStore(kind);
    const all = everything(NOW + DAY);
    await write(db, all);
    const other = subscriptionRow("other", { tenant: "T9" });
    await write(db, {
      subscriptions: [other],
      said: [{ ...all.said?.[0], subscription: "other" }],
      removed_tenants: [{ platform: "slack", tenant: "T1", removed_at: new Date(NOW - 31 * DAY) }],
    });
    await db.updateTable("subscriptions").set({ state: "paused", next_run_at: null }).execute();
    await db
      .updateTable("posts")
      .set({ posted_at: new Date(NOW - 32 * DAY) })
      .execute();
    await retain(db, NOW);
    const left = Object.entries(await contentOf(db)).flatMap(([table, rows]) =>
      rows.filter(({ tenant }) => tenant === "T1").map(() => table),
    );
    expect(left).toEqual([]);
    expect(await db.selectFrom("said").select("subscription").execute()).toEqual([{ subscription: "other" }]);
    expect(await db.selectFrom("tenants").select("platform").execute()).toEqual([{ platform: "discord" }]);
  });
});

describe("a database that breaks off", () => {
  test("is gone back to: everything due is posted once all the same", async () => {
    const { db, start, platform } = await scene({
      kind: "postgres",
      faults: { latencyMs: 30 },
      schedule: { mostAtOnce: 10 },
    });
    await subscribe(db, ...Array.from({ length: 120 }, (_, index) => ({ id: `s${index}`, place: `C${index}` })));
    start();
    for (let cut = 0; cut < 6; cut += 1) {
      await until(() => platform.messages.length >= cut * 15);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`
        .execute(db)
        .catch(() => {});
    }
    // The last cut may reach the connection that looks.
    const sent = async () => (await deliveries(db).catch(() => [])).filter(({ state }) => state === "sent").length;
    await until(async () => (await sent()) === 120, 18_000);
    expect(new Set(platform.messages.map(({ key }) => key)).size).toBe(120);
    expect(platform.messages.length).toBe(120);
  });
});

describe("what is told of the schedule", () => {
  test("is its counts, its latest deliveries and its metrics; a share stands in the record once", async () => {
    const registry = new Registry();
    const { db, start, schedule } = await scene({
      kind: "postgres",
      schedule: { registry, operator: { platform: "fake", tenant: "T1", id: "OPS" } },
    });
    await subscribe(db, { id: "one", place: "C1" }, { id: "two", place: "C2", state: "paused", next_run_at: null });
    start();
    await until(async () => (await schedule.pages.deliveries({ states: ["sent"] })).rows.length === 1);
    expect(await schedule.pages.counts()).toEqual({
      subscriptions: { active: 1, paused: 1 },
      deliveries: { planned: 0, sending: 0, unknown: 0, failed: 0 },
      dueLagMs: 0,
    });
    expect((await schedule.pages.deliveries({ states: ["sent"] })).rows).toMatchObject([
      { subscription: "one", url: expect.stringContaining("http") },
    ]);
    expect((await schedule.pages.subscriptions({})).rows).toHaveLength(2);
    await until(async () =>
      (await registry.metrics()).includes('nutgraf_deliveries_total{platform="fake",state="sent"} 1'),
    );
    const share = {
      ask: "a",
      kind: "share" as const,
      place: { platform: "fake", tenant: "T1", id: "C1" },
      reply: { outcome: "answered" as const, title: "t", edition: "e", blocks: [], notes: [], actions: [] },
      posted: { message: "m" },
    };
    await schedule.publicPosts.record(share);
    await schedule.publicPosts.record(share);
    expect(await db.selectFrom("posts").select("edition").where("kind", "=", "share").execute()).toEqual([
      { edition: "e" },
    ]);
    expect(await schedule.operator.tell({ key: "k", text: "t" })).toBe(true);
  });
});
