import { describe, expect, test } from "vitest";
import { createStrayFinder, sayAlive, sayGone, takeUp } from "../../../src/schedule/deliver/recover.ts";
import { deliveryRow, noticeRow } from "../../fixtures/stores/rows.ts";
import { KINDS, type Kind, openStore } from "../../fixtures/stores/stores.ts";

const NOW = new Date("2026-11-23T09:00:00Z");
const HOUR = 3_600_000;
const HELD = ["mine", "stray", "alive", "silent", "gone"];

/** Deliveries and notices in the hands of this process and of others: one there, one silent for long, one gone. */
async function storeHeld(kind: Kind) {
  const { db } = await openStore(kind);
  const by = (name: string) => (["mine", "stray"].includes(name) ? "me" : name);
  const rows = HELD.map((name) => deliveryRow({ subscription: name, slot: NOW, claimed_by: by(name), due_at: NOW }));
  const closed = deliveryRow({ subscription: "closed", slot: NOW, claimed_by: "gone", state: "sent" });
  const begun = deliveryRow({ subscription: "begun", slot: NOW, claimed_by: "gone", state: "sending" });
  const free = deliveryRow({ subscription: "free", slot: NOW });
  await db
    .insertInto("deliveries")
    .values([...rows, closed, begun, free])
    .execute();
  const notices = ["me", "alive", "silent", "gone"].map((name) =>
    noticeRow(name, { state: "telling", claimed_by: name }),
  );
  await db
    .insertInto("notices")
    .values([...notices, noticeRow("planned", { claimed_by: "gone" })])
    .execute();
  await sayAlive(db, "me");
  await sayAlive(db, "alive");
  await db
    .insertInto("replicas")
    .values({ id: "silent", seen_at: new Date(Date.now() - HOUR) })
    .execute();
  const idOf = (name: string) => rows.find(({ subscription }) => subscription === name)?.id ?? "";
  const freed = async () => {
    const left = await db.selectFrom("deliveries").selectAll().execute();
    return left
      .filter(({ claimed_by, due_at }) => claimed_by === null && due_at.getTime() === NOW.getTime() + 5)
      .map(({ subscription }) => subscription)
      .sort();
  };
  const telling = async () =>
    (await db.selectFrom("notices").select("key").where("state", "=", "telling").execute())
      .map(({ key }) => key)
      .sort();
  return { db, idOf, freed, telling };
}

describe.each(KINDS)("what processes had in hand (%s)", (kind) => {
  const now = new Date(NOW.getTime() + 5);

  test("is free at once where no other can be there, but for what this one works on", async () => {
    const { db, freed, telling } = await storeHeld(kind);
    expect(await takeUp(db, { replica: "me", alone: true, givenUpMs: 60_000, stray: [], now })).toBe(4);
    expect(await freed()).toEqual(["alive", "begun", "gone", "silent"]);
    expect(await telling()).toEqual(["me"]);
  });

  test("is free once they were not heard of for long, with what this one left", async () => {
    const { db, idOf, freed, telling } = await storeHeld(kind);
    expect(await takeUp(db, { replica: "me", alone: false, givenUpMs: 60_000, stray: [idOf("stray")], now })).toBe(4);
    expect(await freed()).toEqual(["begun", "gone", "silent", "stray"]);
    expect(await telling()).toEqual(["alive", "me"]);
    const { claimed_by } = await db
      .selectFrom("deliveries")
      .select("claimed_by")
      .where("subscription", "=", "closed")
      .executeTakeFirstOrThrow();
    expect(claimed_by).toBe("gone");
  });

  test("is free when they say that they go, and theirs again when they say that they are there", async () => {
    const { db, freed } = await storeHeld(kind);
    await sayAlive(db, "silent");
    await sayGone(db, "alive");
    await takeUp(db, { replica: "me", alone: false, givenUpMs: 60_000, stray: [], now });
    expect(await freed()).toEqual(["alive", "begun", "gone"]);
  });

  test("is stray where the store says twice that it is this one's, and it works on it neither time", async () => {
    const { db, idOf } = await storeHeld(kind);
    const inHand = new Set([idOf("mine")]);
    const find = createStrayFinder("me", () => inHand);
    expect(await find(db)).toEqual([]);
    expect(await find(db)).toEqual([idOf("stray")]);
    inHand.clear();
    expect(await find(db)).toEqual([idOf("stray")]);
    expect((await find(db)).sort()).toEqual([idOf("mine"), idOf("stray")].sort());
    await db.updateTable("deliveries").set({ state: "sent" }).where("claimed_by", "=", "me").execute();
    expect(await find(db)).toEqual([]);
  });

  test("is handed back five hundred at a time, those of the oldest slots first", async () => {
    const { db } = await openStore(kind);
    const rows = Array.from({ length: 503 }, (_, index) =>
      deliveryRow({ subscription: `s${index}`, slot: new Date(NOW.getTime() - index), claimed_by: "gone" }),
    );
    await db.insertInto("deliveries").values(rows).execute();
    const take = () => takeUp(db, { replica: "me", alone: true, givenUpMs: 60_000, stray: [], now });
    expect(await take()).toBe(500);
    const left = await db.selectFrom("deliveries").select("subscription").where("claimed_by", "=", "gone").execute();
    expect(left.map(({ subscription }) => subscription).sort()).toEqual(["s0", "s1", "s2"]);
    expect(await take()).toBe(3);
    expect(await take()).toBe(0);
  });
});
