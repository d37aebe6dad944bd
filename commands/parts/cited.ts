import {
  type Briefing,
  type Citation,
  isWithin,
  linkToWords,
  type PartsOf,
  passedOn,
  SECTIONS,
  type Source,
  type Statement,
  sayDay,
  surroundedPassages,
  surroundings,
  titleOf,
} from "#briefing";
import { type Cite, type Line, type Note, numberSources, type SourceNumbers } from "#chat";
import type { KeptStatement } from "#editions";
import { dayAt } from "./today.ts";

/** Numbers the sources of statements as they are shown. */
export type Numbering = {
  line(statement: Statement): Line;
  /** The same with words before it, like “Now: ”. */
  prefixed(prefix: string, statement: Statement): Line;
  /** A statement of an earlier edition, whose source may have changed since, or be gone. `source` finds it by id. */
  kept(
    prefix: string,
    statement: Pick<KeptStatement, "text" | "cites">,
    source: (id: string) => Source | undefined,
  ): Line;
  /** The sources of everything shown so far, by number. */
  notes(): Note[];
};

/**
 * The only place that makes lines: their quotes come from the checked citations of their statements, or from what an
 * edition stored of them. Sources are numbered in the order in which the briefings cite them, shown or not, so each
 * keeps its number in every answer from one edition. `partsOf`: which parts of sources may be read, if not all; context
 * of a quote that reaches beyond them is left out.
 *
 * @example
 * const numbering = openNumbering([briefing], "https://news.example.org");
 * const lines = briefing.sections.happening.statements.map((statement) => numbering.line(statement));
 * const notes = numbering.notes();
 */
export function openNumbering(
  of: readonly Briefing[],
  publicUrl?: string,
  now?: () => number,
  partsOf?: PartsOf,
): Numbering {
  const today = now && dayAt(now());
  const cited = new Set(of.flatMap(sourcesIn));
  const sources = numberSources([...cited].map((id, index) => [id, index + 1]));
  const cite = (citation: Citation): Cite => {
    const { source } = citation;
    const number = sources.number(source.id, (number) => noteOf(source, number));
    const cite = citeOf(citation, number, publicUrl);
    const parts = partsOf?.(source);
    const isShown = !parts || surroundedPassages(citation).every((passage) => isWithin(passage, parts));
    return isShown ? cite : { ...cite, before: "", after: "" };
  };
  const prefixed: Numbering["prefixed"] = (prefix, statement) => {
    const { text, citations } = statement;
    const [first, ...rest] = citations;
    const cites: [Cite, ...Cite[]] = [cite(first)];
    for (const next of rest.map(cite)) {
      if (!cites.some(({ source, at }) => source === next.source && at === next.at)) cites.push(next);
    }
    return lineOf(prefix + text, cites, today && remarkOn(statement, of, today));
  };
  return {
    line: (statement) => prefixed("", statement),
    prefixed,
    kept: keptIn(sources),
    notes: sources.notes,
  };
}

/** The same for what is put into a post later: its sources keep their numbers, others are numbered on. */
export function resumeNumbering(notes: readonly Note[]): Pick<Numbering, "kept" | "notes"> {
  const sources = numberSources([], notes);
  return { kept: keptIn(sources), notes: sources.notes };
}

function keptIn(sources: SourceNumbers): Numbering["kept"] {
  return (prefix, { text, cites: [first, ...rest] }, source) => {
    const cite = ([id, at, quote]: typeof first): Cite => {
      const found = source(id);
      const number = sources.number(id, (number) =>
        found ? noteOf(found, number) : { number, source: id, title: id },
      );
      return { source: number, quote, before: "", after: "", at };
    };
    return lineOf(prefix + text, [cite(first), ...rest.map(cite)]);
  };
}

function lineOf(text: string, cites: readonly [Cite, ...Cite[]], remark?: string): Line {
  return { text, cites, ...(remark !== undefined && { remark }) } as unknown as Line;
}

/** The remark on a statement about a coming event, once its day has passed. */
function remarkOn(statement: Statement, of: readonly Briefing[], today: string): string | undefined {
  const days = of.flatMap((briefing) => passedOn(briefing, statement, today) ?? []);
  return days[0] && `date passed: ${sayDay(days[0], today)}`;
}

/** The sources of a briefing, in the order in which it cites them. */
function sourcesIn(briefing: Briefing): readonly string[] {
  const known = cited.get(briefing);
  if (known) return known;
  const citations = SECTIONS.flatMap((name) =>
    briefing.sections[name].statements.flatMap(({ citations }) => citations),
  );
  const found = [...new Set(citations.map(({ source }) => source.id))];
  cited.set(briefing, found);
  return found;
}

/** Cached: a briefing never changes, and is asked about often. */
const cited = new WeakMap<Briefing, readonly string[]>();

function citeOf(citation: Citation, source: number, publicUrl: string | undefined): Cite {
  const { link, ...words } = known.get(citation) ?? lookUp(citation);
  const url = link ?? (publicUrl && `${publicUrl}/sources/${citation.source.id}?at=${words.at}#quote`);
  return { source, ...words, ...(url !== undefined && { url }) };
}

/** The part of a citation that is the same in every answer. */
type Known = Omit<Cite, "source" | "url"> & { readonly link?: string | undefined };

/** Cached: a citation never changes either. */
const known = new WeakMap<Citation, Known>();

function lookUp(citation: Citation): Known {
  const at = citation.spans.map(({ start, end }) => `${start}-${end}`).join(",");
  const found = { quote: citation.quote, ...surroundings(citation), at, link: linkToWords(citation) };
  known.set(citation, found);
  return found;
}

function noteOf(source: Source, number: number): Note {
  const { id, author, publisher, published } = source;
  return {
    number,
    source: id,
    title: titleOf(source),
    ...(author !== undefined && { author }),
    ...(publisher !== undefined && { publisher }),
    ...(published !== undefined && { published }),
  };
}
