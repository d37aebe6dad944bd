import { faultRun } from "../delivery/faults.ts";
import type { Ground, Kind } from "../delivery/ground.ts";
import type { Outcome } from "./stage.ts";

/** Processes are killed without warning, one at a time, and some come back after the platform has forgotten. */
export async function killedRun(
  { kind, kills, replicas }: { kind: Kind; kills: number; replicas: number },
  ground: Ground,
): Promise<Outcome> {
  const deliveries = kills * 20;
  const {
    excusable,
    seconds,
    refused: _,
    untold: __,
    kills: ___,
    damage,
    ...verdict
  } = await faultRun({ kind, deliveries, kills, replicas }, ground);
  const broken = [
    ...damage,
    ...(verdict.unknown > excusable ? [`${verdict.unknown} unknown, of which ${excusable} have an excuse`] : []),
  ];
  return { ...verdict, note: `unknown at most ${excusable}, ${Math.round(seconds)} s`, broken };
}
