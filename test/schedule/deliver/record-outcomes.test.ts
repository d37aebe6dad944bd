import { describe, expect, test } from "vitest";
import type { DeliveryRow, SubscriptionRow } from "#store";
import type { Outcome } from "../../../src/schedule/deliver/outcome.ts";
import { type Ended, record } from "../../../src/schedule/deliver/record-outcomes.ts";
import { deliveryRow, subscriptionRow } from "../../fixtures/stores/rows.ts";
import { KINDS, type Kind, openStore } from "../../fixtures/stores/stores.ts";

const NOW = new Date("2026-11-23T09:00:05Z");
const SLOT = new Date("2026-11-23T09:00:00Z");
const at = (ms: number) => new Date(NOW.getTime() + ms);
const OPERATOR = { platform: "slack", tenant: "T9", id: "OPS" };
const SENT = { state: "sending", claimed_by: "me", attempts: 1, first_tried_at: at(-2_000) } as const;

type Given = {
  readonly name: string;
  readonly ending: Outcome;
  readonly row?: Partial<DeliveryRow>;
  readonly subscription?: Partial<SubscriptionRow>;
  readonly owner?: string;
};
const sent = (more: Partial<Extract<Outcome, { state: "sent" }>> = {}): Outcome => ({
  state: "sent",
  posted: { message: "m1" },
  ...more,
});
const said = (title: string) => ({ title, lines: [], notes: [] });

/** Writes how these came out, all at once, and hands out what is stored then. */
async function recorded(kind: Kind, given: readonly Given[], operator: typeof OPERATOR | null = OPERATOR) {
  const { db } = await openStore(kind);
  const ended = given.map(({ name, ending, row = {}, owner }): Ended => {
    const delivery = deliveryRow({ subscription: name, slot: SLOT, place: `C-${name}`, ...SENT, ...row });
    return { delivery, ending, parent: null, ...(owner !== undefined && { owner }) };
  });
  const schedules = new Map(
    given.map(({ name, subscription = {} }) => [
      name,
      subscriptionRow(name, { next_run_at: at(99_000), ...subscription }),
    ]),
  );
  await db
    .insertInto("subscriptions")
    .values([...schedules.values()])
    .execute();
  await db
    .insertInto("deliveries")
    .values(ended.map(({ delivery }) => delivery))
    .execute();
  const write = (more = ended) =>
    db.transaction().execute((tx) => record(more, NOW, { replica: "me", ...(operator && { operator }) }, tx));
  const rowOf = async (name: string) =>
    db.selectFrom("deliveries").selectAll().where("subscription", "=", name).executeTakeFirstOrThrow();
  const scheduleOf = async (name: string) =>
    db.selectFrom("subscriptions").selectAll().where("id", "=", name).executeTakeFirstOrThrow();
  await write();
  return { db, ended, write, rowOf, scheduleOf };
}

