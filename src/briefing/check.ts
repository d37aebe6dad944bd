import { createHash } from "node:crypto";
import { type Briefing, type Citation, SECTIONS, type Section, type SectionName, type Statement } from "./briefing.ts";
import { type Folded, fold, foldWithMap } from "./fold.ts";
import { nearest, type Tokens, tokenize } from "./nearest.ts";
import { type Problem, problemIn, quoted, type Trouble } from "./problem.ts";
import { locate, type Passages } from "./quote.ts";
import type { Source } from "./source.ts";
import { maybeSecondSentence, secondSentence, type WrittenFootnote, type WrittenStatement } from "./statement.ts";
import type { WrittenBriefing } from "./written.ts";

/** The sources as the checker reads them: folded once each, for as long as a check runs. */
export type Desk = {
  source(id: string): Source | undefined;
  folded(source: Source): Folded;
  tokens(source: Source): Tokens;
  /** Where the source's file stands, or would stand. */
  file(id: string): string;
  /** A file of that id is there but gives no source. */
  isBroken(id: string): boolean;
};

/** `briefing` is absent where nothing may be shown: withdrawn, or an unreadable audience. */
export type CheckedBriefing = { readonly briefing?: Briefing; readonly problems: readonly Problem[] };

/** Lays out sources for checking; what it folds is let go with it. */
export function openDesk(
  sources: ReadonlyMap<string, Source>,
  file: (id: string) => string,
  broken: ReadonlySet<string>,
): Desk {
  const folded = new Map<string, Folded>();
  const tokens = new Map<string, Tokens>();
  const desk: Desk = {
    source: (id) => sources.get(id),
    folded: (source) => remember(folded, source.id, () => foldWithMap(source.text)),
    tokens: (source) => remember(tokens, source.id, () => tokenize(desk.folded(source))),
    file,
    isBroken: (id) => broken.has(id),
  };
  return desk;
}

/**
 * Checks a briefing against its sources: every citation is resolved to the passages where its words stand. A statement
 * with a problem is left out with its whole item and counted as withheld; the others are kept. The only maker of citations.
 * `changedAt`: when its words changed, if that is known.
 */
export function checkBriefing(
  topic: string,
  file: string,
  written: WrittenBriefing,
  desk: Desk,
  changedAt: string | undefined,
): CheckedBriefing {
  const troubles: Trouble[] = [...written.problems];
  const citations = new Map<string, Citation>();
  for (const [label, footnote] of written.footnotes) {
    const made = cite(footnote, desk);
    if ("message" in made) troubles.push(made);
    else if ("quote" in made) citations.set(label, made);
  }
  const sections = {} as Record<SectionName, Section>;
  for (const name of SECTIONS) {
    const faulty = new Set(written.spoiled);
    const checked = written.sections[name].map((one) => {
      const { statement, told } = checkStatement(one, written.footnotes, citations, desk);
      troubles.push(...told);
      // Half of what an item says may say the opposite.
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
  if (written.withdrawn || !written.audience) return { problems };
  const title = written.title ?? topic;
  const said = { title, ...(written.asOf !== undefined && { asOf: written.asOf }), sections: Object.freeze(sections) };
  const briefing: Briefing = Object.freeze({
    topic,
    ...said,
    aliases: Object.freeze([...written.aliases]),
    audience: written.audience,
    version: versionOf(said),
    ...(changedAt !== undefined && { changedAt }),
  });
  return { briefing, problems };
}

/** `statement` is absent where it may not be said. */
type CheckedStatement = { readonly statement?: Statement; readonly told: readonly Trouble[] };

function checkStatement(
  { text, marks, problem, doubt, warnings }: WrittenStatement,
  footnotes: ReadonlyMap<string, WrittenFootnote>,
  citations: ReadonlyMap<string, Citation>,
  desk: Desk,
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
    const isOrdinary = isLikely && cited.some(({ source }) => isOrdinaryWord(word, desk.folded(source).text));
    told.push(isOrdinary ? secondSentence(doubt, rest) : maybeSecondSentence(doubt, rest));
  }
  const [first, ...rest] = cited;
  const isFaulty = told.some(({ severity }) => severity !== "warning") || cited.length < marks.length;
  if (!first || isFaulty) return { told };
  return { statement: Object.freeze({ text, citations: Object.freeze([first, ...rest] as const) }), told };
}

/** Whether the source has the word in the middle of a sentence, without a dot: it is no abbreviation then. */
function isOrdinaryWord(word: string, text: string): boolean {
  const wanted = fold(word);
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const after = text.slice(at + wanted.length, at + wanted.length + 2);
    if (!/[\p{L}\p{M}]/u.test(text[at - 1] ?? "") && /^[,;]?[\s,;]/.test(after)) return true;
  }
  return false;
}

/** A footnote's citation; its trouble; or neither, where its file already has the trouble elsewhere. */
function cite(footnote: WrittenFootnote, desk: Desk): Citation | Trouble | { readonly none: true } {
  if (footnote.problem) return footnote.problem;
  if (footnote.quote === undefined) return { none: true };
  const { label, quote, source: id } = footnote;
  const { line, column } = footnote.quoteAt ?? footnote;
  const source = desk.source(id);
  if (!source) {
    const why = desk.isBroken(id)
      ? `cannot be read: mend ${desk.file(id)}`
      : `is not there: add ${desk.file(id)} or correct the id`;
    return { line: footnote.line, column: footnote.column, message: `footnote [^${label}]: the source “${id}” ${why}` };
  }
  const folded = desk.folded(source);
  const located = locate(quote, folded);
  const where = desk.file(id);
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
        message: `${quoted(located.piece)} begins or ends inside a word or a number of ${where}: quote whole words, and a number with its sign, range and unit. Nearest: ${quoted(located.whole)}`,
      };
    case "invisible":
      return {
        line,
        column,
        message: `${quoted(quote)} differs from ${where} only in marks that nobody sees (${located.marks}): copy the words from there again`,
      };
    case "across-paragraphs":
      return {
        line,
        column,
        message: `${quoted(quote)} does not stand in one paragraph of ${where} in this order: quote from one paragraph, and give the other words a footnote of their own`,
      };
    case "missing": {
      const near = nearest(quote, folded, desk.tokens(source));
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
