import { describe, expect, test } from "vitest";
import { type About, ChatError } from "#chat";
import { STORIES } from "../../fixtures/content/stories.ts";
import { delivered, GRACE_MS, POSTED, type Scene, SLOT } from "./delivered.ts";

const [EDITION = ""] = [STORIES.briefing("rail-strike")?.version];
const throws = (error: unknown) => () => {
  throw error;
};
const BUSY = new ChatError("busy", "too many");
const begun = { state: "sending", first_tried_at: new Date(SLOT.getTime() - 3_000) } as const;
const MERGER = { topic: "merger" } as const;

describe("a delivery", () => {
  test("is marked, then posted, and has said what it said", async () => {
    const { ending, done } = await delivered({});
    expect(done).toEqual(["mark rail-strike", "start", "post C1 slot:s1:2026-11-23T09:00:00.000Z Rail strike"]);
    expect(ending).toEqual({
      ...{ state: "sent", posted: POSTED, edition: expect.stringContaining(EDITION.slice(0, 8)) },
      said: expect.objectContaining({ title: "Rail strike" }),
      // What a correction amends it from.
      ...{ wording: expect.any(String), frame: expect.objectContaining({ actions: expect.any(Array) }) },
    });
  });

  test.each<[string, Scene, object, string[]]>([
    ["whose schedule was removed", { subscription: "removed" }, { state: "skipped", reason: "removed" }, []],
    ["whose schedule is paused", { subscription: { state: "paused" } }, { state: "skipped", reason: "paused" }, []],
    ["that is too late", { nowMs: GRACE_MS + 1 }, { state: "skipped", reason: "missed: too long ago" }, []],
    [
      "that is early, and takes up no turn",
      { nowMs: -61_000, handedBack: true },
      { state: "planned", reason: "the clock was set back", afterMs: 61_000 },
      [],
    ],
    [
      "on a platform that is not connected",
      { connected: false },
      {
        ...{ state: "failed", reason: "slack is not connected" },
        notices: [{ to: "owner" }, { to: "operator", text: expect.stringContaining("The log says why.") }],
      },
      [],
    ],
    [
      "that is handed back before its turn",
      { handedBack: true },
      { state: "planned", reason: "handed back", afterMs: 0 },
      [],
    ],
    [
      "that was early all along, by a clock that was put right while it waited",
      { turn: (later) => later(-120_000) },
      { state: "planned", reason: "the clock was set back", afterMs: 119_000 },
      [],
    ],
    [
      "whose schedule was changed meanwhile",
      { marked: false },
      { state: "planned", reason: "its schedule was changed", afterMs: 0 },
      ["mark rail-strike"],
    ],
    [
      "of a story that is gone",
      { subscription: { topic: "gone" }, handedBack: true },
      { state: "skipped", notices: [{ to: "owner" }] },
      [],
    ],
  ])("%s is not posted", async (_, scene, ending, done) => {
    const made = await delivered(scene);
    expect(made.ending).toMatchObject(ending);
    expect(made.done).toEqual(done);
  });

  test.each<[string, Scene]>([
    ["that is late, and just worth it", { nowMs: GRACE_MS }],
    ["by hand, whose schedule is paused", { row: { by_hand: true }, subscription: { state: "paused" } }],
    ["by hand, before its slot", { row: { by_hand: true }, nowMs: -3_600_000 }],
    ["a moment before its slot", { nowMs: -60_000 }],
    ["after a nap, that is still this process's", { alive: false, mine: true }],
  ])("%s is posted", async (_, scene) => {
    const { ending, done } = await delivered(scene);
    expect(ending).toMatchObject({ state: "sent", posted: POSTED });
    expect(done).toHaveLength(3);
  });

  test("that says what its place has heard is not posted where only changes are wanted", async () => {
    const { ending } = await delivered({});
    const said = ending?.state === "sent" ? ending.said : undefined;
    const heard = { said, slotMs: SLOT.getTime() - 86_400_000, saidAtMs: SLOT.getTime() - 86_400_000 };
    const again = await delivered({ heard, subscription: { only_if_changed: true } });
    expect(again).toMatchObject({ ending: { state: "skipped", reason: "unchanged" }, done: [] });
    expect(again.ending).not.toHaveProperty("notices");
    expect((await delivered({ heard })).ending).toMatchObject({ state: "sent" });
  });

  test("after a nap, that was given to another, is left to that one", async () => {
    expect(await delivered({ alive: false })).toMatchObject({ ending: undefined, done: ["mark rail-strike", "start"] });
  });

  test.each<[string, Partial<Scene>, number]>([
    ["a second", { turn: (later) => later(1_000) }, 1],
    ["longer", { turn: (later) => later(1_001) }, 2],
    ["a clock that was set back", { turn: (later) => later(-1_001), nowMs: 5_000 }, 2],
  ])("that waited for its turn for %s is made anew where that is long", async (_, scene, times) => {
    let asked = 0;
    const counted = () => {
      asked += 1;
      return STORIES;
    };
    await delivered({ ...scene, library: counted });
    const perCompose = await (async () => {
      const before = asked;
      await delivered({ library: counted });
      return asked - before;
    })();
    expect((asked - perCompose) / perCompose).toBe(times);
  });
});

