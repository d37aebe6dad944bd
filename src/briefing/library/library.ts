import { type Briefing, type Citation, SECTIONS, type SectionName, type Statement } from "../content/briefing.ts";
import { lazy } from "../content/lazy.ts";
import type { Problem } from "../content/problem.ts";
import type { Source } from "../content/source.ts";
import type { DeclaredChange, Withheld } from "../content/upkeep.ts";
import { type Admits, type Found, openTopicIndex } from "./topic-index.ts";

/** A statement of a briefing that cites a source. */
export type Citing = {
  readonly briefing: Briefing;
  readonly section: SectionName;
  readonly statement: Statement;
  readonly citation: Citation;
};

/** All sources and briefings, loaded, checked and frozen; replaced whole when files change. */
export type Library = {
  /** Newest change first, then those with no known change. Without withdrawn ones. */
  readonly briefings: readonly Briefing[];
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
  briefing(topic: string): Briefing | undefined;
  source(id: string): Source | undefined;
  /** What the file of a withdrawn briefing says of its withdrawal. */
  withdrawal(topic: string): DeclaredChange | undefined;
  /** The briefing with this topic, alias or title, ignoring case, hyphens and spaces. */
  named(words: string, admits: Admits): Briefing | undefined;
  /** Briefings that these words may mean, best first; without words, all that are admitted. */
  search(words: string, admits: Admits, most: number): Found;
  /** Briefings whose names begin with these words, best first: suggestions while somebody types. */
  complete(words: string, admits: Admits, most: number): readonly Briefing[];
  /** Every statement that cites the source. */
  citing(sourceId: string): readonly Citing[];
};

/** Makes a library of checked briefings and sources. */
export function createLibrary(
  briefings: readonly Briefing[],
  sources: ReadonlyMap<string, Source>,
  problems: readonly Problem[],
  withdrawn: ReadonlyMap<string, DeclaredChange> = new Map(),
): Library {
  const byTopic = new Map(briefings.map((briefing) => [briefing.topic, briefing]));
  const newestFirst = [...briefings].sort(
    (a, b) => compare(b.changedAt ?? "", a.changedAt ?? "") || compare(a.topic, b.topic),
  );
  const index = lazy(() => openTopicIndex(newestFirst));
  const citing = lazy(() => indexCitations(briefings));
  return Object.freeze({
    briefings: Object.freeze(newestFirst),
    sources: Object.freeze([...sources.values()].sort((a, b) => compare(a.id, b.id))),
    problems: Object.freeze([...problems]),
    briefing: (topic: string) => byTopic.get(topic),
    source: (id: string) => sources.get(id),
    withdrawal: (topic: string) => withdrawn.get(topic),
    named: (words: string, admits: Admits) => index().named(words, admits),
    search: (words: string, admits: Admits, most: number) => index().search(words, admits, most),
    complete: (words: string, admits: Admits, most: number) => index().complete(words, admits, most),
    citing: (sourceId: string) => citing().get(sourceId) ?? [],
  });
}

/** A library without the briefings that were withdrawn: no reader of it has to look who was. */
export function withoutWithheld(
  library: Library,
  withheld: ReadonlyMap<string, Withheld>,
  problemOf: (topic: string, withheld: Withheld) => Problem,
): Library {
  if (withheld.size === 0) return library;
  const told = library.briefings.flatMap(({ topic }) => {
    const one = withheld.get(topic);
    return one ? [problemOf(topic, one)] : [];
  });
  const rest = library.briefings.filter(({ topic }) => !withheld.has(topic));
  const sources = new Map(library.sources.map((source) => [source.id, source]));
  const shown = createLibrary(rest, sources, [...library.problems, ...told]);
  return Object.freeze({
    ...shown,
    withdrawal(topic: string): DeclaredChange | undefined {
      const one = withheld.get(topic);
      return one
        ? { kind: "withdrawal", why: one.why, of: "", isCurrent: true, isCertain: true }
        : library.withdrawal(topic);
    },
  });
}

/** Whether a library shows less of any briefing than an earlier one. */
export function saysLess(library: Library, before: Library): boolean {
  return before.briefings.some((briefing) => {
    const now = library.briefing(briefing.topic);
    return now !== briefing && (!now || saidIn(now) < saidIn(briefing));
  });
}

function saidIn({ sections }: Briefing): number {
  return SECTIONS.reduce((said, name) => said + sections[name].statements.length, 0);
}

function indexCitations(briefings: readonly Briefing[]): Map<string, Citing[]> {
  const bySource = new Map<string, Citing[]>();
  for (const briefing of briefings) {
    for (const section of SECTIONS) {
      for (const statement of briefing.sections[section].statements) {
        for (const citation of statement.citations) {
          const of = bySource.get(citation.source.id) ?? [];
          of.push({ briefing, section, statement, citation });
          bySource.set(citation.source.id, of);
        }
      }
    }
  }
  return bySource;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
