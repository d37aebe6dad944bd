import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { takesLong } from "#chat";

describe("whether work takes long", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test.each([
    ["is done", () => Promise.resolve("done")],
    ["has failed", () => Promise.reject(new Error("failed"))],
  ])("is known as soon as it %s, and no timer is left", async (_, work) => {
    expect(await takesLong(work())).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is known before a second is over, and what fails later is left to whoever waits for it", async () => {
    const work = Promise.withResolvers<void>();
    const long = takesLong(work.promise);
    await vi.advanceTimersByTimeAsync(800);
    expect(await long).toBe(true);
    work.reject(new Error("failed"));
    await expect(work.promise).rejects.toThrow("failed");
  });
});