describe("a story that is not for everyone", () => {
  const unsure = new ChatError("busy", "Slack is away", { retryAfterMs: 9_000 });
  const here = { maySchedule: true, botMayPost: true };
  test.each<[string, () => About, object]>([
    ["is posted among its own", () => here, { state: "sent" }],
    ["is posted where that is said outright", () => ({ ...here, outsiders: false }), { state: "sent" }],
    ["is not posted among outsiders", () => ({ ...here, outsiders: true }), { state: "skipped" }],
    ["is not posted where nobody can tell", throws(new Error("no")), { state: "skipped" }],
    [
      "waits as long as told where the platform cannot be asked",
      () => ({ ...here, outsiders: true, unsure }),
      { state: "planned", reason: "busy: Slack is away", afterMs: 9_000 },
    ],
    [
      "waits five seconds where nothing is told",
      () => ({ ...here, outsiders: true, unsure: BUSY }),
      { state: "planned", reason: "busy: too many", afterMs: 5_000 },
    ],
  ])("%s", async (_, about, ending) => {
    expect((await delivered({ subscription: MERGER, about })).ending).toMatchObject(ending);
  });

  test("waits to be settled, where it was begun", async () => {
    const about = () => ({ ...here, outsiders: true, unsure });
    const { ending } = await delivered({ subscription: MERGER, about, row: begun });
    expect(ending).toMatchObject({ state: "sending", afterMs: 9_000 });
  });

  test("is waited for no longer than it is worth posting", async () => {
    const about = () => ({ ...here, outsiders: true, unsure });
    expect((await delivered({ subscription: MERGER, about, row: begun, nowMs: GRACE_MS + 1 })).ending).toMatchObject({
      state: "unknown",
    });
  });
});

describe("a refusal", () => {
  const busyFor = (ms: number, general?: true) =>
    new ChatError("busy", "too many", { retryAfterMs: ms, ...(general && { general }) });
  test.each<[string, ChatError, Partial<Scene>, object, [string, number][]]>([
    ["that says for how long", busyFor(7_000), {}, { state: "planned", reason: "busy: too many", afterMs: 7_000 }, []],
    ["that holds for the platform", busyFor(7_000, true), {}, { state: "planned", afterMs: 7_000 }, [["slack", 7_000]]],
    ["that says nothing, the third time", BUSY, { row: { attempts: 3 } }, { state: "planned", afterMs: 8_000 }, []],
    ["to the end of its grace", busyFor(GRACE_MS - 1_000), {}, { state: "planned" }, []],
    [
      "past its grace",
      busyFor(GRACE_MS - 999),
      {},
      { state: "failed", reason: "busy for too long: too many", notices: [{ to: "owner" }, { to: "operator" }] },
      [],
    ],
    ["of a place that is gone", new ChatError("gone", "gone"), {}, { state: "failed", pause: "gone" }, []],
    [
      "of a workspace that removed the bot is the operator's to know",
      new ChatError("tenant-gone", "removed"),
      {},
      { state: "failed", tenantGone: true, notices: [{ to: "operator" }] },
      [],
    ],
    [
      "for a fault of ours pauses nothing",
      new ChatError("our-bug", "invalid_blocks"),
      {},
      { state: "failed", reason: "invalid_blocks", notices: [{ to: "owner" }, { to: "operator" }] },
      [],
    ],
  ])("%s", async (_, error, scene, ending, held) => {
    const made = await delivered({ ...scene, post: throws(error) });
    expect(made.ending).toMatchObject(ending);
    expect(made.held).toEqual(held);
    expect(made.done).toHaveLength(3);
  });
});

