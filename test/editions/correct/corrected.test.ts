import { describe, expect, onTestFinished, test } from "vitest";
import type { Bot, ChatAdapter, Place } from "#chat";
import type { Database, Store } from "#store";
import { startPlatform } from "../../fakes/platform.ts";
import { type FakeAdapterOptions, fakeAdapter } from "../../fakes/platform-adapter.ts";
import { briefingFile } from "../../fixtures/content/library.ts";
import { countQueries } from "../../fixtures/stores/count-queries.ts";
import { refuseWrites } from "../../fixtures/stores/refuse-writes.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";
import { KINDS, openStore } from "../../fixtures/stores/stores.ts";
import { type Clock, DAY, leadByHand, MINUTE, openClock, processOn, saying } from "../scene.ts";

const STOP = "The union stops work. [^1]";
const NOON = "The union stops work at noon. [^1]";
const ONCE = "The union stops work once. [^1]";
const TALKS = "Talks failed. [^2]";
const MEET = "Ministers meet again. [^3]";
const OPERATOR: Place = { platform: "fake", tenant: "T1", id: "OPS" };
const correction = { kind: "correction", why: "The time was missing." } as const;

/** One process with a platform, and somebody who shares answers there. */
async function newsroom(store: Store, clock: Clock, about: FakeAdapterOptions["about"] = () => ({})) {
  const platform = await startPlatform();
  onTestFinished(() => platform.stop());
  const adapter = fakeAdapter({ url: platform.url, now: clock.now, about });
  onTestFinished(() => adapter.stop());
  const process = processOn(store, clock, { adapters: [adapter], operator: OPERATOR });
  let shared = 0;
  const share = async (id: string, bot: Bot = process.bot, words = "strike", parent?: string) => {
    shared += 1;
    const place: Place = { platform: "fake", tenant: "T1", id, ...(parent !== undefined && { parent }) };
    const reply = await bot.answer({ id: `${shared}`, command: "briefing", words, place, by: { id: "U1" } });
    const posted = await adapter.post(place, reply, `share ${shared}`);
    await process.schedule.publicPosts.record({ ask: `${shared}`, kind: "share", place, reply, posted });
    return posted.message;
  };
  const stands = (message: string) => platform.messages.find(({ id }) => id === message)?.text.split("\n");
  const replies = () => platform.messages.filter(({ replyTo }) => replyTo !== undefined);
  return { ...process, adapter: adapter as ChatAdapter, platform, share, stands, replies };
}

const outcomes = async (db: Database) =>
  (await db.selectFrom("amendments").select(["kind", "state", "reason"]).orderBy("kind").orderBy("key").execute()).map(
    ({ kind, state, reason }) => [kind, state, ...(reason === null ? [] : [reason])].join(" "),
  );

