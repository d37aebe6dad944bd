import { expect, onTestFinished, test, vi } from "vitest";
import { retryLater } from "../../../src/app/log/retry-later.ts";

/** For twenty attempts, half a minute apart. What else of this worker still waits is not kept busy for longer. */
const AGES_MS = 15 * 60_000;

/** Fails so often, for a quarter of an hour of a clock that runs ahead; tells how often it was tried, and what was logged. */
async function tried(failures: number, ...attempts: [number?]): Promise<{ tries: number; told: string[] }> {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let tries = 0;
  const told: string[] = [];
  const log = { error: (_: object, message: string) => void told.push(message) };
  const work = async () => {
    tries += 1;
    if (tries <= failures) throw new Error("away");
  };
  retryLater("recording a post", work, { ...log, info: log.error, warn: log.error, debug: log.error }, ...attempts);
  await vi.advanceTimersByTimeAsync(AGES_MS);
  return { tries, told };
}

test("work that a database puts off is done when it is back", async () => {
  const again = "recording a post failed; trying again";
  expect(await tried(3)).toEqual({ tries: 4, told: [again, again, again] });
});

test("work that never succeeds is given up, and the log says so", async () => {
  const { tries, told } = await tried(Number.POSITIVE_INFINITY);
  expect(tries).toBe(20);
  expect(told.at(-1)).toBe("recording a post failed; giving up");
  expect((await tried(Number.POSITIVE_INFINITY, 3)).tries).toBe(3);
});
