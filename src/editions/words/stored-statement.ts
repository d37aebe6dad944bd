import { createHash } from "node:crypto";
import { type Briefing, SECTIONS, type SectionName, type Statement } from "#briefing";
import { type Comparable, fingerprintOf } from "#schedule";

/** A statement of a briefing in the form that editions store. */
export type Worded = Comparable & {
  readonly section: SectionName;
  readonly statement: Statement;
  readonly fingerprint: string;
};

/** A stored quote: its source's id, where the words are in it, and the words. */
export type KeptCite = readonly [source: string, at: string, quote: string];

/** The version of a briefing that doesn't exist. */
export const WITHDRAWN = "";

/** A briefing's statements, in order. */
export function wordedIn({ sections }: Pick<Briefing, "sections">): readonly Worded[] {
  return SECTIONS.flatMap((section) =>
    sections[section].statements.map((statement) => {
      const quotes = statement.citations.map(({ source, quote }) => JSON.stringify([source.id, quote]));
      const { text } = statement;
      return { section, statement, text, quotes, fingerprint: fingerprintOf({ text, quotes }) };
    }),
  );
}

/**
 * A version for what a briefing says, ignoring the order, sections and white space of its statements, its title and its
 * dates; `WITHDRAWN` if there is no briefing.
 */
export function wordsVersion(briefing: Pick<Briefing, "sections"> | undefined): string {
  if (!briefing) return WITHDRAWN;
  const known = versions.get(briefing);
  if (known !== undefined) return known;
  const fingerprints = wordedIn(briefing).map(({ fingerprint }) => fingerprint);
  const version = createHash("sha256").update(fingerprints.sort().join(" ")).digest("hex").slice(0, 24);
  versions.set(briefing, version);
  return version;
}

/** Cached: a briefing never changes. */
const versions = new WeakMap<object, string>();

/** The quotes of a statement, as they are stored. */
export function citesOf({ citations }: Statement): readonly KeptCite[] {
  return citations.map(({ source, spans, quote }): KeptCite => {
    return [source.id, spans.map(({ start, end }) => `${start}-${end}`).join(","), quote];
  });
}

/** Reads stored quotes back; undefined if they are in another form. */
export function readCites(kept: unknown): readonly [KeptCite, ...KeptCite[]] | undefined {
  return isCites(kept) ? kept : undefined;
}

function isCites(kept: unknown): kept is readonly [KeptCite, ...KeptCite[]] {
  const isCite = (one: unknown) =>
    Array.isArray(one) && one.length === 3 && one.every((part: unknown) => typeof part === "string");
  return Array.isArray(kept) && kept.length > 0 && kept.every(isCite);
}

/** A stored statement in the form for comparison. */
export function comparable({ text, cites }: { readonly text: string; readonly cites: unknown }): Comparable {
  return { text, quotes: (readCites(cites) ?? []).map(([source, , quote]) => JSON.stringify([source, quote])) };
}
