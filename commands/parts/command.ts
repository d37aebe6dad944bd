import type { Answers } from "#ask";
import type { Library } from "#briefing";
import type { Ask, Asker, Choice, Place, Reply, Spec, UnderstoodAsk } from "#chat";
import type { Editions, Withdrawals } from "#editions";
import type { Schedule } from "#schedule";

/** What a command works with. */
export type Tools = {
  /** The current library at each read: a story may be withdrawn while a command waits for something. */
  readonly library: Library;
  /** All commands, for help. */
  readonly specs: readonly Spec[];
  /** The address of our own pages, without a trailing slash; absent if people can't reach them. */
  readonly publicUrl?: string;
  /** Milliseconds since 1970; absent: answers don't mention what depends on today. */
  readonly now?: () => number;
  /** Absent if nothing may be written. */
  readonly upkeep?: Upkeep;
  /** Scheduled briefings; absent if nothing is stored, as in a terminal. */
  readonly schedule?: Schedule;
  /** What briefings said before; absent if nothing is stored. */
  readonly editions?: Pick<Editions, "whatsChanged">;
  /** Stories that are withdrawn at once; absent if nothing is stored. */
  readonly withdrawals?: Withdrawals;
  /** Whether somebody may withdraw stories; absent: nobody. */
  readonly mayWithdraw?: (ask: Pick<UnderstoodAsk, "by" | "place">) => boolean;
  /** Finds what answers a question in plain words. */
  readonly answers: Answers;
  /** Called with a question that found nothing; absent if nobody counts them. */
  readonly missed?: (missed: Missed) => void;
};

/** A question that found nothing, and the nearest story. */
export type Missed = {
  readonly question: string;
  readonly place: Place;
  readonly by: Asker;
  readonly topic?: string;
};

/** What a chat may write into the content. */
export type Upkeep = {
  /** Records that somebody found a story still true; or says why that can't be written. */
  stillTrue(topic: string, by: string): Promise<"done" | { readonly why: string }>;
  /** Puts a story among the drafts for correction; or says why that can't be done. */
  openForCorrection(topic: string): Promise<"done" | { readonly why: string }>;
};

/** A command: data, and one function that answers. */
export type Command = Spec & {
  run(ask: UnderstoodAsk, tools: Tools): Reply | Promise<Reply>;
  /** Suggestions for an option of this command alone; undefined: the suggestions that every command shares. */
  suggest?(option: string, typed: string, ask: Ask, tools: Tools): readonly Choice[] | undefined;
  /** The same, for options whose values are stored. */
  suggestStored?(option: string, typed: string, ask: Ask, tools: Tools): Promise<readonly Choice[]> | undefined;
};
