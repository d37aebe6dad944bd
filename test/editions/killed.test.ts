import { expect, onTestFinished, test } from "vitest";
import { followingRun } from "../bench/delivery/following.ts";
import { openGround } from "../bench/delivery/ground.ts";
import { bundled } from "../fixtures/processes/program.ts";

test.each([
  ["embedded", 1],
  ["postgres", 2],
] as const)(
  "processes that are killed while a change is recorded, planned or posted lose none and double none (%s)",
  async (kind, replicas) => {
    const ground = await openGround(await bundled("delivery-child"));
    onTestFinished(() => ground.stop());
    const stories = 60;
    const result = await followingRun({ kind, stories, kills: 2, replicas }, ground);
    expect(result).toMatchObject({ lost: 0, twice: 0, wrong: 0 });
    expect(result.told + result.excused).toBe(stories);
  },
  400_000,
);
