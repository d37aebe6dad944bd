import fc from "fast-check";
import { expect, test } from "vitest";
import type { Place } from "#chat";
import { bookAlone, createPacer } from "../../../src/schedule/pace/pacer.ts";

const SECOND = 1_000;
const PACE = { platformPerSecond: 47, placePerSecond: 0.95 };
const NEVER = new AbortController().signal;

const PLACES = 150;
/** A post: when it is due, how long it takes to prepare, where it goes. */
const post = fc.record({ dueMs: fc.nat(SECOND), preparedMs: fc.nat(600), place: fc.nat(PLACES - 1) });
/** The platform takes nothing for a time, or this machine does nothing. */
const pause = fc.record({
  of: fc.constantFrom("platform", "machine"),
  fromMs: fc.nat(3 * SECOND),
  forMs: fc.nat(3 * SECOND),
});

test("posts start no faster than their platform and their place take them, however long each takes to prepare", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(post, { minLength: 100, maxLength: 200 }),
      pause,
      async (posts, { of, fromMs, forMs }) => {
        const { monotonic, sleep, pass, run } = createClock();
        const paces = { fake: PACE };
        const pacer = createPacer({ paces, monotonic, bookShared: bookAlone(paces, monotonic), sleep });
        // A timer may fire a millisecond early.
        const isPaused = (atMs = monotonic()) => atMs > fromMs && atMs < fromMs + forMs - 1;
        const started: { place: number; atMs: number }[] = [];
        const all = posts.map(async ({ dueMs, preparedMs, place }) => {
          await pass(dueMs);
          const turn = await pacer.turn(placeOf(place), NEVER);
          await pass(preparedMs);
          if (of === "machine" && isPaused()) await pass(fromMs + forMs - monotonic());
          await turn?.start();
          started.push({ place, atMs: monotonic() });
        });
        if (of === "platform") all.push(pass(fromMs).then(() => pacer.hold("fake", forMs)));
        await run();
        await Promise.all(all);
        started.sort((a, b) => a.atMs - b.atMs);
        expect(started).toHaveLength(posts.length);
        if (of === "platform") expect(started.filter(({ atMs }) => isPaused(atMs))).toEqual([]);
        expect(mostIn(started.map(({ atMs }) => atMs))).toBeLessThanOrEqual(50);
        for (let place = 0; place < PLACES; place++) {
          const there = started.filter((one) => one.place === place).map(({ atMs }) => atMs);
          expect(mostIn(there)).toBeLessThanOrEqual(1);
        }
        // Nor much slower: a turn is lost here and there, and a place with many posts takes a second for each.
        const most = Math.max(
          ...Map.groupBy(posts, ({ place }) => place)
            .values()
            .map((own) => own.length),
        );
        const shareMs = (2 * posts.length * SECOND) / PACE.platformPerSecond;
        expect(started.at(-1)?.atMs).toBeLessThan(3 * SECOND + forMs + shareMs + (most * SECOND) / PACE.placePerSecond);
      },
    ),
    { numRuns: 40 },
  );
});

function placeOf(number: number): Place {
  return { platform: "fake", tenant: "T1", id: `C${number}` };
}

/** A clock that passes only from one thing that was waited for to the next. */
function createClock() {
  let nowMs = 0;
  const waiting: { readonly atMs: number; readonly wake: () => void }[] = [];
  const pass = (ms: number) =>
    new Promise<void>((wake) => {
      waiting.push({ atMs: nowMs + Math.max(0, ms), wake });
    });
  return {
    monotonic: () => nowMs,
    pass,
    sleep: (ms: number) => pass(ms).then(() => true),
    async run() {
      for (;;) {
        // What is ready runs first.
        await new Promise((resolve) => setImmediate(resolve));
        waiting.sort((a, b) => a.atMs - b.atMs);
        const next = waiting.shift();
        if (!next) return;
        nowMs = next.atMs;
        next.wake();
      }
    },
  };
}

/** The most of these moments, in order, that lie within one second. */
function mostIn(moments: readonly number[]): number {
  const counts = moments.map((from, at) => moments.slice(at).filter((atMs) => atMs < from + SECOND).length);
  return Math.max(0, ...counts);
}
