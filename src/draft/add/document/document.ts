/** What a document says about itself, and where it says so. */
export type Fact = { readonly value: string; readonly from: string };

/** The facts that a document may give. */
export type FactName = "title" | "publisher" | "author" | "url" | "published";

/** Only what the document gives; shown to a person before it is kept. */
export type Facts = { readonly [Name in FactName]?: Fact };

/** A document that was read: its words, what it says of itself, and what was done to it. */
export type Document = {
  /** As people call it: a web page, a PDF, plain text. */
  readonly kind: string;
  /** Paragraphs with blank lines between them, ending in a line end. */
  readonly text: string;
  readonly facts: Facts;
  /** What was repaired, a phrase each. */
  readonly mended: readonly string[];
  /** Words that were left out as furniture of the page. */
  readonly leftOut: readonly string[];
  /** What a person should know before keeping it. */
  readonly notes: readonly string[];
  /** The day on which it was fetched: `YYYY-MM-DD`. */
  readonly retrieved?: string;
};

/** An item of a feed. */
export type Item = {
  readonly title: string;
  /** Absolute; absent where the feed gives none. */
  readonly url?: string;
  /** `YYYY-MM-DD`; absent where the feed gives no day that exists. */
  readonly published?: string;
};

/** Newest first, the same item once. */
export type Feed = { readonly kind: string; readonly title?: string; readonly items: readonly Item[] };

/** The names of facts in the order in which they are shown and kept. */
export const FACT_NAMES = ["title", "publisher", "author", "url", "published"] as const satisfies readonly FactName[];
