import { describe, expect, onTestFinished, test } from "vitest";
import type { Place } from "#chat";
import { startPlatform } from "../fakes/platform.ts";
import { fakeAdapter } from "../fakes/platform-adapter.ts";
import { KINDS, openStore } from "../fixtures/stores/stores.ts";
import { DAY, openClock, processOn, saying } from "./scene.ts";

const STOP = "The union stops work. [^1]";
const NOON = "The union stops work at noon. [^1]";
const TALKS = "Talks failed. [^2]";
const PLACE: Place = { platform: "fake", tenant: "T1", id: "C1" };
const correction = { kind: "correction", why: "The time was missing." } as const;
const withdrawal = { kind: "withdrawal", why: "It could not be confirmed." } as const;

/** A public answer with its quotes in context, and the same one shared; both stand in a channel. */
async function twoAnswers(kind: (typeof KINDS)[number], command: string, words: string) {
  const { store } = await openStore(kind);
  const clock = openClock();
  const platform = await startPlatform();
  onTestFinished(() => platform.stop());
  const adapter = fakeAdapter({ url: platform.url, now: clock.now });
  onTestFinished(() => adapter.stop());
  const { bot, serve, schedule } = processOn(store, clock, { adapters: [adapter] });
  await serve(saying([STOP, TALKS]));
  for (const post of ["answer", "share"] as const) {
    const reply = await bot.answer({ id: post, command, words, place: PLACE, by: { id: "U1" } });
    expect(reply.blocks.map((block) => block.kind)).toContain("quotes");
    const posted = await adapter.post(PLACE, reply, post);
    await schedule.publicPosts.record({ ask: post, kind: post, place: PLACE, reply, posted });
  }
  clock.pass(DAY);
  const standing = () => platform.messages.filter(({ replyTo }) => replyTo === undefined).map(({ text }) => text);
  for (const text of standing()) expect(text).toContain("The union stops work.");
  return { serve, standing, everything: () => JSON.stringify(platform.messages) };
}

describe.each(KINDS)("public answers with quotes in context (%s)", (kind) => {
  test.each([
    ["sources", "strike"],
    ["ask", "which union stops work?"],
  ])(
    "of /%s %s are amended by a correction, and no longer show what a withdrawal took back",
    async (command, words) => {
      const { serve, standing, everything } = await twoAnswers(kind, command, words);
      await serve(saying([NOON, TALKS], { change: correction }));
      expect(standing()).toHaveLength(2);
      for (const text of standing())
        expect(text.split("\n").slice(1, 4)).toEqual([
          "Corrected 27 Nov: The time was missing.",
          "• Was: The union stops work. [1]",
          "• Now: The union stops work at noon. [1]",
        ]);
      await serve(saying([TALKS], { change: withdrawal }));
      for (const text of standing()) expect(text.split("\n")[1]).toBe("Withdrawn 27 Nov: It could not be confirmed.");
      expect(everything()).not.toMatch(/union (?:stops|will stop)/);
    },
  );
});
