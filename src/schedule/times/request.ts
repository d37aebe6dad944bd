import { onChangeOf } from "./on-change.ts";
import { readTimes, type Times } from "./read-times.ts";
import { nextRuns, problemWith } from "./runs.ts";
import { sayInstant, sayTimes } from "./say-times.ts";
import { readZone } from "./zones.ts";

/** A schedule that someone asks for. */
export type ScheduleRequest = {
  readonly topic: string;
  /** Section names separated by periods; empty: all. */
  readonly sections: string;
  readonly times: string;
  readonly zone: string;
  readonly onlyIfChanged: boolean;
  /** In a channel that others follow, each post is published to them. */
  readonly publish?: boolean;
};

/** A valid request, with its times and next three runs in words; or what is wrong, and in which part. */
export type RequestReading = CheckedRequest | { readonly problem: string; readonly in: "times" | "zone" };

/** A valid request, with its times and next three runs. */
export type CheckedRequest = {
  /** The request, with its zone as an IANA name. */
  readonly request: ScheduleRequest;
  readonly times: Times;
  /** Ms since 1970. */
  readonly runs: readonly number[];
  readonly said: { readonly times: string; readonly runs: readonly string[] };
  /** Whether it posts when the story changes, not by the clock. */
  readonly onChange: boolean;
};

/**
 * Reads a request; `nowMs`, like the runs, is in ms since 1970. Whether its topic exists is checked elsewhere.
 *
 * @example
 * const request = { topic: "rail-strike", sections: "", times: "daily 8:30", zone: "London", onlyIfChanged: true };
 * const read = readRequest(request, now());
 * console.log("problem" in read ? read.problem : read.said.times);
 */
export function readRequest(request: ScheduleRequest, nowMs: number): RequestReading {
  const read = readTimes(request.times);
  if ("problem" in read) return { ...read, in: "times" };
  const where = readZone(request.zone);
  if ("problem" in where) return { ...where, in: "zone" };
  const { cron } = read.times;
  const problem = problemWith(cron, nowMs);
  if (problem !== undefined) return { problem, in: "times" };
  const { zone } = where;
  const runs = nextRuns(cron, zone, nowMs, 3);
  const said = { times: sayTimes(read.times, zone, nowMs), runs: runs.map((run) => sayInstant(run, zone)) };
  // A schedule that follows changes has nothing to post until something changes.
  const onChange = onChangeOf(cron) !== undefined;
  const onlyIfChanged = request.onlyIfChanged || onChange;
  return { request: { ...request, zone, onlyIfChanged }, times: read.times, runs, said, onChange };
}

/** Whether a stored value is a request. */
export function isRequest(kept: unknown): kept is ScheduleRequest {
  if (typeof kept !== "object" || kept === null) return false;
  const given = kept as Readonly<Record<string, unknown>>;
  return (
    ["topic", "sections", "times", "zone"].every((name) => typeof given[name] === "string") &&
    typeof given.onlyIfChanged === "boolean"
  );
}
