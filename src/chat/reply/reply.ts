import type { Option, Options, Spec, Stub } from "../ask/ask.ts";
import type { Place } from "../ask/place.ts";

declare const cited: unique symbol;

/** The mark of a line whose words come from checked citations. One file makes it: `commands/parts/cited.ts`. */
export type Cited = { readonly [cited]: true };

/** What became of a statement since it was last told. */
export type Change = "new" | "corrected" | "withdrawn";

/** One statement as it is said, with the words of sources that it stands on, the weightiest first. */
export type Line = {
  readonly text: string;
  readonly cites: readonly [Cite, ...Cite[]];
  readonly change?: Change;
} & Cited;

/** Words of a source that a statement stands on: the exact ones, in their surroundings, and where they stand. */
export type Cite = {
  /** The number of its source in this reply: see `Note`. */
  readonly source: number;
  /** The words as they stand in the source; skipped words are shown as `[…]`. */
  readonly quote: string;
  /** The words of the source around the quote: up to a sentence on either side. */
  readonly before: string;
  readonly after: string;
  /** Where the words stand: `start-end` in UTF-16 units of the source's text, several divided by commas. */
  readonly at: string;
  /** Where a reader sees the words in their place; http or https. */
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
  /** `whole`: all of them are shown, however many they are. */
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
  /** How commands are called; the adapter writes their names as its platform has them. */
  | { readonly kind: "commands"; readonly specs: readonly Spec[] }
  /** Lines as numbered points, each with the words that it stands on in their surroundings. `first`: its number, if not 1. */
  | { readonly kind: "quotes"; readonly lines: readonly Line[]; readonly first?: number };

/** A label with a few words about it, as of a topic. Never a claim. */
export type ListItem = {
  readonly label: string;
  readonly detail?: string;
  /** Of the detail. */
  readonly instants?: readonly Instant[];
};

/**
 * Words of a text that stand for an instant, which is given in ms since 1970: a platform may show it in each reader's own
 * zone in their place.
 */
export type Instant = { readonly said: string; readonly atMs: number };

/** A source behind a reply, by its number there. It keeps the number in all answers from one edition of a briefing. */
export type Note = {
  readonly number: number;
  /** Id of the source. */
  readonly source: string;
  /** How the source is called. */
  readonly title: string;
  readonly author?: string;
  readonly publisher?: string;
  /** `YYYY-MM-DD`, as the source gives it. */
  readonly published?: string;
};

/**
 * A button is an ask. `shown`: as the reply, in a dialog, publicly in the channel, or as the form that the reply carries,
 * which is offered only where there are forms and what is filled in may have an effect.
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
  /** What a value is called, where it is a name of ours: a story's title, by field. */
  readonly labels?: Options;
  /** Fields that may be left out where there is little room, the first of them first; they keep their values. */
  readonly spare?: readonly string[];
  /** A field for the place, by its id, where a platform has a picker of places: it stands after the first. */
  readonly where?: Option;
  /** What is missing or wrong, and in which field; a platform shows it there, where it can. */
  readonly problem?: { readonly field: string; readonly text: string };
  readonly submit: Action;
};

/** What is answered: meaning, no markup. */
export type Reply = {
  readonly outcome: "answered" | "choose" | "none" | "trouble";
  readonly title: string;
  /** The ask that it answers, as far as a button can repeat it; the bot sets it. */
  readonly answers?: Stub;
  /** `YYYY-MM-DD` that the briefing speaks of; absent: undated. */
  readonly asOf?: string;
  /** When the briefing's words last changed: an instant, ISO 8601 in UTC. */
  readonly changedAt?: string;
  /** Names what is said: two replies with the same edition say the same words. */
  readonly edition?: string;
  readonly blocks: readonly Block[];
  /** The sources of all that is said, by number. */
  readonly notes: readonly Note[];
  readonly actions: readonly Action[];
  readonly form?: Form;
};
