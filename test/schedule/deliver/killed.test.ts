import { describe, expect, onTestFinished, test } from "vitest";
import { faultRun } from "../../bench/delivery/faults.ts";
import { openGround } from "../../bench/delivery/ground.ts";
import { bundled } from "../../fixtures/processes/program.ts";

describe("processes that are killed without warning", () => {
  test("lose nothing and post nothing twice, by the platform's own record", { timeout: 60_000 }, async () => {
    const ground = await openGround(await bundled("delivery-child"));
    onTestFinished(() => ground.stop());
    const result = await faultRun({ kind: "embedded", deliveries: 150, kills: 3, replicas: 1 }, ground);
    expect(result).toMatchObject({ lost: 0, twice: 0, untold: 0, kills: 3 });
    expect(result.unknown).toBeLessThanOrEqual(result.excusable);
  });
});
