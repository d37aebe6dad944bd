import { checkText, contentFile, type Problem, SECTIONS, type Source } from "#briefing";
import { SCORED } from "../sections/model.ts";
import type { Written, WrittenSections } from "./briefing-text.ts";
import { writeBriefing } from "./briefing-text.ts";
import { type Candidate, readForDraft } from "./candidates.ts";
import { type Chosen, choose } from "./choose.ts";
import { type Comparison, compareSources, tellConflict } from "./compare-sources.ts";
import { nameInFull } from "./full-names.ts";
import { besideProposed, chosenBeside, NOTHING_PROPOSED, type Proposed } from "./proposed.ts";
import { type ReviewItem, reviewOf } from "./review.ts";
import { titleFor } from "./title.ts";

export type DraftOptions = {
  readonly topic: string;
  readonly sources: readonly Source[];
  /** The most statements a section. */
  readonly points?: number;
  /** What comes before the choice of rules. */
  readonly proposed?: Proposed;
};

/** A briefing proposed from documents: the text of its file, and what a person should look at. */
export type Draft = { readonly text: string; readonly review: readonly ReviewItem[]; readonly statements: number };

/** The default number of statements a section. */
export const MOST_POINTS = 5;

/**
 * Drafts a briefing from sources by rules, without a model. Every statement of it passes the citation check: one that
 * did not is left out. `text` is the whole briefing file; with nothing to say, `statements` is 0.
 *
 * @example
 * const { text, review } = draft({ topic: "rail-strike", sources: library.sources, points: 3 });
 */
export function draft({ topic, sources, points = MOST_POINTS, proposed = NOTHING_PROPOSED }: DraftOptions): Draft {
  const readings = sources.map(readForDraft);
  const chosen = chosenBeside(proposed, choose(readings, { points, ...besideProposed(proposed, []) }));
  const comparison = compareSources(
    SCORED.flatMap((section) => chosen.sections[section]),
    readings,
  );
  const published = sources
    .map((source) => source.published ?? "")
    .sort()
    .at(-1);
  const header = { title: titleFor(topic, sources), asOf: published || undefined };
  const named = nameInFull(writtenSections(chosen, comparison, proposed), sources);
  const { text, problems, statements } = checked(topic, header, named.sections, sources);
  return { text, review: [...reviewOf(chosen, comparison, problems, proposed), ...named.changed], statements };
}

/** What was chosen as statements with the words they rest on. */
export function writtenSections(
  { sections }: Chosen,
  { same, conflicts }: Comparison,
  proposed: Proposed,
): WrittenSections {
  const written = (candidate: Candidate): Written => ({
    text: candidate.text,
    quotes: [candidate, ...(same.get(candidate) ?? [])].map(({ source, quote }) => ({ source: source.id, quote })),
  });
  return {
    happening: [...proposed.happening, ...sections.happening.map(written)],
    important: [...proposed.important, ...sections.important.map(written)],
    next: [...proposed.next, ...sections.next.map(written)],
    differ: conflicts.map((conflict) => ({
      text: tellConflict(conflict),
      quotes: [conflict.one, conflict.other].map(({ source, quote }) => ({ source: source.id, quote })),
    })),
  };
}

/** Writes the file and leaves out what its check does not pass, until all of it does. */
function checked(
  topic: string,
  header: Parameters<typeof writeBriefing>[0],
  proposed: WrittenSections,
  sources: readonly Source[],
): { text: string; problems: readonly Problem[]; statements: number } {
  let sections = proposed;
  for (;;) {
    const text = writeBriefing(header, sections);
    const { briefing, problems } = checkText({ topic, file: `drafts/${topic}.md`, text }, sources, (id) =>
      contentFile("", "source", id),
    );
    const errors = problems.filter(({ severity }) => severity === "error");
    const said = (name: (typeof SECTIONS)[number]) =>
      new Set(briefing?.sections[name].statements.map((one) => one.text));
    const kept = {
      happening: sections.happening.filter((one) => said("happening").has(one.text)),
      important: sections.important.filter((one) => said("important").has(one.text)),
      next: sections.next.filter((one) => said("next").has(one.text)),
      differ: sections.differ.filter((one) => said("differ").has(one.text)),
    };
    const statements = SECTIONS.reduce((sum, name) => sum + kept[name].length, 0);
    const before = SECTIONS.reduce((sum, name) => sum + sections[name].length, 0);
    if (errors.length === 0 && statements === before) return { text, problems, statements };
    if (statements === before) sections = { happening: [], important: [], next: [], differ: [] };
    else sections = kept;
  }
}
