import type { Registry } from "prom-client";
import type { Place } from "#chat";
import type { Store } from "#store";
import type { ScheduleLog } from "../context/context.ts";
import type { Paces } from "../pace/pacer.ts";

/** What a schedule works with, and how often it looks. */
export type ScheduleOptions = {
  readonly store: Store;
  readonly log: ScheduleLog;
  readonly now: () => number;
  /** Counts milliseconds, from whenever, and is never set; `performance.now` by itself. */
  readonly monotonic?: () => number;
  /** From 0 up to 1; `Math.random` by itself. */
  readonly random?: () => number;
  /** A UUID. */
  readonly newId: () => string;
  /** What platforms allow, where that is not what their adapters say. */
  readonly paces?: Paces;
  /** The place that hears of problems. */
  readonly operator?: Place;
  readonly registry?: Registry;
  /** A slot this long past is not made up for; six hours. */
  readonly graceMs?: number;
  readonly tickMs?: number;
  readonly pollMs?: number;
  readonly sweepMs?: number;
  /** Another process that was not heard of for so long is given up, and its work taken up; a multiple of `sweepMs`. */
  readonly givenUpMs?: number;
  /** How long a store is in trouble before the operator's place hears of it, and before owners do; 30 s and 2 min. */
  readonly operatorAfterMs?: number;
  readonly ownersAfterMs?: number;
  /** How often it is looked where the bot may post again; ten minutes. */
  readonly lookAgainMs?: number;
  /** Deliveries in hand at once. */
  readonly mostAtOnce?: number;
};
