import type { Answers } from "#ask";
import type { Library } from "#briefing";
import type { Ask, Asker, Choice, Place, Reply, Spec, UnderstoodAsk } from "#chat";
import type { Editions, Withdrawals } from "#editions";
import type { Schedule } from "#schedule";

/** What a command works with. */
export type Tools = {
  /** The current one, whenever it is read: a story may be withdrawn while a command waits for something. */
  readonly library: Library;
  /** All commands, for help. */
  readonly specs: readonly Spec[];
  /** Address of our own pages, without a trailing slash, if people can reach them. */
  readonly publicUrl?: string;
  /** Milliseconds since 1970; absent: nothing is told that depends on today. */
  readonly now?: () => number;
  /** Absent where nothing is written. */
  readonly upkeep?: Upkeep;
  /** Scheduled briefings; absent where nothing is stored, as in a terminal. */
  readonly schedule?: Schedule;
  /** What briefings said before; absent where nothing is stored. */
  readonly editions?: Pick<Editions, "whatsChanged">;
  /** Stories that are withdrawn at once; absent where nothing is stored. */
  readonly withdrawals?: Withdrawals;
  /** Whether somebody may withdraw stories; absent: nobody. */
  readonly mayWithdraw?: (ask: Pick<UnderstoodAsk, "by" | "place">) => boolean;
  /** Finds what answers a question in plain words. */
  readonly answers: Answers;
  /** Called for a question that found nothing; absent where nobody counts them. */
  readonly missed?: (missed: Missed) => void;
};

/** A question that found nothing, and the story that came nearest. */
export type Missed = {
  readonly question: string;
  readonly place: Place;
  readonly by: Asker;
  readonly topic?: string;
};

/** What may be written into the content from a chat. */
export type Upkeep = {
  /** Writes that somebody found a story still true; or why that can't be written. */
  stillTrue(topic: string, by: string): Promise<"done" | { readonly why: string }>;
  /** Puts a story among the drafts, to be corrected; or why that can't be done. */
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
