import { expect, test } from "vitest";
import { createPatience } from "../../../src/store/database/retry-timing.ts";

/** Opens something that takes so long and fails, at a clock of its own; tells when it was truly tried, in ms. */
async function triesOf(tookMs: number, forMs: number): Promise<number[]> {
  let nowMs = 0;
  const patience = createPatience(() => nowMs);
  const tried: number[] = [];
  while (nowMs < forMs) {
    await patience
      .asked(async () => {
        tried.push(nowMs);
        nowMs += tookMs;
        throw new Error("damaged");
      })
      .catch((error: Error) => expect(error.message).toBe("damaged"));
    nowMs += 100;
  }
  return tried;
}

test("what fails at once is tried whenever it is asked for", async () => {
  expect(await triesOf(10, 1_100)).toHaveLength(10);
});

test("what is dear to try is left alone for twice as long each time, up to five minutes", async () => {
  const tried = await triesOf(1_000, 3_600_000);
  const pauses = tried.slice(1).map((at, index) => Math.round((at - (tried[index] ?? 0) - 1_000) / 1_000));
  expect(pauses.slice(0, 7)).toEqual([5, 10, 20, 40, 80, 160, 300]);
  expect(Math.max(...pauses)).toBe(300);
});

test("what was good for long is tried at once when it is lost", async () => {
  let nowMs = 0;
  const patience = createPatience(() => nowMs);
  const open = (tookMs: number) =>
    patience.asked(async () => {
      nowMs += tookMs;
    });
  await open(1_000);
  patience.gaveUp(new Error("lost"));
  await expect(open(0)).rejects.toThrow("lost");
  nowMs += 5_000;
  await open(10);
  nowMs += 3_600_000;
  patience.gaveUp(new Error("lost again"));
  await open(10);
});
