import type { Audience } from "./audience.ts";
import type { Passages, Source } from "./source.ts";
import type { CheckBy, DeclaredChange, Owner } from "./upkeep.ts";

declare const checked: unique symbol;

/** The brand of a checked citation: the quoted words are in the source. Only the checker makes it. */
export type Checked = { readonly [checked]: true };

/** Passages of one source and the words in them, with skipped words shown as `[…]`. */
export type Citation = { readonly source: Source; readonly spans: Passages; readonly quote: string } & Checked;

/** One sentence with its citations, at least one. */
export type Statement = { readonly text: string; readonly citations: readonly [Citation, ...Citation[]] };

/** The sections of a briefing, in order. */
export const SECTIONS = ["happening", "important", "next", "differ"] as const;
/** A section's name, as in `SECTIONS`. */
export type SectionName = (typeof SECTIONS)[number];

/** `withheld`: how many statements of the section are held back because of a problem. */
export type Section = { readonly statements: readonly Statement[]; readonly withheld: number };

/** Who reviewed a briefing, and when: an instant, ISO 8601 in UTC. */
export type Review = {
  readonly by: string;
  readonly at: string;
  /** The file, or the text of a source that it cites, is not what was reviewed. */
  readonly isChangedSince: boolean;
};

/** One topic, as statements. */
export type Briefing = {
  readonly topic: string;
  readonly title: string;
  /** `YYYY-MM-DD` */
  readonly asOf?: string;
  readonly aliases: readonly string[];
  readonly audience: Audience;
  /** A machine wrote it, and nobody has reviewed it yet. */
  readonly drafted?: "machine";
  /** Its last review. Absent where it had none. */
  readonly review?: Review;
  /** The last time somebody found it still true, without changing it. */
  readonly checked?: Review;
  readonly change?: DeclaredChange;
  readonly owner?: Owner;
  readonly checkBy?: CheckBy;
  /** Every section; `differ` is empty where the file has none. */
  readonly sections: Readonly<Record<SectionName, Section>>;
  /** Hash of everything shown: title, date, statements and their quotes. */
  readonly version: string;
  /** When the words last changed: an instant, ISO 8601 in UTC. Absent if no change was seen. */
  readonly changedAt?: string;
};

/** What readers see about a briefing's review; undefined if there is nothing to say. */
export function reviewNotice({ drafted, review }: Pick<Briefing, "drafted" | "review">): string | undefined {
  if (drafted) return "Drafted by machine, not yet reviewed";
  return review?.isChangedSince ? "Changed since its review" : undefined;
}

/** The date a briefing is as of: its own, or its newest source's. Undefined if no source has one. */
export function dateOf(
  { asOf, sections }: Pick<Briefing, "asOf" | "sections">,
  names = SECTIONS as readonly SectionName[],
): string | undefined {
  if (asOf !== undefined) return asOf;
  const cited = names.flatMap((name) => sections[name].statements.flatMap(({ citations }) => citations));
  return (
    cited.map(({ source }) => source.published ?? "").reduce((newest, date) => (date > newest ? date : newest), "") ||
    undefined
  );
}

/** A section's heading, in files and to people. */
export const SECTION_TITLES: Readonly<Record<SectionName, string>> = {
  happening: "What's happening",
  important: "Why it's important",
  next: "What's next",
  differ: "Where sources differ",
};
