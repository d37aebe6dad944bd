import {
  type Briefing,
  checkText,
  contentFile,
  isError,
  SECTIONS,
  type SectionName,
  type Sentence,
  type Source,
  sentencesOf,
  titleOf,
} from "#briefing";
import { type Difference, tellDifference } from "../support/align/difference.ts";
import { type Evidence, evidenceOf } from "../support/align/evidence.ts";
import { compare } from "../support/check-support.ts";
import type { Written, WrittenSections } from "./briefing-text.ts";
import { readForDraft } from "./candidates.ts";
import { choose, likeness } from "./choose.ts";
import { compareSources } from "./compare-sources.ts";
import { type Draft, writtenSections } from "./draft.ts";
import { insertInto } from "./insert.ts";
import { besideProposed, chosenBeside, NOTHING_PROPOSED, type Proposed } from "./proposed.ts";
import { type ReviewItem, reviewOf } from "./review.ts";

export type UpdateOptions = {
  readonly topic: string;
  /** The briefing file as it is: what a person wrote stays. */
  readonly file: string;
  /** Those that the file cites, and the new ones. */
  readonly sources: readonly Source[];
  readonly added: readonly Source[];
  readonly points?: number;
  readonly proposed?: Proposed;
};

/** How many new statements a person looks through beside the old ones. */
export const MOST_NEW = 3;

/**
 * Adds what new documents say to an existing briefing: its own lines stay as they are. What they contradict is quoted
 * under "Where sources differ" and put on the review list. Undefined if the file can't be read as a briefing.
 */
export function update({
  topic,
  file,
  sources,
  added,
  points = MOST_NEW,
  proposed: given = NOTHING_PROPOSED,
}: UpdateOptions): Draft | undefined {
  const check = (text: string) =>
    checkText({ topic, file: `drafts/${topic}.md`, text }, sources, (id) => contentFile("", "source", id));
  const before = check(file);
  if (before.isBroken || !before.briefing) return undefined;
  const said = statementsOf(before.briefing);
  const readings = added.map(readForDraft);
  const sentences = said.map(({ sentence }) => sentence);
  const chosen = chosenBeside(given, choose(readings, { points, ...besideProposed(given, sentences) }));
  const comparison = compareSources(
    (["happening", "important", "next"] as const).flatMap((name) => chosen.sections[name]),
    readings,
  );
  const against = added.flatMap((source) => setAgainst(said, source));
  const proposed = writtenSections(chosen, comparison, given);
  let sections: WrittenSections = {
    ...proposed,
    differ: [...proposed.differ, ...against.flatMap(({ differ }) => differ)],
  };
  const count = (of: WrittenSections) => SECTIONS.reduce((sum, name) => sum + of[name].length, 0);
  for (;;) {
    const text = insertInto(file, sections);
    const after = check(text);
    const kept = keep(sections, after.briefing);
    const isWorse = after.problems.filter(isError).length > before.problems.filter(isError).length;
    if (count(kept) === count(sections) && (!isWorse || count(kept) === 0)) {
      const news = after.problems.filter(({ message }) => !before.problems.some((one) => one.message === message));
      const review = [...against.map(({ item }) => item), ...reviewOf(chosen, comparison, news, given)];
      return { text: count(sections) === 0 ? file : text, review, statements: count(sections) };
    }
    sections = count(kept) === count(sections) ? { happening: [], important: [], next: [], differ: [] } : kept;
  }
}

function keep(sections: WrittenSections, briefing: Briefing | undefined): WrittenSections {
  const kept = (name: SectionName) => {
    const said = new Set(briefing?.sections[name].statements.map(({ text }) => text));
    return sections[name].filter(({ text }) => said.has(text));
  };
  return { happening: kept("happening"), important: kept("important"), next: kept("next"), differ: kept("differ") };
}

type Said = { readonly sentence: Sentence; readonly source: Source; readonly quote: string };

function statementsOf({ sections }: Briefing): Said[] {
  return SECTIONS.flatMap((name) =>
    sections[name].statements.flatMap(({ text, citations: [first] }) =>
      sentencesOf(text)
        .slice(0, 1)
        .map((sentence) => ({ sentence, source: first.source, quote: first.quote })),
    ),
  );
}

const SAME_MATTER = 0.5;
const TURNS = new Set(["number", "unit", "date", "negation", "opposite"]);
const MOST_QUOTED = 400;

/** Statements that a new document says otherwise. */
function setAgainst(said: readonly Said[], source: Source): { item: ReviewItem; differ: Written[] }[] {
  const evidence = evidenceOf(source.text);
  return said.flatMap(({ sentence, source: own, quote }) => {
    const { aligned } = compare(sentence.text, evidence);
    const other = evidence.sentences[aligned?.bearing[0] ?? -1];
    if (!other || own.id === source.id || likeness(sentence, other) < SAME_MATTER) return [];
    const found = turnIn(sentence, other, evidenceOf(other.text));
    if (!found) return [];
    const words = other.text.replace(/[.!]$/, "");
    const why = `${titleOf(source)} contradicts it, or has newer facts (${tellDifference(found)}): “${words}”`;
    const isShort = words.length + quote.length <= MOST_QUOTED && !quote.includes("[…]");
    const text = `${nameOf(own)} says “${inner(quote)}”, ${nameOf(source)} says “${inner(words)}”.`;
    const quotes = [
      { source: own.id, quote: quote.replace(/\s+/g, " ") },
      { source: source.id, quote: words },
    ];
    return [{ item: { about: sentence.text, why }, differ: isShort ? [{ text, quotes }] : [] }];
  });
}

function turnIn(sentence: Sentence, other: Sentence, evidence: Evidence): Difference | undefined {
  const forth = compare(sentence.text, evidence).differences;
  const back = compare(other.text, evidenceOf(sentence.text)).differences;
  return forth.find(({ kind }) => TURNS.has(kind) && back.some((one) => one.kind === kind));
}

function inner(quote: string): string {
  return quote.replace(/\s+/g, " ").replaceAll("“", "‘").replaceAll("”", "’").replaceAll('"', "’");
}

function nameOf(source: Source): string {
  return source.publisher ?? titleOf(source).replace(/[.!?]+$/, "");
}
