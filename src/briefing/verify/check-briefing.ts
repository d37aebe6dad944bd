import { createHash } from "node:crypto";
import {
  type Briefing,
  type Citation,
  type Review,
  SECTIONS,
  type Section,
  type SectionName,
  type Statement,
} from "../content/briefing.ts";
import { type Normalized, normalize, normalizeWithMap } from "../content/normalize.ts";
import { type Problem, problemIn, quoted, type Trouble } from "../content/problem.ts";
import type { Passage, Passages, Source } from "../content/source.ts";
import type { DeclaredChange } from "../content/upkeep.ts";
import type { ParsedBriefing } from "../parse/briefing-file.ts";
import type { ParsedChange } from "../parse/freshness-fields.ts";
import { citedBy, hashOfReviewed, type Reviewed } from "../parse/review.ts";
import { maybeSecondSentence, type ParsedFootnote, type ParsedStatement, secondSentence } from "../parse/statements.ts";
import { locateQuote } from "./locate-quote.ts";
import { nearestPassage, type Tokens, tokenize } from "./nearest-passage.ts";
import { STATEMENT_CHECKS } from "./statement-checks.ts";

/** The sources as the checker reads them: normalized once each, for as long as a check runs. */
export type NormalizedSources = {
  source(id: string): Source | undefined;
  normalized(source: Source): Normalized;
  tokens(source: Source): Tokens;
  /** The path of the source's file, whether or not it exists. */
  file(id: string): string;
  /** Whether a file with that id exists but yields no source. */
  isBroken(id: string): boolean;
};

/** `briefing` is absent if nothing may be shown: it is withdrawn, or its audience is unreadable. */
export type CheckedBriefing = {
  readonly briefing?: Briefing;
  readonly problems: readonly Problem[];
  /** What the file of a withdrawn briefing says of that. */
  readonly withdrawn?: DeclaredChange;
};

/** Normalizes sources for checking, each when first needed; everything is released together. */
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
 * Checks a briefing against its sources: resolves every citation to the passages that contain its words. A statement
 * with a problem is left out with its whole item and counted as withheld; the others are kept. Only this makes citations.
 * `changedAt`: when its words changed, if that is known.
 */
export function checkBriefing(
  topic: string,
  file: string,
  parsed: ParsedBriefing,
  sources: NormalizedSources,
  changedAt: string | undefined,
): CheckedBriefing {
  const troubles: Trouble[] = [...parsed.problems];
  const citations = new Map<string, Citation>();
  for (const [label, footnote] of parsed.footnotes) {
    const made = cite(footnote, sources);
    if ("message" in made) troubles.push(made);
    else if ("quote" in made) citations.set(label, made);
  }
  const sections = {} as Record<SectionName, Section>;
  for (const name of SECTIONS) {
    const faulty = new Set(parsed.spoiled);
    const checked = parsed.sections[name].map((one) => {
      const { statement, told } = checkStatement(one, parsed.footnotes, citations, sources);
      troubles.push(...told);
      // Half of an item may say the opposite of the whole.
      if (!statement) faulty.add(one.item);
      return { item: one.item, statement };
    });
    const statements = checked.flatMap(({ item, statement }) => (statement && !faulty.has(item) ? [statement] : []));
    sections[name] = Object.freeze({
      statements: Object.freeze(statements),
      withheld: checked.length - statements.length,
    });
  }
  const problems = troubles.map((trouble) => problemIn(file, trouble));
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  if (parsed.withdrawn || !parsed.audience) {
    const says = parsed.withdrawn && parsed.change;
    return { problems, ...(says && { withdrawn: changeOf(says, parsed, sources) }) };
  }
  const title = parsed.title ?? topic;
  const said = { title, ...(parsed.asOf !== undefined && { asOf: parsed.asOf }), sections: Object.freeze(sections) };
  const briefing: Briefing = Object.freeze({
    topic,
    ...said,
    aliases: Object.freeze([...parsed.aliases]),
    audience: parsed.audience,
    ...(parsed.drafted && { drafted: parsed.drafted }),
    ...(parsed.reviewed && { review: reviewOf(parsed.reviewed, parsed, sources) }),
    ...(parsed.checked && { checked: reviewOf(parsed.checked, parsed, sources) }),
    ...(parsed.change && { change: changeOf(parsed.change, parsed, sources) }),
    ...(parsed.owner && { owner: parsed.owner }),
    ...(parsed.checkBy && { checkBy: parsed.checkBy }),
    version: versionOf(said),
    ...(changedAt !== undefined && { changedAt }),
  });
  return { briefing, problems };
}

function reviewOf({ by, at, of }: Reviewed, parsed: ParsedBriefing, sources: NormalizedSources): Review {
  return Object.freeze({ by, at, isChangedSince: !isStill(of, parsed, sources) });
}

