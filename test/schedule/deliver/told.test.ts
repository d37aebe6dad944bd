import { describe, expect, test } from "vitest";
import { ChatError } from "#chat";
import { STORIES } from "../../fixtures/content/stories.ts";
import { delivered, GRACE_MS, type Scene, SLOT } from "./delivered.ts";

const throws = (error: unknown) => () => {
  throw error;
};
const BUSY = new ChatError("busy", "too many");
const begun = { state: "sending", first_tried_at: new Date(SLOT.getTime() - 3_000) } as const;

describe("what people are told of a delivery that is not posted", () => {
  const NAME = "briefing on “Rail strike” due Mon 23 Nov, 09:00 London";
  const KEY = "slot:s1:2026-11-23T09:00:00.000Z";
  const heard = { said: undefined, slotMs: 0, saidAtMs: 77 };
  test.each<[string, Scene, string, string, string | undefined]>([
    [
      "too late",
      { nowMs: GRACE_MS + 1 },
      `missed:${KEY}`,
      `The ${NAME} was not posted: the bot was stopped in the middle, and now it is too late. The schedule keeps running.`,
      undefined,
    ],
    [
      "nothing to say",
      { subscription: { topic: "gone" } },
      "missed:s1:0:",
      "The briefing due Mon 23 Nov, 09:00 London was not posted: its story is no longer available there. The schedule keeps running.",
      undefined,
    ],
    [
      "nothing to say since the last post",
      { subscription: { topic: "gone" }, heard },
      "missed:s1:77:",
      "The briefing due Mon 23 Nov, 09:00 London was not posted: its story is no longer available there. The schedule keeps running.",
      undefined,
    ],
    [
      "something wrong in what makes it",
      { library: () => ({ ...STORIES, named: throws(new Error("broken")) }) },
      "missed:s1:0:",
      `The ${NAME} was not posted: something went wrong while it was made. The schedule keeps running.`,
      undefined,
    ],
    [
      "busy",
      { post: throws(BUSY), nowMs: GRACE_MS },
      `busy:${KEY}`,
      `The ${NAME} was not posted: the platform was busy for too long. The schedule keeps running.`,
      "too many",
    ],
    [
      "refused",
      { post: throws(new ChatError("our-bug", "invalid")) },
      `missed:${KEY}`,
      `The ${NAME} could not be posted. The schedule keeps running.`,
      "invalid",
    ],
    [
      "unknown",
      { row: begun, settle: () => "cannot-tell" },
      `unknown:${KEY}`,
      `The ${NAME} may or may not have been posted. To avoid a duplicate, it won't be posted again. Please check, and run it now if it is missing.`,
      "the platform did not answer",
    ],
    [
      "paused",
      { post: throws(new ChatError("gone", "channel_not_found")) },
      "paused:s1:2026-11-23T09:00:00.000Z",
      "The schedule for “Rail strike” (weekdays 09:00) is paused: the channel is gone",
      "channel_not_found",
    ],
  ])("says why, once, to whom it concerns: %s", async (_, scene, key, text, details) => {
    const { ending } = await delivered(scene);
    const notices = ending && "notices" in ending ? (ending.notices ?? []) : [];
    expect(notices.map(({ to }) => to)).toEqual(details === undefined ? ["owner"] : ["owner", "operator"]);
    for (const notice of notices) {
      expect(notice.key.startsWith(key), notice.key).toBe(true);
      expect(notice.text.startsWith(text), notice.text).toBe(true);
    }
    const [owner, operator] = notices;
    if (details !== undefined)
      expect(operator?.text).toBe(owner?.text.replace("Whoever runs this bot was told.", "The log says why."));
    // What machines say is for the log.
    if (details !== undefined) expect(operator?.text).not.toContain(details);
  });
});
