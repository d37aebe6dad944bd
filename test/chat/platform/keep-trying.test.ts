import { expect, test } from "vitest";
import { keepTrying, type Trying } from "#chat";

/** Tries what fails so often, with a clock that goes on by so much at each failure. */
async function trying(failures: number, more: Partial<Trying> = {}, stepMs = 20_000) {
  let nowMs = 0;
  let attempts = 0;
  const heard: [waitMs: number, again: boolean][] = [];
  const work = async () => {
    attempts += 1;
    if (attempts <= failures) throw new Error(`failure ${attempts}`);
    return "done";
  };
  const result = await keepTrying(work, {
    signal: new AbortController().signal,
    isFinal: () => false,
    onFailure(_, waitMs, again) {
      heard.push([waitMs, again]);
      nowMs += stepMs;
    },
    toldToWait: () => 1,
    now: () => nowMs,
    ...more,
  }).catch((error: Error) => error.message);
  return { result, attempts, heard };
}

test("goes on until it works, and tells of it once a minute", async () => {
  const { result, attempts, heard } = await trying(8);
  expect([result, attempts]).toEqual(["done", 9]);
  expect(heard.map(([, again]) => again)).toEqual([false, true, true, false, true, true, false, true]);
});

test("waits ever longer, from a second on, and as long as it is told", async () => {
  const waits: number[] = [];
  const ended = new AbortController();
  const work = async () => {
    throw new Error("away");
  };
  const result = await keepTrying(work, {
    signal: ended.signal,
    isFinal: () => false,
    onFailure(_, waitMs) {
      waits.push(waitMs);
      if (waits.length === 3) ended.abort();
    },
    toldToWait: () => (waits.length === 0 ? 30 : undefined),
    longestWaitMs: 1_200,
    now: () => 0,
  });
  expect(result).toBeUndefined();
  expect(waits).toEqual([30, 1_200, 1_200]);
});

test("ends at what trying again would not mend", async () => {
  const { result, attempts } = await trying(5, {
    isFinal: (error) => error instanceof Error && error.message === "failure 3",
  });
  expect([result, attempts]).toEqual(["failure 3", 3]);
});

test("is over when it was ended before, while it waits and while it works", async () => {
  const over = AbortSignal.abort();
  expect(await trying(0, { signal: over })).toMatchObject({ result: undefined, attempts: 0 });
  const waiting = new AbortController();
  const first = trying(9, { signal: waiting.signal, toldToWait: () => 600_000 });
  await new Promise((resolve) => setImmediate(resolve));
  waiting.abort();
  expect(await first).toMatchObject({ result: undefined, attempts: 1 });
});