describe("an outcome that is not known", () => {
  test.each([
    ["the adapter says so", new ChatError("unknown-outcome", "lost")],
    ["anything else is thrown", new Error("broken")],
    ["nothing tells what", undefined],
  ])("is settled at once, as posted now: %s", async (_, error) => {
    const { ending, done } = await delivered({ post: throws(error) });
    expect(done.slice(1)).toEqual(["start", expect.stringMatching(/^post/), "start", "settle 1000"]);
    expect(ending).toMatchObject({ state: "sent", said: { title: "Rail strike" } });
  });

  test.each<[string, Scene, object]>([
    ["it is found", {}, { state: "sent" }],
    [
      "nobody can tell",
      { settle: () => "cannot-tell" },
      {
        ...{ state: "unknown", reason: "the platform did not answer" },
        notices: [
          { to: "owner", text: expect.stringContaining("The briefing on “Rail strike” due Mon 23 Nov, 09:00") },
          { to: "operator", text: expect.stringContaining("may or may not have been posted") },
        ],
      },
    ],
    [
      "it is busy for so long",
      { settle: throws(new ChatError("busy", "no", { retryAfterMs: 400 })) },
      { state: "sending", reason: "waits to be settled", afterMs: 400 },
    ],
    ["it is busy", { settle: throws(BUSY) }, { state: "sending", afterMs: 4_000 }],
    ["it is busy since long", { settle: throws(BUSY), nowMs: 40_000 }, { state: "sending", afterMs: 8_000 }],
    ["it is busy from the start", { settle: throws(BUSY), nowMs: -2_500 }, { state: "sending", afterMs: 1_000 }],
    ["it is refused", { settle: throws(new ChatError("gone", "gone")) }, { state: "unknown", reason: "gone" }],
    ["the adapter breaks", { settle: throws(new Error("broken")) }, { state: "unknown", reason: "broken" }],
    [
      "its schedule was removed",
      { subscription: "removed" },
      {
        ...{ state: "unknown", reason: "its schedule was removed" },
        notices: [{ to: "owner", text: expect.stringContaining("The briefing due Mon 23 Nov, 09:00 UTC") }, {}],
      },
    ],
    ["its schedule is paused", { subscription: { state: "paused" } }, { state: "sent" }],
    ["it is too late to post", { nowMs: GRACE_MS + 1 }, { state: "sent" }],
    ["it is early by now", { nowMs: -120_000 }, { state: "sent" }],
    ["it is handed back", { handedBack: true }, { state: "sending", reason: "handed back", afterMs: 0 }],
    ["its story is gone", { subscription: { topic: "gone" } }, { state: "unknown" }],
    ["its platform is not connected", { connected: false }, { state: "failed", reason: "slack is not connected" }],
  ])("of a process that is gone is settled: %s", async (_, scene, ending) => {
    const made = await delivered({ ...scene, row: begun });
    expect(made.ending).toMatchObject(ending);
    expect(made.done.filter((one) => one !== "start" && one !== "settle -3000")).toEqual([]);
  });

  test("holds for all of a platform where that says so", async () => {
    const error = new ChatError("busy", "no", { retryAfterMs: 400, general: true });
    const { held, done } = await delivered({ row: begun, settle: throws(error) });
    expect(held).toEqual([["slack", 400]]);
    expect(done).toEqual(["start", "settle -3000"]);
  });

  test("of a process that is gone says what it says now only where it was about to say the same", async () => {
    const { ending } = await delivered({});
    const edition = ending?.state === "sent" ? (ending.edition ?? null) : null;
    expect(edition).not.toBeNull();
    expect((await delivered({ row: { ...begun, edition } })).ending).toHaveProperty("said");
    expect((await delivered({ row: { ...begun, edition: "rail-strike@0" } })).ending).not.toHaveProperty("said");
  });
});
