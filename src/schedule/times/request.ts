import { readTimes, type Times } from "./read-times.ts";
import { nextRuns, problemWith } from "./runs.ts";
import { sayInstant, sayTimes } from "./say-times.ts";
import { readZone } from "./zones.ts";

/** A schedule as someone wishes it. */
export type Wish = {
  readonly topic: string;
  /** Names divided by full stops; empty: all. */
  readonly sections: string;
  readonly times: string;
  readonly zone: string;
  readonly onlyIfChanged: boolean;
  /** In a channel that others follow, each post goes on to them. */
  readonly publish?: boolean;
};

/** A wish that can be kept, its times and its next three runs also in words; or why not, and what of it to mend. */
export type ReadWish = KeptWish | { readonly problem: string; readonly in: "times" | "zone" };

export type KeptWish = {
  /** As it was wished, its zone by the name of its place. */
  readonly wish: Wish;
  readonly times: Times;
  /** Ms since 1970. */
  readonly runs: readonly number[];
  readonly said: { readonly times: string; readonly runs: readonly string[] };
};

/** Reads a wish. Whether its topic exists is for whoever knows topics to say. */
export function readWish(wish: Wish, nowMs: number): ReadWish {
  const read = readTimes(wish.times);
  if ("problem" in read) return { ...read, in: "times" };
  const where = readZone(wish.zone);
  if ("problem" in where) return { ...where, in: "zone" };
  const { cron } = read.times;
  const problem = problemWith(cron, nowMs);
  if (problem !== undefined) return { problem, in: "times" };
  const { zone } = where;
  const runs = nextRuns(cron, zone, nowMs, 3);
  const said = { times: sayTimes(read.times, zone, nowMs), runs: runs.map((run) => sayInstant(run, zone)) };
  return { wish: { ...wish, zone }, times: read.times, runs, said };
}

/** A wish as it was put aside; undefined for another shape. */
export function isWish(kept: unknown): kept is Wish {
  if (typeof kept !== "object" || kept === null) return false;
  const given = kept as Readonly<Record<string, unknown>>;
  return (
    ["topic", "sections", "times", "zone"].every((name) => typeof given[name] === "string") &&
    typeof given.onlyIfChanged === "boolean"
  );
}
