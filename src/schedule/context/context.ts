import type { Bot, ChatAdapter, Place } from "#chat";
import type { Store } from "#store";
import type { Pacer, Paces } from "../pace/pacer.ts";

/** Where what happens is told to whoever runs the bot. Never a token, never what a briefing says. */
export type ScheduleLog = {
  /** The road of each delivery. */
  debug?(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** What every part of the schedule works with. */
export type Hands = {
  /** This process, among all that share the store. */
  readonly replica: string;
  readonly store: Store;
  readonly bot: Bot;
  readonly adapterOf: (platform: string) => ChatAdapter | undefined;
  readonly paces: Paces;
  readonly pacer: Pacer;
  readonly operator?: Place;
  readonly graceMs: number;
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly log: ScheduleLog;
  /** Aborted when the bot stops: what has not begun is handed back. */
  readonly stopping: AbortSignal;
  /** Whether the others still count on this process: one that was asleep may have been given up. */
  readonly isAlive: () => boolean;
};
