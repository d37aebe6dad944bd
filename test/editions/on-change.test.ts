import { describe, expect, onTestFinished, test } from "vitest";
import type { Library } from "#briefing";
import { mayHear, resumeNumbering } from "#commands";
import { createEditions } from "#editions";
import { deliveries, scene, subscribe, until } from "../fixtures/scheduled.ts";
import { KINDS, type Kind } from "../fixtures/stores/stores.ts";
import { MINUTE, saying } from "./scene.ts";

const STOP = "The union stops work. [^1]";
const NOON = "The union stops work at noon. [^1]";
const TALKS = "Talks failed. [^2]";
const FARES = "Fares will rise. [^4]";
const HOUR = 60 * MINUTE;

/** A channel that follows a story's changes, and who writes it. */
async function following(
  kind: Kind,
  { cron = "@change 3", at = "2026-11-26T09:00:00Z", rows = [{}] as object[] } = {},
) {
  const stage = await scene({ kind, at });
  const { store, schedule, now, db, platform, publish } = stage;
  const log = { info() {}, warn() {}, error() {} };
  const { tenants, operator } = schedule;
  const editions = createEditions({ store, log, now, mayHear, resumeNumbering, tenants, operator, lookMs: 3_600_000 });
  onTestFinished(() => editions.stop());
  editions.start(
    (tell) => {
      tell(true);
      return { stop: async () => {} };
    },
    [stage.fake],
  );
  const write = async (next: Library) => {
    publish(next);
    editions.see(next);
    await editions.record();
  };
  const base = { topic: "strike", times: "on change", cron, next_run_at: null, place: "C1", only_if_changed: true };
  await write(saying([STOP]));
  await subscribe(db, ...rows.map((row) => ({ ...base, ...row })));
  stage.start();
  const posts = () => platform.messages.filter(({ replyTo }) => replyTo === undefined);
  const next = async () => {
    const { next_run_at: atMs } = await db.selectFrom("subscriptions").select("next_run_at").executeTakeFirstOrThrow();
    return atMs?.toISOString().slice(0, 16);
  };
  return { ...stage, write, posts, next };
}

/** Lets some looks pass in which nothing may happen. */
const calm = () => new Promise((resolve) => setTimeout(resolve, 200));

