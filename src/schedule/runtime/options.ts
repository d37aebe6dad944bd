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
  /** At least 0, below 1; `Math.random` by default. */
  readonly random?: () => number;
  /** A UUID. */
  readonly newId: () => string;
  /** Rate limits of platforms, to override those of their adapters. */
  readonly paces?: Paces;
  /** The place that is notified of problems. */
  readonly operator?: Place;
  /**
   * Whether a story that is overdue for a check is posted with a remark ("say") or not at all ("skip"); "say" by
   * default.
   */
  readonly stale?: "say" | "skip";
  readonly registry?: Registry;
  /** Counts questions that found nothing; off by default. */
  readonly countQuestions?: boolean;
  /** A slot overdue by more than this is skipped; six hours by default. */
  readonly graceMs?: number;
  readonly tickMs?: number;
  readonly pollMs?: number;
  readonly recoverMs?: number;
  /** A process silent for this long is given up, and others take over its work; a multiple of `recoverMs`. */
  readonly givenUpMs?: number;
  /** How long a store is in trouble before the operator's place is notified, and before owners are; 30 s and 2 min. */
  readonly operatorAfterMs?: number;
  readonly ownersAfterMs?: number;
  /** How often to check where the bot can post again; ten minutes. */
  readonly lookAgainMs?: number;
  /** Deliveries in progress at once. */
  readonly mostAtOnce?: number;
};
