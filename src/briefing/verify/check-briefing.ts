import { createHash } from "node:crypto";
import {
  type Briefing,
  type Citation,
  SECTIONS,
  type Section,
  type SectionName,
  type Statement,
} from "../content/briefing.ts";
import type { Passages } from "../content/passage.ts";
import { type Problem, quoted } from "../content/problem.ts";
import type { Source } from "../content/source.ts";
import type { ParsedBriefing } from "../parse/briefing-file.ts";
import type { ParsedFootnote, ParsedStatement } from "../parse/statements.ts";
import { locateQuote } from "./locate-quote.ts";
import { nearestPassage, type Tokens, tokenize } from "./nearest-passage.ts";
import { type Normalized, normalizeWithMap } from "./normalize.ts";

/** The sources as the checker reads them: normalized once each, for as long as a check runs. */
export type NormalizedSources = {
  source(id: string): Source | undefined;
  normalized(source: Source): Normalized;
  tokens(source: Source): Tokens;
  /** Where the source's file stands, or would stand. */
  file(id: string): string;
  /** A file of that id is there but gives no source. */
  isBroken(id: string): boolean;
};

/** `briefing` is absent where nothing may be shown: withdrawn, or an unreadable audience. */
export type CheckedBriefing = { readonly briefing?: Briefing; readonly problems: readonly Problem[] };

/** Normalizes sources for checking, each when it is first needed; all of it is let go together. */
export function normalizeSources(
  sources: ReadonlyMap<string, Source>,
  file: (id: string) => string,
  broken: ReadonlySet<string>,
): NormalizedSources {
  const normalized = new Map<string, Normalized>();
  const tokens = new Map<string, Tokens>();
  const read: NormalizedSources = {
    source: (id) => sources.get(id),
    normalized: (source) => remember(normalized, source.id, () => normalizeWithMap(source.text)),
    tokens: (source) => remember(tokens, source.id, () => tokenize(read.normalized(source))),
    file,
    isBroken: (id) => broken.has(id),
  };
  return read;
}

/**
 * Checks a briefing against its sources: every citation is resolved to the passages where its words stand. A statement
 * with a problem is left out and counted as withheld; the others are kept. The only maker of citations.
 */
export function checkBriefing(
  topic: string,
  file: string,
  parsed: ParsedBriefing,
  sources: NormalizedSources,
  changedAt: string,
): CheckedBriefing {
  const problems: Problem[] = parsed.problems.map((problem) => ({ file, ...problem }));
  const citations = new Map<string, Citation>();
  for (const [label, footnote] of parsed.footnotes) {
    const made = cite(footnote, sources);
    if ("message" in made) problems.push({ file, ...made });
    else if ("quote" in made) citations.set(label, made);
  }
  const sections = {} as Record<SectionName, Section>;
  for (const name of SECTIONS) {
    const statements: Statement[] = [];
    for (const one of parsed.sections[name]) {
      const result = checkStatement(one, parsed.footnotes, citations);
      if ("citations" in result) statements.push(result);
      else problems.push(...result.problems.map((problem) => ({ file, ...problem })));
    }
    const withheld = parsed.sections[name].length - statements.length;
    sections[name] = Object.freeze({ statements: Object.freeze(statements), withheld });
  }
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  if (parsed.withdrawn || !parsed.audience) return { problems };
  const title = parsed.title ?? topic;
  const said = { title, ...(parsed.asOf !== undefined && { asOf: parsed.asOf }), sections: Object.freeze(sections) };
  const briefing: Briefing = Object.freeze({
    topic,
    ...said,
    aliases: Object.freeze([...parsed.aliases]),
    audience: parsed.audience,
    version: versionOf(said),
    changedAt,
  });
  return { briefing, problems };
}

type Trouble = { readonly line: number; readonly column: number; readonly message: string };

function checkStatement(
  { text, marks, problem }: ParsedStatement,
  footnotes: ReadonlyMap<string, ParsedFootnote>,
  citations: ReadonlyMap<string, Citation>,
): Statement | { problems: Trouble[] } {
  const problems: Trouble[] = problem ? [problem] : [];
  const cited: Citation[] = [];
  for (const { label, line, column } of marks) {
    const citation = citations.get(label);
    if (citation) cited.push(citation);
    else if (!footnotes.has(label)) {
      const message = `the mark [^${label}] has no footnote: add a line [^${label}]: source-id "exact words"`;
      problems.push({ line, column, message });
    }
  }
  const [first, ...rest] = cited;
  if (problems.length > 0 || !first || cited.length < marks.length) return { problems };
  return Object.freeze({ text, citations: Object.freeze([first, ...rest] as const) });
}

/** A footnote's citation; its trouble; or neither, where its file already has the trouble elsewhere. */
function cite(footnote: ParsedFootnote, sources: NormalizedSources): Citation | Trouble | { readonly none: true } {
  if (footnote.problem) return footnote.problem;
  if (footnote.quote === undefined) return { none: true };
  const { label, quote, source: id } = footnote;
  const { line, column } = footnote.quoteAt ?? footnote;
  const source = sources.source(id);
  if (!source) {
    const why = sources.isBroken(id)
      ? `cannot be read: mend ${sources.file(id)}`
      : `is not there: add ${sources.file(id)} or correct the id`;
    return { line: footnote.line, column: footnote.column, message: `footnote [^${label}]: the source “${id}” ${why}` };
  }
  const normalized = sources.normalized(source);
  const located = locateQuote(quote, normalized);
  const where = sources.file(id);
  switch (located.kind) {
    case "found":
      return makeCitation(source, located.spans);
    case "too-short": {
      const piece = located.piece === "" ? "an empty piece" : quoted(located.piece);
      return {
        line,
        column,
        message: `${piece} is too short to prove anything: quote at least three words, on each side of a […] too`,
      };
    }
    case "inside-word":
      return {
        line,
        column,
        message: `${quoted(located.piece)} begins or ends inside a word of ${where}: quote whole words. Nearest: ${quoted(located.whole)}`,
      };
    case "across-paragraphs":
      return {
        line,
        column,
        message: `${quoted(quote)} does not stand in one paragraph of ${where} in this order: quote from one paragraph, and give the other words a footnote of their own`,
      };
    case "missing": {
      const near = nearestPassage(quote, normalized, sources.tokens(source));
      const hint =
        near === undefined
          ? "Nothing there comes near: correct the words or the source id"
          : `Nearest: ${quoted(near, 200)}`;
      return { line, column, message: `${quoted(quote)} is not in ${where}. ${hint}` };
    }
  }
}

function makeCitation(source: Source, spans: Passages): Citation {
  const quote = spans.map(({ start, end }) => source.text.slice(start, end)).join(" […] ");
  for (const span of spans) Object.freeze(span);
  return Object.freeze({ source, spans: Object.freeze(spans), quote }) as Citation;
}

function versionOf({ title, asOf, sections }: Pick<Briefing, "title" | "asOf" | "sections">): string {
  const said = SECTIONS.map((name) =>
    sections[name].statements.map(({ text, citations }) => [
      text,
      citations.map(({ source, quote }) => [source.id, quote]),
    ]),
  );
  return createHash("sha256")
    .update(JSON.stringify([title, asOf ?? null, said]))
    .digest("hex");
}

function remember<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