describe.each(KINDS)("how deliveries came out (%s)", (kind) => {
  test("stands in their rows, and they are in nobody's hands", async () => {
    const posted = { message: "m1", url: "https://chat.example/m1", atMs: at(-1_000).getTime() };
    const { rowOf } = await recorded(kind, [
      { name: "sent", ending: sent({ posted, edition: "rail@1" }) },
      { name: "bare", ending: sent() },
      { name: "busy", ending: { state: "planned", reason: "busy: no", afterMs: 4_000 } },
      { name: "early", ending: { state: "planned", reason: "early", afterMs: -4_000 } },
      { name: "open", ending: { state: "sending", reason: "waits", afterMs: 50 } },
      { name: "lost", ending: { state: "unknown", reason: `no\u0000 ${"x".repeat(2_000)}`, notices: [] } },
    ]);
    const free = { claimed_by: null, changed_at: NOW };
    const tried = { first_tried_at: at(-2_000) };
    const none = { reason: null, message: null, url: null, posted_at: null };
    expect(await rowOf("sent")).toMatchObject({
      ...{ ...free, ...tried, state: "sent", reason: null, due_at: NOW },
      ...{ message: "m1", url: "https://chat.example/m1", posted_at: at(-1_000) },
    });
    expect(await rowOf("bare")).toMatchObject({ ...free, ...tried, ...none, state: "sent", message: "m1" });
    const busy = { ...none, state: "planned", reason: "busy: no", due_at: at(4_000), first_tried_at: null };
    expect(await rowOf("busy")).toMatchObject({ ...free, ...busy });
    expect(await rowOf("early")).toMatchObject({ due_at: NOW, first_tried_at: null });
    expect(await rowOf("open")).toMatchObject({ ...free, ...tried, state: "sending", due_at: at(50) });
    const { reason } = await rowOf("lost");
    expect(reason).toMatch(/^no ?\ufffd? x+$/);
    expect(reason?.length).toBeLessThanOrEqual(1_000);
    expect(reason?.length).toBeGreaterThan(990);
  });

  test("is written by nobody but whose they are, and once", async () => {
    const notices = [{ key: "n", to: "operator", text: "Lost." }] as const;
    const { db, rowOf, write } = await recorded(kind, [
      { name: "anothers", ending: sent({ said: said("A") }), row: { claimed_by: "another" } },
      { name: "ended", ending: { state: "failed", reason: "no", notices, pause: "gone" }, row: { state: "sent" } },
      { name: "mine", ending: sent() },
    ]);
    expect(await rowOf("anothers")).toMatchObject({ state: "sending", claimed_by: "another", message: null });
    expect(await rowOf("ended")).toMatchObject({ state: "sent", reason: null });
    expect(await db.selectFrom("posts").select("subscription").execute()).toEqual([{ subscription: "mine" }]);
    expect(await db.selectFrom("notices").selectAll().execute()).toEqual([]);
    expect(await db.selectFrom("said").selectAll().execute()).toEqual([]);
    expect(await db.selectFrom("subscriptions").select("id").where("state", "=", "paused").execute()).toEqual([]);
    await write();
    expect(await db.selectFrom("posts").select("subscription").execute()).toHaveLength(1);
  });

  test("is in the record of posts, by the key that the platform knows", async () => {
    const posted = { message: "m1", url: "https://chat.example/m1" };
    const { db, write } = await recorded(kind, [
      { name: "a", ending: sent({ posted, edition: "rail@1" }) },
      { name: "b", ending: sent({ frame: { opening: [], actions: [] } }), row: { repeat: 2 } },
      { name: "c", ending: { state: "skipped", reason: "paused" } },
    ]);
    const posts = await db.selectFrom("posts").selectAll().orderBy("key").execute();
    const common = {
      kind: "scheduled",
      platform: "slack",
      tenant: "T1",
      message: "m1",
      parent: null,
      wording: null,
      frame: null,
      posted_at: NOW,
    };
    expect(posts).toEqual([
      {
        ...{ ...common, key: `slot:a:${SLOT.toISOString()}`, subscription: "a", place: "C-a" },
        ...{ url: "https://chat.example/m1", edition: "rail@1" },
      },
      {
        ...{ ...common, key: `slot:b:${SLOT.toISOString()}:2`, subscription: "b", place: "C-b" },
        ...{ url: null, edition: null, frame: { opening: [], actions: [] } },
      },
    ]);
    // Settled by another, and once more by this one: it stands there once.
    await db.updateTable("deliveries").set({ state: "sending", claimed_by: "me" }).execute();
    await write();
    expect(await db.selectFrom("posts").selectAll().orderBy("key").execute()).toEqual(posts);
  });

  test("is what a place has heard: the latest slot counts, in whatever order they ended", async () => {
    const { db, write, ended } = await recorded(kind, [
      { name: "a", ending: sent({ said: said("first"), edition: "rail@1" }) },
      { name: "gone", ending: sent({ said: said("gone") }) },
      { name: "line", ending: sent() },
      { name: "not", ending: { state: "skipped", reason: "paused" } },
    ]);
    const heard = async (name: string) =>
      db.selectFrom("said").selectAll().where("subscription", "=", name).executeTakeFirst();
    expect(await heard("a")).toMatchObject({ reply: said("first"), edition: "rail@1", slot: SLOT, said_at: NOW });
    expect(await heard("line")).toBeUndefined();
    const [of] = ended as [Ended];
    const again = async (...slots: [ms: number, title: string | undefined | null][]) => {
      const more = slots.map(([ms, title]): Ended => {
        const delivery = deliveryRow({ ...SENT, subscription: "a", slot: new Date(SLOT.getTime() + ms), place: "C" });
        if (title === null) return { ...of, delivery, ending: { state: "skipped", reason: "unchanged" } };
        return { ...of, delivery, ending: title === undefined ? sent() : sent({ said: said(title) }) };
      });
      await db
        .insertInto("deliveries")
        .values(more.map(({ delivery }) => delivery))
        .execute();
      await write(more);
      return (await heard("a"))?.reply;
    };
    expect(await again([2_000, "third"], [1_000, "second"])).toEqual(said("third"));
    expect(await again([1_500, "before"])).toEqual(said("third"));
    expect(await again([3_000, "fourth"], [4_000, "fifth"])).toEqual(said("fifth"));
    await db.updateTable("said").set({ said_at: SLOT }).execute();
    expect(await again([4_500, null])).toEqual(said("fifth"));
    expect((await heard("a"))?.said_at).toEqual(SLOT);
    expect(await again([5_000, undefined])).toEqual(said("fifth"));
    expect((await heard("a"))?.said_at).toEqual(NOW);
    expect((await heard("gone"))?.said_at).toEqual(SLOT);
    await db.deleteFrom("said").execute();
    await db.deleteFrom("subscriptions").where("id", "=", "a").execute();
    expect(await again([6_000, "nobody"])).toBeUndefined();
  });

  test("pauses a schedule that is active, and every one where the bot was removed", async () => {
    const gone = (more: object): Outcome => ({ state: "failed", reason: "no", notices: [], ...more });
    const { db, scheduleOf } = await recorded(kind, [
      { name: "a", ending: gone({ pause: "gone" }) },
      { name: "b", ending: gone({ pause: "gone" }), subscription: { state: "paused", paused_reason: "by hand" } },
      { name: "c", ending: gone({}) },
      {
        name: "d",
        ending: gone({ pause: "tenant-gone", tenantGone: true }),
        row: { tenant: "T2" },
        subscription: { tenant: "T2" },
      },
      { name: "e", ending: sent(), row: { tenant: "T2" }, subscription: { tenant: "T2" } },
    ]);
    expect(await scheduleOf("a")).toMatchObject({
      ...{ state: "paused", paused_reason: "gone", next_run_at: null, changed_at: NOW },
    });
    expect(await scheduleOf("b")).toMatchObject({ paused_reason: "by hand", next_run_at: at(99_000) });
    expect(await scheduleOf("c")).toMatchObject({ state: "active", next_run_at: at(99_000) });
    expect(await scheduleOf("e")).toMatchObject({ state: "paused", paused_reason: "tenant-gone" });
    expect(await db.selectFrom("removed_tenants").select("tenant").execute()).toEqual([{ tenant: "T2" }]);
  });

  test("is told to its owner, if it has one, and to the operator's place", async () => {
    const notices = (key: string) => [
      { key, to: "owner" as const, text: `Of ${key}\u0000${"x".repeat(2_000)}` },
      { key, to: "operator" as const, text: `Of ${key} (why)` },
    ];
    const given: readonly Given[] = [
      { name: "a", owner: "U1", ending: { state: "failed", reason: "no", notices: notices("a"), pause: "gone" } },
      { name: "b", owner: "U2", ending: { state: "unknown", reason: "no", notices: notices("b") } },
      { name: "c", ending: { state: "skipped", reason: "no", notices: notices("c") } },
      { name: "d", owner: "", ending: { state: "skipped", reason: "no", notices: notices("d").slice(0, 1) } },
      { name: "e", owner: "U5", ending: { state: "skipped", reason: "no" } },
      { name: "f", owner: "U6", ending: { state: "failed", reason: "no", notices: notices("f").slice(0, 1) } },
    ];
    const told = async (operator: typeof OPERATOR | null) => {
      const { db } = await recorded(kind, given, operator);
      const rows = await db.selectFrom("notices").selectAll().orderBy("key").execute();
      return rows.map(({ key, person, tenant, subscription, about, text }) => ({
        ...{ key, person, tenant, subscription, about: about && JSON.parse(JSON.stringify(about)) },
        text: text.replace(/\W?x+$/, ""),
        long: text.length,
      }));
    };
    const all = await told(OPERATOR);
    const about = (name: string) => ({ platform: "slack", tenant: "T1", id: `C-${name}` });
    const place = (value: unknown) => (typeof value === "string" ? JSON.parse(value) : value);
    expect(all.map(({ key, person, tenant, subscription }) => [key, person, tenant, subscription])).toEqual([
      ["a:operator", null, "T9", null],
      ["a:owner", "U1", "T1", "a"],
      ["b:operator", null, "T9", null],
      ["b:owner", "U2", "T1", null],
      ["c:operator", null, "T9", null],
      ["f:owner", "U6", "T1", null],
    ]);
    expect(all.map(({ about }) => place(about))).toEqual(["a", "a", "b", "b", "c", "f"].map(about));
    expect(all.map(({ text }) => text)).toEqual(["Of a (why)", "Of a", "Of b (why)", "Of b", "Of c (why)", "Of f"]);
    expect(Math.max(...all.map(({ long }) => long))).toBeLessThanOrEqual(1_000);
    expect((await told(null)).map(({ key }) => key)).toEqual(["a:owner", "b:owner", "f:owner"]);
  });

  test("before its time leaves the slot to be posted when it comes, unless the platform says that it came", async () => {
    const slot = at(3_600_000);
    const row = { slot };
    const early = { message: "m1", atMs: NOW.getTime() };
    const { rowOf, scheduleOf } = await recorded(
      kind,
      [
        { name: "skipped", row, ending: { state: "skipped", reason: "missed" } },
        { name: "failed", row, ending: { state: "failed", reason: "no", notices: [] } },
        { name: "posted", row, ending: sent({ posted: early }) },
        { name: "in time", row, ending: sent({ posted: { message: "m1", atMs: slot.getTime() } }) },
        { name: "untold", row, ending: sent() },
        { name: "waits", row, ending: { state: "planned", reason: "the clock was set back", afterMs: 9 } },
        { name: "unknown", row, ending: { state: "unknown", reason: "no", notices: [] } },
        { name: "due", row: { slot: SLOT }, ending: { state: "skipped", reason: "missed" } },
        { name: "by hand", row: { ...row, by_hand: true }, ending: { state: "skipped", reason: "missed" } },
      ].map((one) => ({ ...one, subscription: { next_run_at: at(7_200_000) } })) as Given[],
    );
    const displaced: string[] = [];
    for (const name of ["skipped", "failed", "posted", "in time", "untold", "waits", "unknown", "due", "by hand"]) {
      if ((await rowOf(name)).displaced) displaced.push(name);
      const { next_run_at } = await scheduleOf(name);
      expect([name, next_run_at]).toEqual([name, displaced.includes(name) ? slot : at(7_200_000)]);
    }
    expect(displaced).toEqual(["skipped", "failed", "posted"]);
  });
});
