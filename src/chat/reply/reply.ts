import type { Option, Options, Spec, Stub } from "../ask/ask.ts";
import type { Asker, Place } from "../ask/place.ts";

/** What happened to a statement since it was last shown. */
export type Change = "new" | "corrected" | "withdrawn";

/**
 * One statement as shown, with the quotes it rests on, the most important first. Only `commands/parts/cited.ts` makes it,
 * of checked citations. A class by its type alone: a copy lacks what is private, so one with other words or quotes is no
 * line; what may differ where it is shown again is in `line.ts`.
 */
export declare class Line {
  private readonly cited: true;
  readonly text: string;
  readonly cites: readonly [Cite, ...Cite[]];
  readonly change?: Change;
  /** A few words of ours about it, like “date passed: 3 Nov”. Not part of the statement. */
  readonly remark?: string;
}

/** A quote that a statement rests on: the exact words, their surroundings, and where they are. */
export type Cite = {
  /** The number of its source in this reply: see `Note`. */
  readonly source: number;
  /** The exact words of the source; skipped words are shown as `[…]`. */
  readonly quote: string;
  /** The words of the source around the quote: up to a sentence on either side. */
  readonly before: string;
  readonly after: string;
  /** Where the words are: `start-end` in UTF-16 units of the source's text, several separated by commas. */
  readonly at: string;
  /** Where to read the words in context; http or https. */
  readonly url?: string;
};

/** A part of a reply. Text is plain: no markup, nothing escaped. */
export type Block =
  | {
      readonly kind: "heading";
      /** `topic` opens another briefing in a reply about several. */
      readonly level: "topic" | "section";
      readonly text: string;
    }
  /** `whole`: all of them are shown, however many. */
  | { readonly kind: "lines"; readonly lines: readonly Line[]; readonly whole?: true }
  | {
      readonly kind: "notice";
      readonly tone: "info" | "trouble";
      readonly text: string;
      /** Where it happened; shown as the platform names its places. */
      readonly where?: Place;
      readonly instants?: readonly Instant[];
    }
  | { readonly kind: "list"; readonly items: readonly ListItem[] }
  /** A list of commands; the adapter writes their names as its platform does. */
  | { readonly kind: "commands"; readonly specs: readonly Spec[] }
  /** Lines as numbered points, each with its quotes in context. `first`: the first number, if not 1. */
  | { readonly kind: "quotes"; readonly lines: readonly Line[]; readonly first?: number };

/** A label with a few words about it, as for a topic. Never a claim. */
export type ListItem = {
  readonly label: string;
  readonly detail?: string;
  /** Instants in the detail. */
  readonly instants?: readonly Instant[];
};

/**
 * Words in a text for an instant (`atMs`: ms since 1970): a platform may replace them with the time in each reader's
 * own zone.
 */
export type Instant = { readonly said: string; readonly atMs: number };

/** A source of a reply, by its number there. It keeps the number in all answers from one edition of a briefing. */
export type Note = {
  readonly number: number;
  /** Id of the source. */
  readonly source: string;
  /** The source's name. */
  readonly title: string;
  readonly author?: string;
  readonly publisher?: string;
  /** `YYYY-MM-DD`, as the source gives it. */
  readonly published?: string;
};

/**
 * A button is an ask. `shown`: as the reply, in a dialog, publicly in the channel, or as the form that the reply
 * carries, which is offered only on platforms with forms, where submitting it may have an effect.
 */
export type Action = {
  readonly label: string;
  readonly ask: Stub;
  readonly shown: "reply" | "dialog" | "channel" | "form";
};

/** Options to fill in: a modal on Slack, options on Discord. */
export type Form = {
  readonly title: string;
  readonly fields: readonly Option[];
  readonly values: Options;
  /** What to show for a value that is an id, like a story's title; by field name. */
  readonly labels?: Options;
  /** Names of fields that may be left out if there is little room, in that order; they keep their values. */
  readonly spare?: readonly string[];
  /** A field for the place, by its id, on platforms with a picker of places; shown after the first field. */
  readonly where?: Option;
  /** What is missing or wrong, and in which field; shown there if the platform can. */
  readonly problem?: { readonly field: string; readonly text: string };
  readonly submit: Action;
};

/** An answer: meaning, no markup. */
export type Reply = {
  readonly outcome: "answered" | "choose" | "none" | "trouble";
  /** Nothing was asked, as with thanks: better not posted where others read along. */
  readonly isUnasked?: true;
  readonly title: string;
  /** The ask it answers, in a form that a button can repeat; set by the bot. */
  readonly answers?: Stub;
  /** The briefing's as-of date, `YYYY-MM-DD`; absent: undated. */
  readonly asOf?: string;
  /** When the briefing's words last changed: an instant, ISO 8601 in UTC. */
  readonly changedAt?: string;
  /** What readers are shown about its review, like "Drafted by machine, not yet reviewed". Absent: nothing. */
  readonly notice?: string;
  /** Who is responsible for what is said; set by the bot. */
  readonly publishedBy?: string;
  /** About its last check: “Last checked 12 Nov”. */
  readonly checked?: string;
  /** Its check is overdue. */
  readonly stale?: true;
  /** Who shared it in public; set when it is shared. */
  readonly sharedBy?: Asker;
  /** Identifies the words: two replies with the same edition say the same. */
  readonly edition?: string;
  readonly blocks: readonly Block[];
  /** The sources of everything in the reply, by number. */
  readonly notes: readonly Note[];
  readonly actions: readonly Action[];
  readonly form?: Form;
};
