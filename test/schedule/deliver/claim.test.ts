import { describe, expect, test } from "vitest";
import type { Database, DeliveryRow } from "#store";
import { claim, isMine, markSending } from "../../../src/schedule/deliver/claim.ts";
import { deliveryRow, subscriptionRow } from "../../fixtures/stores/rows.ts";
import { KINDS, type Kind, openStore } from "../../fixtures/stores/stores.ts";

const NOW = new Date("2026-11-23T09:00:00Z");
const at = (ms: number) => new Date(NOW.getTime() + ms);
const AS_OF = subscriptionRow("any").changed_at;

/** A store with a schedule for each of these deliveries; the name of a delivery is its schedule's. */
async function storeWith(kind: Kind, given: Readonly<Record<string, Partial<DeliveryRow>>>) {
  const { db } = await openStore(kind);
  const rows = Object.entries(given).map(([subscription, more]) => deliveryRow({ subscription, slot: NOW, ...more }));
  await db
    .insertInto("subscriptions")
    .values(rows.map(({ subscription }) => subscriptionRow(subscription)))
    .execute();
  await db.insertInto("deliveries").values(rows).execute();
  const idOf = (name: string) => rows.find(({ subscription }) => subscription === name)?.id ?? "";
  return { db, idOf };
}

const claimed = (db: Database, most: number, replica = "me") =>
  db.transaction().execute((tx) => claim(most, replica, NOW, tx));
const rowsOf = async (db: Database) =>
  new Map((await db.selectFrom("deliveries").selectAll().execute()).map((row) => [row.subscription, row]));

describe.each(KINDS)("deliveries that are taken up (%s)", (kind) => {
  test("are those that are due, open and in nobody's hands; those that waited longest first", async () => {
    const { db } = await storeWith(kind, {
      due: { due_at: NOW },
      later: { due_at: at(-1_000) },
      late: { due_at: at(-5_000), state: "sending" },
      soon: { due_at: at(1) },
      taken: { due_at: at(-9_000), claimed_by: "another" },
      done: { due_at: at(-9_000), state: "sent" },
      unknown: { due_at: at(-9_000), state: "unknown" },
    });
    const names = async (most: number) =>
      (await claimed(db, most)).map(({ delivery: { subscription, claimed_by } }) => [subscription, claimed_by]);
    expect(await names(2)).toEqual([
      ["late", "me"],
      ["later", "me"],
    ]);
    expect(await names(9)).toEqual([["due", "me"]]);
    expect(await names(9)).toEqual([]);
    const rows = await rowsOf(db);
    expect([...rows].filter(([, row]) => row.claimed_by === "me").map(([name]) => name)).toHaveLength(3);
    expect(rows.get("taken")?.claimed_by).toBe("another");
  });

  test("come with their own schedule and what its place has heard, where there are such", async () => {
    const { db } = await storeWith(kind, { heard: {}, new: {}, gone: {}, other: { state: "sent" } });
    await db.deleteFrom("subscriptions").where("id", "=", "gone").execute();
    const reply = (title: string) => JSON.stringify({ title, lines: [], notes: [] });
    await db
      .insertInto("said")
      .values([
        { subscription: "heard", reply: reply("A"), edition: "a@1", slot: at(-86_400_000), said_at: at(-80_000_000) },
        { subscription: "other", reply: reply("B"), edition: null, slot: NOW, said_at: NOW },
      ])
      .execute();
    const taken = await claimed(db, 9);
    const told = taken.map(({ delivery, subscription, heard }) => [delivery.subscription, subscription?.id, heard]);
    const heard = { said: expect.objectContaining({ title: "A" }), slotMs: NOW.getTime() - 86_400_000 };
    expect(told.toSorted()).toEqual([
      ["gone", undefined, undefined],
      ["heard", "heard", { ...heard, saidAtMs: NOW.getTime() - 80_000_000 }],
      ["new", "new", undefined],
    ]);
    expect(taken.find(({ delivery }) => delivery.subscription === "gone")).not.toHaveProperty("subscription");
  });
});

describe.each(KINDS)("deliveries about to be sent (%s)", (kind) => {
  test("are marked where they are still this process's, planned, and their schedule is as it was", async () => {
    const mine = { claimed_by: "me", reason: "busy" };
    const { db, idOf } = await storeWith(kind, {
      first: { ...mine },
      again: { ...mine, attempts: 2, first_tried_at: at(-7_000), edition: "old@1" },
      anothers: { claimed_by: "another" },
      freed: {},
      begun: { ...mine, state: "sending", attempts: 1 },
      done: { ...mine, state: "sent" },
      changed: { ...mine },
      gone: { ...mine },
    });
    await db.deleteFrom("subscriptions").where("id", "=", "gone").execute();
    const names = ["first", "anothers", "freed", "begun", "done", "changed", "gone", "again"];
    const items = names.map((name) => ({
      id: idOf(name),
      edition: name === "again" ? undefined : `${name}@2`,
      wording: undefined,
      asOf: name === "changed" ? at(1) : AS_OF,
    }));
    const marked = await db.transaction().execute((tx) => markSending(items, "me", NOW, tx));
    expect(marked).toEqual([true, false, false, false, false, false, false, true]);
    const rows = await rowsOf(db);
    expect(rows.get("first")).toMatchObject({
      ...{ state: "sending", attempts: 1, first_tried_at: NOW, edition: "first@2", reason: null, changed_at: NOW },
    });
    expect(rows.get("again")).toMatchObject({
      ...{ state: "sending", attempts: 3, first_tried_at: at(-7_000), edition: null, reason: null },
    });
    for (const name of ["anothers", "freed", "changed", "gone"])
      expect(rows.get(name)).toMatchObject({ state: "planned", attempts: 0, first_tried_at: null, edition: null });
    expect(rows.get("begun")?.attempts).toBe(1);
    expect(rows.get("done")?.state).toBe("sent");
  });

  test("are this process's as long as the store says so", async () => {
    const { db, idOf } = await storeWith(kind, {
      mine: { claimed_by: "me", state: "sending" },
      anothers: { claimed_by: "another", state: "sending" },
      planned: { claimed_by: "me" },
      done: { state: "sent" },
    });
    const known = ["mine", "anothers", "planned", "done", "none"].map((name) =>
      isMine(idOf(name) || "00000000-0000-4000-8000-000000000000", "me", db),
    );
    expect(await Promise.all(known)).toEqual([true, false, false, false, false]);
  });
});
