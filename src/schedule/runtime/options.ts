import type { Registry } from "prom-client";
import type { Place } from "#chat";
import type { Store } from "#store";
import type { ScheduleLog } from "../context/context.ts";
import type { Paces } from "../pace/pacer.ts";

/** What a schedule needs, and its intervals. */
export type ScheduleOptions = {
  readonly store: Store;
  readonly log: ScheduleLog;
  readonly now: () => number;
  /** Counts milliseconds from any start, and is never set; `performance.now` by default. */
  readonly monotonic?: () => number;
  /** From 0 up to 1; `Math.random` by default. */
  readonly random?: () => number;
  /** A UUID. */
  readonly newId: () => string;
  /** Rate limits of platforms, to override those of their adapters. */
  readonly paces?: Paces;
  /** The place that is told about problems. */
  readonly operator?: Place;
  /** Whether a story that is overdue for a check is posted all the same, saying so, or not; "say" by default. */
  readonly stale?: "say" | "skip";
  readonly registry?: Registry;
  /** A slot overdue by more than this is skipped; six hours by default. */
  readonly graceMs?: number;
  readonly tickMs?: number;
  readonly pollMs?: number;
  readonly sweepMs?: number;
  /** A process silent for this long is given up, and its work taken up; a multiple of `sweepMs`. */
  readonly givenUpMs?: number;
  /** How long a store is in trouble before the operator's place is told, and before owners are; 30 s and 2 min. */
  readonly operatorAfterMs?: number;
  readonly ownersAfterMs?: number;
  /** How often to check where the bot can post again; ten minutes. */
  readonly lookAgainMs?: number;
  /** Deliveries in progress at once. */
  readonly mostAtOnce?: number;
};