describe.each(KINDS)("a schedule that follows changes (%s)", (kind) => {
  test("tells what changed within ten minutes in one post, once", async () => {
    const { write, posts, skip, db } = await following(kind);
    await calm();
    skip(24 * HOUR);
    await calm();
    expect(posts()).toEqual([]);
    await write(saying([STOP, TALKS]));
    skip(5 * MINUTE);
    await write(saying([STOP, TALKS, FARES]));
    skip(4 * MINUTE);
    await calm();
    expect(posts()).toEqual([]);
    skip(2 * MINUTE);
    await until(() => posts().length === 1);
    expect(posts()[0]?.text).toMatch(/Talks failed.*Fares will rise/s);
    // Order and white space are no change, and what was changed back is none.
    await write(saying([TALKS, STOP, FARES]));
    await write(saying([TALKS, STOP]));
    await write(saying([TALKS, STOP, FARES]));
    skip(HOUR);
    await until(async () => (await deliveries(db)).length === 2);
    await until(async () => (await deliveries(db)).every(({ state }) => state === "sent" || state === "skipped"));
    skip(10 * 24 * HOUR);
    await calm();
    expect(posts()).toHaveLength(1);
    expect((await deliveries(db)).map(({ state, reason }) => [state, reason])).toEqual([
      ["sent", null],
      ["skipped", "unchanged"],
    ]);
  });

  test("posts no more than so many times a day, and the rest the next day", async () => {
    const { db, write, posts, skip, next } = await following(kind, { cron: "@change 1" });
    await write(saying([STOP, TALKS]));
    skip(11 * MINUTE);
    await until(async () => (await deliveries(db)).some(({ state }) => state === "sent"));
    await write(saying([NOON, TALKS]));
    expect(await next()).toBe("2026-11-27T00:00");
    skip(12 * HOUR);
    await calm();
    expect(posts()).toHaveLength(1);
    skip(3 * HOUR);
    await until(() => posts().length === 2);
    expect(posts()[1]?.text).toContain("at noon");
  });

  test("waits out quiet hours in its own zone", async () => {
    const row = { zone: "America/New_York" };
    // Nine in London is four in the night in New York.
    const { write, posts, skip, next } = await following(kind, { cron: "@change 3 22:00-07:00", rows: [row] });
    await write(saying([STOP, TALKS]));
    expect(await next()).toBe("2026-11-26T12:00");
    skip(2 * HOUR);
    await calm();
    expect(posts()).toEqual([]);
    skip(1.1 * HOUR);
    await until(() => posts().length === 1);
  });

  test("tells late what changed while nothing ran", async () => {
    const { write, posts, skip, schedule, make, fake, bot } = await following(kind);
    await schedule.stop();
    await write(saying([STOP, TALKS]));
    skip(3 * 24 * HOUR);
    const again = make();
    onTestFinished(() => again.stop());
    again.connect([fake]);
    again.start(bot);
    await until(() => posts().length === 1);
    expect(posts()[0]?.text).toContain("Talks failed");
  });

  test("is of its own story, or of all; paused ones are left alone", async () => {
    const rows = [
      { id: "own" },
      { id: "all", topic: "all", place: "C2" },
      { id: "both", topic: "rail-fares,strike", place: "C5" },
      { id: "alike", topic: "rail-strike,strikes", place: "C6" },
      { id: "other", topic: "rail-fares", place: "C3" },
      { id: "paused", state: "paused", place: "C4" },
    ];
    const { write, posts, skip } = await following(kind, { rows });
    await write(saying([STOP, TALKS]));
    skip(11 * MINUTE);
    await until(() => posts().length === 3);
    await calm();
    expect(
      posts()
        .map(({ place }) => place)
        .sort(),
    ).toEqual(["C1", "C2", "C5"]);
  });

  const withdrawal = { kind: "withdrawal", why: "It could not be confirmed." } as const;
  const hiding = { kind: "correction", why: "The time was missing.", hideOld: true } as const;
  const header = "title: Rail strike\nwithdrawn: true";
  test.each<{ what: string; steps: Library[]; unseen?: Library; says: RegExp; repeats?: boolean }>([
    {
      what: "an update",
      steps: [saying([TALKS, FARES])],
      says: /Withdrawn\n• The union stops work/,
      repeats: true,
    },
    {
      what: "a withdrawal",
      steps: [saying([TALKS, FARES], { change: withdrawal })],
      says: /Fares will rise.*Withdrawn and not repeated: 1 · Unchanged: 1/s,
    },
    {
      what: "a correction that hides the old",
      steps: [saying([NOON, TALKS], { change: hiding })],
      says: /Corrected\n• Now: The union stops work at noon/,
    },
    {
      what: "the withdrawal of newer words of a statement",
      steps: [saying([NOON, TALKS]), saying([TALKS, FARES], { change: withdrawal })],
      says: /Withdrawn and not repeated: 1/,
    },
    {
      what: "the withdrawal of a story that comes back",
      steps: [saying([STOP, TALKS], { header, change: withdrawal }), saying([TALKS, FARES])],
      says: /Withdrawn and not repeated: 1/,
    },
    {
      what: "a change of which nobody knows the kind yet",
      steps: [saying([STOP, TALKS, FARES])],
      unseen: saying([TALKS, FARES]),
      says: /Fares will rise.*Withdrawn and not repeated: 1/s,
    },
  ])("after $what, repeats what was said only if it may", async ({ steps, unseen, says, repeats = false }) => {
    const { write, posts, skip, publish } = await following(kind, { cron: "@change 9" });
    await write(saying([STOP, TALKS]));
    skip(11 * MINUTE);
    await until(() => posts().length === 1);
    for (const step of steps) await write(step);
    if (unseen) publish(unseen);
    skip(HOUR);
    await until(() => posts().length === 2);
    const text = posts()[1]?.text ?? "";
    expect(text).toMatch(says);
    expect(/stops work\.|Was:/.test(text)).toBe(repeats);
  });
});
