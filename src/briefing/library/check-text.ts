import type { Briefing, SectionName } from "../content/briefing.ts";
import type { Position, Problem } from "../content/problem.ts";
import { problemIn } from "../content/problem.ts";
import type { Source } from "../content/source.ts";
import type { DeclaredChange } from "../content/upkeep.ts";
import { parseBriefing } from "../parse/briefing-file.ts";
import { checkBriefing, normalizeSources } from "../verify/check-briefing.ts";
import { locateQuote } from "../verify/locate-quote.ts";

/** A statement as a file has it, and where. `labels` are those of its footnotes. */
export type Placed = Position & {
  readonly section: SectionName;
  readonly text: string;
  readonly labels: readonly string[];
};

/** A briefing's text as it was read: what it says, where, and what is wrong with it. */
export type CheckedText = {
  readonly briefing?: Briefing;
  /** What a withdrawn one says of its withdrawal. */
  readonly withdrawn?: DeclaredChange;
  readonly problems: readonly Problem[];
  readonly placed: readonly Placed[];
  /** It cannot be read as a briefing at all. */
  readonly isBroken: boolean;
};

/**
 * Checks the text of a briefing that is not in a content folder yet, by the folder's rules. `sourceFile` gives the path
 * of a source, for messages. Problems are returned, never thrown.
 *
 * @example
 * const file = "drafts/rail-strike.md";
 * const { briefing, problems } = checkText({ topic: "rail-strike", file, text }, library.sources, (id) =>
 *   contentFile("content", "source", id),
 * );
 */
export function checkText(
  { topic, file, text }: { readonly topic: string; readonly file: string; readonly text: string },
  sources: readonly Source[],
  sourceFile: (id: string) => string,
): CheckedText {
  const parsed = parseBriefing(text);
  const placed = placedIn(parsed);
  if (parsed.broken) {
    const problems = parsed.problems.map((trouble) => problemIn(file, trouble));
    return { problems, placed, isBroken: true };
  }
  const known = normalizeSources(new Map(sources.map((source) => [source.id, source])), sourceFile, new Set());
  return { ...checkBriefing(topic, file, parsed, known, undefined), placed, isBroken: false };
}

/** The positions of the statements in a briefing's text. */
export function placesOf(text: string): readonly Placed[] {
  return placedIn(parseBriefing(text));
}

function placedIn({ sections }: ReturnType<typeof parseBriefing>): Placed[] {
  return Object.entries(sections).flatMap(([section, statements]) =>
    statements.map(({ text, marks, line, column }) => ({
      section: section as SectionName,
      text,
      labels: marks.map(({ label }) => label),
      line,
      column,
    })),
  );
}

/** A footnote whose words are in another source than the one it names. */
export type Misattributed = Position & { readonly label: string; readonly named: string; readonly found: string };

/** Footnotes whose words are not where they say, but in another source. Every source is read: for a check by hand, not for each change. */
export function misattributedIn(text: string, sources: readonly Source[]): readonly Misattributed[] {
  const known = normalizeSources(new Map(sources.map((source) => [source.id, source])), (id) => id, new Set());
  const stands = (quote: string, source: Source) => locateQuote(quote, known.normalized(source)).kind === "found";
  return [...parseBriefing(text).footnotes].flatMap(([label, { quote, source: named, line, column }]) => {
    const own = known.source(named);
    if (quote === undefined || (own && stands(quote, own))) return [];
    const found = sources.find((source) => source.id !== named && stands(quote, source));
    return found ? [{ label, named, found: found.id, line, column }] : [];
  });
}