function changeOf(change: ParsedChange, parsed: ParsedBriefing, sources: NormalizedSources): DeclaredChange {
  return Object.freeze({ ...change, isCurrent: isStill(change.of, parsed, sources) });
}

/** Whether the file and the sources that it cites still are what a hash was made of. */
function isStill(of: string, { text, footnotes }: ParsedBriefing, sources: NormalizedSources): boolean {
  return text !== undefined && hashOfReviewed(text, citedBy(footnotes, sources.source)) === of;
}

/** `statement` is absent if it must be held back. */
type CheckedStatement = { readonly statement?: Statement; readonly told: readonly Trouble[] };

function checkStatement(
  { text, marks, problem, doubt, warnings, line, column }: ParsedStatement,
  footnotes: ReadonlyMap<string, ParsedFootnote>,
  citations: ReadonlyMap<string, Citation>,
  sources: NormalizedSources,
): CheckedStatement {
  const told: Trouble[] = [...warnings, ...(problem ? [problem] : [])];
  const cited: Citation[] = [];
  for (const { label, line, column } of marks) {
    const citation = citations.get(label);
    if (citation) cited.push(citation);
    else if (!footnotes.has(label)) {
      const message = `the mark [^${label}] has no footnote: add a line [^${label}]: source-id "exact words"`;
      told.push({ line, column, message });
    }
  }
  if (doubt) {
    const { word, rest, isLikely } = doubt;
    const isOrdinary = isLikely && cited.some(({ source }) => isOrdinaryWord(word, sources.normalized(source).text));
    told.push(isOrdinary ? secondSentence(doubt, rest) : maybeSecondSentence(doubt, rest));
  }
  const [first, ...rest] = cited;
  const advice = first ? STATEMENT_CHECKS.flatMap((check) => check({ text, citations: [first, ...rest] })) : [];
  told.push(...advice.map((message): Trouble => ({ line, column, severity: "warning", message })));
  const isFaulty = told.some(({ severity }) => severity !== "warning") || cited.length < marks.length;
  if (!first || isFaulty) return { told };
  return { statement: Object.freeze({ text, citations: Object.freeze([first, ...rest] as const) }), told };
}

/** Whether the source has the word in mid-sentence without a period: then it is not an abbreviation. */
function isOrdinaryWord(word: string, text: string): boolean {
  const wanted = normalize(word);
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const after = text.slice(at + wanted.length, at + wanted.length + 2);
    if (!/[\p{L}\p{M}]/u.test(text[at - 1] ?? "") && /^[,;]?[\s,;]/.test(after)) return true;
  }
  return false;
}

/** A footnote's citation, or its trouble; or neither, if the file's trouble is already reported elsewhere. */
function cite(footnote: ParsedFootnote, sources: NormalizedSources): Citation | Trouble | { readonly none: true } {
  if (footnote.problem) return footnote.problem;
  if (footnote.quote === undefined) return { none: true };
  const { label, quote, source: id } = footnote;
  const { line, column } = footnote.quoteAt ?? footnote;
  const source = sources.source(id);
  if (!source) {
    const why = sources.isBroken(id)
      ? `cannot be read: fix ${sources.file(id)}`
      : `does not exist: add ${sources.file(id)} or correct the id`;
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
        message: `${piece} is too short to prove anything: quote at least three words, also on each side of a […]`,
      };
    }
    case "inside-word":
      return {
        line,
        column,
        message: `${quoted(located.piece)} begins or ends inside a word or a number of ${where}: quote whole words, and a number with its sign, range and unit. Nearest: ${quoted(located.whole)}`,
      };
    case "invisible":
      return {
        line,
        column,
        message: `${quoted(quote)} differs from ${where} only in invisible characters (${located.marks}): copy the words again from there`,
      };
    case "across-paragraphs":
      return {
        line,
        column,
        message: `${quoted(quote)} is not in one paragraph of ${where} in this order: quote from one paragraph, and give the other words a footnote of their own`,
      };
    case "missing": {
      const near = nearestPassage(quote, normalized, sources.tokens(source));
      const hint =
        near === undefined
          ? "Nothing there comes close: correct the words or the source id"
          : `Nearest: ${quoted(near, 200)}`;
      return { line, column, message: `${quoted(quote)} is not in ${where}. ${hint}` };
    }
  }
}

/**
 * A citation of a whole passage of a source, made by the rules for any quote; undefined where they refuse it, as across
 * paragraphs or of fewer than three words.
 */
export function citePassage(source: Source, { start, end }: Passage): Citation | undefined {
  return citeWords(source, source.text.slice(start, end));
}

/** A citation of words wherever they appear in a source, found by the rules for any quote; undefined if they don't. */
export function citeWords(source: Source, words: string): Citation | undefined {
  const located = locateQuote(words, normalizeWithMap(source.text));
  return located.kind === "found" ? makeCitation(source, located.spans) : undefined;
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