describe.each(KINDS)("a correction (%s)", (kind) => {
  test.each([
    ["Kim", "Mon 23 Nov, 09:00 · set up by Kim"],
    [null, "Mon 23 Nov, 09:00"],
  ])("leaves a post's first line with the owner of today: %s", async (owner_name, line) => {
    const { store, db } = await openStore(kind);
    const { serve, share, stands } = await newsroom(store, openClock());
    await serve(saying([STOP, TALKS]));
    const message = await share("C1");
    await db
      .insertInto("subscriptions")
      .values(subscriptionRow("s1", { topic: "strike", place: "C1", owner_name }))
      .execute();
    const opening = [{ kind: "notice", tone: "info", text: "Mon 23 Nov, 09:00 · set up by Ada" }];
    await db
      .updateTable("posts")
      .set({ subscription: "s1", frame: JSON.stringify({ opening, actions: [] }) })
      .execute();
    await serve(saying([NOON, TALKS], { change: correction }));
    expect(stands(message)).toContain("• Now: The union stops work at noon. [1]");
    expect(stands(message)).toContain(line);
  });

  test("amends every post that said the old words in place, and tells each channel once", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const { serve, share, stands, replies, platform } = await newsroom(store, clock);
    await serve(saying([STOP, TALKS]));
    const [first, second, other] = [await share("C1"), await share("C1"), await share("C2")];
    clock.pass(DAY);
    await serve(saying([NOON, TALKS], { change: correction }));
    const corrected = [
      "Rail strike",
      "Corrected 27 Nov: The time was missing.",
      "• Was: The union stops work. [1]",
      "• Now: The union stops work at noon. [1]",
      "What's happening",
      "• Talks failed. [1]",
    ];
    for (const message of [first, second, other]) expect(stands(message)?.slice(0, 6)).toEqual(corrected);
    const told = replies().map(({ place, replyTo }) => [place, replyTo]);
    expect(told.sort()).toEqual([
      ["C1", second],
      ["C2", other],
    ]);
    expect(replies()[0]?.text.split("\n")).toEqual([
      "Rail strike",
      "Corrected 27 Nov: The time was missing.",
      "One statement in posts here was corrected; the posts say what is right.",
    ]);
    expect(platform.edits).toHaveLength(3);
    // Nothing more is to do.
    clock.pass(DAY / 2);
    await serve(saying([TALKS, NOON], { change: correction }));
    expect(platform.edits).toHaveLength(3);
    expect(platform.messages).toHaveLength(5);
    expect(await outcomes(db)).toEqual(["amend sent", "amend sent", "amend sent", "notice sent", "notice sent"]);
  });

  test("amends posts of a statement that had more wordings than one search takes", async () => {
    const { store, db } = await openStore(kind);
    const { serve, share, stands, replies } = await newsroom(store, openClock());
    await serve(saying([STOP, TALKS]));
    const first = await share("C1");
    await serve(saying([ONCE, TALKS]));
    const second = await share("C1");
    const row = await db
      .selectFrom("edition_statements")
      .selectAll()
      .where("until", "is not", null)
      .executeTakeFirstOrThrow();
    const cites = JSON.stringify(row.cites);
    const earlier = (index: number) => ({
      ...row,
      cites,
      since: -index,
      until: 1 - index,
      fingerprint: `old-${index}`,
    });
    for (let from = 0; from < 1_200; from += 100)
      await db
        .insertInto("edition_statements")
        .values(Array.from({ length: 100 }, (_, index) => earlier(from + index)))
        .execute();
    await serve(saying([NOON, TALKS], { change: correction }));
    for (const message of [first, second]) expect(stands(message)?.[1]).toContain("Corrected");
    // Found in several searches, and still in order: the notice is under the newest.
    expect(replies().map(({ replyTo }) => replyTo)).toEqual([second]);
  });

  test.each([
    { urgent: false, replied: ["C2"] },
    { urgent: true, replied: ["C1", "C2"] },
  ])("amends at once in quiet hours, and tells a channel after them unless it is urgent: %o", async (one) => {
    const { store, db } = await openStore(kind);
    const clock = openClock(Date.parse("2026-11-26T23:00:00Z"));
    const { serve, share, stands, replies, editions } = await newsroom(store, clock);
    const follows = { platform: "fake", tenant: "T1", cron: "@change 3 22:00-07:00", topic: "strike" };
    await db
      .insertInto("subscriptions")
      .values([
        subscriptionRow("quiet", { ...follows, place: "C1", zone: "UTC" }),
        // It is day there.
        subscriptionRow("awake", { ...follows, place: "C2", zone: "Asia/Tokyo" }),
      ])
      .execute();
    await serve(saying([STOP, TALKS]));
    const [quiet, awake] = [await share("C1"), await share("C2")];
    await serve(saying([NOON, TALKS], { change: { ...correction, ...(one.urgent && { urgent: true }) } }));
    for (const message of [quiet, awake]) expect(stands(message)?.[1]).toContain("Corrected");
    expect(
      replies()
        .map(({ place }) => place)
        .sort(),
    ).toEqual(one.replied);
    const { due_at } = await db
      .selectFrom("amendments")
      .select("due_at")
      .where("kind", "=", "notice")
      .where("place", "=", "C1")
      .executeTakeFirstOrThrow();
    if (!one.urgent) expect(due_at.toISOString().slice(0, 16)).toBe("2026-11-27T07:00");
    clock.pass(8 * 60 * MINUTE);
    await editions.amend();
    expect(
      replies()
        .map(({ place }) => place)
        .sort(),
    ).toEqual(["C1", "C2"]);
    expect(await outcomes(db)).toEqual(["amend sent", "amend sent", "notice sent", "notice sent"]);
  });

  test("is no more than an update until it is named one; updates amend nothing", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, share, stands, platform } = await newsroom(store, clock);
    await serve(saying([STOP, TALKS]));
    const message = await share("C1");
    await serve(saying([NOON, TALKS]));
    await serve(saying([NOON, TALKS], { change: { kind: "clarification", why: "Said more." } }));
    expect(platform.edits).toEqual([]);
    clock.pass(3 * DAY);
    await serve(saying([NOON, TALKS], { change: correction }));
    expect(stands(message)?.[1]).toBe("Corrected 29 Nov: The time was missing.");
  });

  test("of a correction, and two within a minute, leave the newest words", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, share, stands, replies } = await newsroom(store, clock);
    await serve(saying([STOP]));
    const before = await share("C1");
    await serve(saying([NOON], { change: correction }));
    const between = await share("C1");
    clock.pass(MINUTE / 2);
    await serve(saying([ONCE], { change: { kind: "correction", why: "It was once." } }));
    const said = (was: string) => [
      "Rail strike",
      "Corrected 26 Nov: It was once.",
      `• Was: ${was} [1]`,
      "• Now: The union stops work once. [1]",
    ];
    expect(stands(before)?.slice(0, 4)).toEqual(said("The union stops work."));
    expect(stands(between)?.slice(0, 4)).toEqual(said("The union stops work at noon."));
    expect(replies().map(({ replyTo }) => replyTo)).toEqual([before, between]);
    // And back to what was said first.
    await serve(saying([STOP], { change: { kind: "correction", why: "It was right." } }));
    expect(stands(before)?.slice(0, 3)).toEqual([
      "Rail strike",
      "Corrected 26 Nov: It was right.",
      "• Now: The union stops work. [1]",
    ]);
  });

  test("that withdraws never repeats the old words, in a post or anywhere", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, share, stands, replies, platform, ask } = await newsroom(store, clock);
    await serve(saying([STOP, TALKS]));
    const message = await share("C1");
    clock.pass(MINUTE);
    await serve(saying([TALKS], { change: { kind: "withdrawal", why: "It could not be confirmed." } }));
    expect(stands(message)?.slice(0, 4)).toEqual([
      "Rail strike",
      "Withdrawn 26 Nov: It could not be confirmed.",
      "What's happening",
      "• Talks failed. [1]",
    ]);
    expect(replies()).toHaveLength(1);
    clock.pass(MINUTE);
    const reply = JSON.stringify(await ask("strike 7 days"));
    expect(reply).toContain("Withdrawn and not repeated: 1");
    expect(JSON.stringify(platform.messages) + reply).not.toContain("union stops");
  });

  test("never amends what may be more than one statement by now", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, share, platform } = await newsroom(store, clock);
    await serve(saying([STOP, TALKS]));
    await share("C1");
    await serve(saying([NOON, ONCE, TALKS], { change: correction }));
    expect(platform.edits).toEqual([]);
    expect(platform.messages).toHaveLength(1);
  });

  test("repeats nothing restricted in a channel that outsiders have joined since", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    let outsiders = false;
    const { serve, share, stands, replies } = await newsroom(store, clock, () => ({ outsiders }));
    const header = "title: Quiet strike\naudience: [fake:T1]";
    await serve(saying([STOP, TALKS], { header }));
    const message = await share("C1");
    outsiders = true;
    await serve(saying([NOON, TALKS], { header, change: correction }));
    expect(stands(message)).toEqual([
      "Corrected",
      "Corrected 26 Nov. What stood here is no longer shown in this channel.",
    ]);
    expect(replies()).toEqual([]);
  });

  test("in a thread is for those who read the thread's channel", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, share, stands, replies } = await newsroom(store, clock, ({ parent }) => {
      return { outsiders: parent !== "C1" };
    });
    const header = "title: Rail strike\naudience: [fake:T1/C1]";
    await serve(saying([STOP, TALKS], { header }));
    const message = await share("1732600000.000100", undefined, "strike", "C1");
    clock.pass(DAY);
    await serve(saying([NOON, TALKS], { header, change: correction }));
    expect(stands(message)).toContain("• Now: The union stops work at noon. [1]");
    expect(replies()).toHaveLength(1);
  });

  test("leaves alone what another story says in the same words", async () => {
    const { store } = await openStore(kind);
    const { serve, share, platform, bot } = await newsroom(store, openClock());
    const same = {
      "briefings/other.md": briefingFile({
        header: "title: Other",
        happening: `- ${STOP}`,
        footnotes: '[^1]: wire "union will stop work at noon"',
      }),
    };
    await serve(saying([STOP], { others: same }));
    await share("C1", bot, "other");
    const [both] = [await share("C2", bot, "all")];
    await serve(saying([NOON], { others: same, change: correction }));
    expect(platform.edits.map(({ message }) => message)).toEqual([both]);
  });

  test("passes over a post that was deleted by hand: the notice stands under the one that is left", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const { serve, share, replies, platform } = await newsroom(store, clock);
    await serve(saying([STOP, TALKS]));
    const [left, deleted, alone] = [await share("C1"), await share("C1"), await share("C2")];
    for (const message of [deleted, alone]) platform.remove(message);
    await serve(saying([NOON, TALKS], { change: correction }));
    await serve(saying([NOON, TALKS], { change: correction }));
    expect(replies().map(({ place, replyTo }) => [place, replyTo])).toEqual([["C1", left]]);
    expect((await outcomes(db)).sort()).toEqual([
      "amend sent",
      "amend skipped it was deleted",
      "amend skipped it was deleted",
      "notice sent",
      "notice skipped none of its posts is still there",
    ]);
  });

  test("that cannot be made is told in a reply, and to the operator", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const { serve, share, replies, platform } = await newsroom(store, clock);
    await serve(saying([STOP, TALKS]));
    const message = await share("C1");
    platform.faults = { editableMs: -1 };
    await serve(saying([NOON, TALKS], { change: correction }));
    await serve(saying([NOON, TALKS], { change: correction }));
    expect(replies().map(({ replyTo }) => replyTo)).toEqual([message]);
    const notices = await db.selectFrom("notices").select("text").execute();
    expect(notices.map(({ text }) => text)).toEqual([
      "A post about “strike” could not be corrected: it is too old to be edited. It still says what was wrong.",
    ]);
  });

  test("reaches posts that were on their way when it was made", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const { serve, share, stands, editions } = await newsroom(store, clock);
    await serve(saying([STOP, TALKS]));
    const older = processOn(store, clock, { lead: leadByHand().lead });
    await older.serve(saying([STOP, TALKS]));
    await serve(saying([NOON, TALKS], { change: correction }));
    clock.pass(MINUTE);
    // Another process still says the old for a moment.
    const late = await share("C3", older.bot);
    clock.pass(2_000);
    await editions.record();
    await editions.amend();
    expect(stands(late)?.[1]).toBe("Corrected 26 Nov: The time was missing.");
    expect(await db.selectFrom("editions").select("number").execute()).toHaveLength(2);
  });

  test("costs two short queries a look once it is made, and one that is a day old costs one", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const counted = countQueries(store);
    const { serve, share, stands, editions } = await newsroom(counted.store, clock);
    const older = processOn(store, clock, { lead: leadByHand().lead });
    for (const one of [serve, older.serve]) await one(saying([STOP, TALKS]));
    for (let count = 0; count < 20; count += 1) await share(`C${count}`);
    await serve(saying([NOON, TALKS], { change: correction }));
    await serve(saying([NOON, MEET], { change: { ...correction, why: "They talk." } }));
    const look = async () => {
      clock.pass(1_000);
      counted.queries();
      await editions.record();
      return JSON.stringify(counted.queries().map((node) => node.kind));
    };
    const idle = JSON.stringify(["SelectQueryNode", "SelectQueryNode"]);
    for (let times = 0; times < 3; times += 1) expect(await look()).toBe(idle);
    // What says nothing that was wrong is read once.
    await share("C1");
    expect(await look()).not.toBe(idle);
    expect(await look()).toBe(idle);
    const late = await share("C3", older.bot);
    await look();
    expect(await look()).toBe(idle);
    await editions.amend();
    expect(stands(late)?.[1]).toBe("Corrected 26 Nov: They talk.");
    // What is recorded minutes after it was posted.
    const another = await share("C4", older.bot);
    const posted_at = new Date(clock.now() - 8 * MINUTE);
    await db.updateTable("posts").set({ posted_at }).where("message", "=", another).execute();
    await look();
    await editions.amend();
    expect(stands(another)?.[1]).toBe("Corrected 26 Nov: They talk.");
    clock.pass(DAY);
    expect(await look()).toBe(JSON.stringify(["SelectQueryNode"]));
  });

  test("that turns out to be a withdrawal takes the old words out of posts that were corrected", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, share, stands, replies, platform } = await newsroom(store, clock);
    await serve(saying([STOP, TALKS]));
    const message = await share("C1");
    await serve(saying([TALKS], { change: correction }));
    expect(stands(message)?.join()).toContain("Was: The union stops work.");
    clock.pass(MINUTE);
    await serve(saying([TALKS], { change: { kind: "withdrawal", why: "It could not be confirmed." } }));
    expect(stands(message)?.[1]).toBe("Withdrawn 26 Nov: It could not be confirmed.");
    expect(platform.messages.map(({ text }) => text).join()).not.toContain("The union stops work.");
    expect(replies()).toHaveLength(1);
  });

  test("reaches a post that was recorded by a clock that is behind", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, adapter, stands, editions } = await newsroom(store, clock);
    await serve(saying([STOP, TALKS]));
    const { lead } = leadByHand();
    const behind = processOn(store, { ...clock, now: () => clock.now() - 3 * 60 * MINUTE }, { lead });
    await behind.serve(saying([STOP, TALKS]));
    const place: Place = { platform: "fake", tenant: "T1", id: "C1" };
    const reply = await behind.bot.answer({ id: "1", command: "briefing", words: "strike", place, by: { id: "U1" } });
    await serve(saying([NOON, TALKS], { change: correction }));
    const posted = await adapter.post(place, reply, "share 1");
    await behind.schedule.publicPosts.record({ ask: "1", kind: "share", place, reply, posted });
    clock.pass(10 * MINUTE);
    await editions.record();
    await editions.amend();
    expect(stands(posted.message)?.[1]).toBe("Corrected 26 Nov: The time was missing.");
  });

  test("is made days later where nothing ran since it was recorded", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const { serve, share, stands, editions, replies, adapter } = await newsroom(store, clock);
    await serve(saying([STOP, TALKS]));
    const message = await share("C1");
    const next = saying([NOON, TALKS], { change: correction });
    editions.see(next);
    await editions.record();
    // It ended before that was planned.
    for (const table of ["claims", "amendments"] as const) await db.deleteFrom(table).execute();
    await editions.stop();
    clock.pass(3 * DAY);
    const later = processOn(store, clock, { adapters: [adapter], operator: OPERATOR });
    await later.serve(next);
    expect([stands(message)?.[1], replies().length]).toEqual(["Corrected 26 Nov: The time was missing.", 1]);
    await later.serve(next);
    expect(replies()).toHaveLength(1);
  });

  test("is made once through lost answers, refusals and processes that end at any moment", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const { serve, share, stands, replies, platform, editions } = await newsroom(store, clock);
    await serve(saying([STOP, TALKS]));
    const messages: string[] = [];
    for (let count = 0; count < 12; count += 1) messages.push(await share(`C${count % 4}`));
    platform.faults = { drop: 0.3, busy: 0.2, broken: 0.1, retryAfterMs: 5 };
    await serve(saying([NOON, TALKS], { change: correction }));
    for (let round = 0; round < 40; round += 1) {
      clock.pass(2_000);
      // As if its process had ended in the middle.
      if (round === 2)
        await db.updateTable("amendments").set({ claimed_by: "gone" }).where("state", "=", "planned").execute();
      if (round === 10) platform.faults = {};
      await editions.record();
      await editions.amend();
    }
    for (const message of messages) expect(stands(message)?.[1]).toBe("Corrected 26 Nov: The time was missing.");
    expect(
      replies()
        .map(({ place }) => place)
        .sort(),
    ).toEqual(["C0", "C1", "C2", "C3"]);
    expect(new Set((await outcomes(db)).map((outcome) => outcome.split(" ")[1]))).toEqual(new Set(["sent"]));
  });
});

test("one correction that can't be planned keeps no other from it, is told of once a minute, and is tried again", async () => {
  const { store, db } = await openStore("embedded");
  const clock = openClock();
  const { serve, share, stands, editions, problems } = await newsroom(store, clock);
  await serve(saying([STOP, TALKS]));
  const message = await share("C1");
  const back = await refuseWrites(db, "embedded", "insert on claims", "new.key = 'amended:strike:2'");
  await serve(saying([NOON, TALKS], { change: correction }));
  expect(stands(message)?.[1]).not.toContain("Corrected");
  await serve(
    saying([NOON, "Talks failed on Monday. [^2]"], { change: { ...correction, why: "The day was missing." } }),
  );
  expect(stands(message)?.join()).toContain("Corrected 26 Nov: The day was missing.");
  expect(problems).toEqual([expect.objectContaining({ topic: "strike", edition: 2 })]);
  await back();
  await editions.record();
  expect(await db.selectFrom("claims").select("key").where("key", "=", "amended:strike:2").execute()).toHaveLength(1);
});
