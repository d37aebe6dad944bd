import type { Bot, ChatAdapter, Place } from "#chat";
import type { Store } from "#store";
import type { Pacer, Paces } from "../pace/pacer.ts";

/** The operator's log. Never gets a token or a briefing's words. */
export type ScheduleLog = {
  /** The steps of each delivery. */
  debug?(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** What every part of the schedule needs. */
export type Context = {
  /** This process's id among all that share the store. */
  readonly replica: string;
  readonly store: Store;
  readonly bot: Bot;
  readonly adapterOf: (platform: string) => ChatAdapter | undefined;
  readonly paces: Paces;
  readonly pacer: Pacer;
  readonly operator?: Place;
  /** Stories that are overdue for a check are not posted. */
  readonly skipsStale?: boolean;
  readonly graceMs: number;
  readonly now: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
  readonly log: ScheduleLog;
  /** Aborted when the bot stops: work not yet begun is handed back. */
  readonly stopping: AbortSignal;
  /** Whether other processes still count this one as running; after a sleep they may have given it up. */
  readonly isAlive: () => boolean;
};
