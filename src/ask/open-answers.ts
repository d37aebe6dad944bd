import { setTimeout } from "node:timers/promises";
import type { Admits, Briefing, Library, PartsOf, Passage, SectionName, Source, Statement } from "#briefing";
import { isWithin, SECTIONS } from "#briefing";
import { choose } from "./rank/choose.ts";
import type { Read } from "./rank/signs.ts";
import type { IsOpen } from "./search/candidates.ts";
import {
  addText,
  createPostings,
  isMostlyGone,
  type Kept,
  type Postings,
  removeText,
  type Text,
} from "./search/postings.ts";

/** What may answer a question: a statement of a briefing, or a sentence of a source that a briefing cites. */
export type Hit = { readonly briefing: Briefing } & (
  | { readonly section: SectionName; readonly statement: Statement }
  | { readonly source: Source; readonly passage: Passage }
);

/** What was found. */
export type FoundAnswer = {
  /** How sure it is that the first hit answers; see `SURE`. */
  readonly sure: number;
  /** The best first; further ones only where they add something. */
  readonly hits: readonly Hit[];
  /** What was searched. `newest`: the date of the newest source, `YYYY-MM-DD`. */
  readonly searched: { readonly stories: number; readonly sources: number; readonly newest?: string };
};

/** Finds answers in a library. */
export type Answers = {
  /** Reads what changed since the last library, text by text, and lets others work in between; a question reads what is left. */
  prepare(library: Library): Promise<void>;
  find(question: string, library: Library, admits: Admits, where?: Where): FoundAnswer;
  /** The sentences of sources that share most with a sentence, the nearest first. */
  near(sentence: string, library: Library, admits: Admits, most: number, partsOf?: Where["partsOf"]): readonly Near[];
};

/** Where to look. `topic`: in this story only; `partsOf`: only in these parts of sources, by default in all of them. */
export type Where = { readonly topic?: string | undefined; readonly partsOf?: PartsOf | undefined };

/** A sentence of a source, and a story that cites the source. */
export type Near = { readonly briefing: Briefing; readonly source: Source; readonly passage: Passage };

/** From here on a hit is shown as the answer: set on questions whose answers were looked at by hand. */
export const SURE = -0.4;

/** How long others get their turn after each text, which takes some milliseconds itself. */
const BETWEEN_MS = 10;

const MOST_HITS = 3;
/** A further hit this much worse than the first adds nothing. */
const MOST_WORSE = 1.2;
/** Two that share more of their words say the same. */
const MOST_ALIKE = 0.5;

/**
 * Makes an index that follows a library: each call reads what changed in the library that it is given.
 *
 * @example
 * const answers = openAnswers();
 * const { sure, hits } = answers.find("When will trains stop?", library, () => true);
 * if (sure >= SURE) console.log(hits[0]?.briefing.title);
 */
export function openAnswers(): Answers {
  let postings = createPostings();
  let kept = new Map<string, Kept>();
  let followed: Library | undefined;

  /** Counts who reads: whoever finds that another began is no longer needed. */
  let readers = 0;

  /** Takes out what a library no longer says; returns what it says and is not read yet. */
  const unread = (library: Library) => {
    readers += 1;
    followed = undefined;
    const texts = new Map(textsOf(library).map((text) => [text.key, text]));
    for (const [key, old] of kept) {
      if (texts.get(key)?.version === old.version) continue;
      removeText(postings, old);
      kept.delete(key);
    }
    if (isMostlyGone(postings)) {
      postings = createPostings();
      kept = new Map();
    }
    return [...texts.values()].filter(({ key }) => !kept.has(key));
  };
  const follow = (library: Library) => {
    if (library === followed) return;
    for (const text of unread(library)) kept.set(text.key, addText(postings, text));
    followed = library;
  };

  return {
    async prepare(library) {
      if (library === followed) return;
      const left = unread(library);
      const own = readers;
      for (const text of left) {
        await setTimeout(BETWEEN_MS, undefined, { ref: false });
        if (own !== readers) return;
        kept.set(text.key, addText(postings, text));
      }
      followed = library;
    },
    find(question, library, admits, { topic, partsOf } = {}) {
      follow(library);
      const seen = library.briefings.filter(
        (briefing) => admits(briefing) && (topic === undefined || briefing.topic === topic),
      );
      const read = readersOf(library, seen);
      const { sure, best } = choose(
        question.slice(0, MOST_ASKED),
        postings,
        ({ key }) => read.has(key),
        inParts(library, partsOf),
      );
      return { sure, hits: hitsOf(best, postings, library, read), searched: searchedIn(library, seen, read) };
    },
    near(sentence, library, admits, most, partsOf) {
      follow(library);
      const read = readersOf(library, library.briefings.filter(admits));
      const isSource = ({ key }: Kept) => key.startsWith("source ") && read.has(key);
      const { best } = choose(sentence.slice(0, MOST_ASKED), postings, isSource, inParts(library, partsOf));
      const shared = ({ signs }: Ranked) => (signs.get("share") ?? 0) + (signs.get("near") ?? 0);
      const nearest = [...best].sort((a, b) => shared(b) - shared(a));
      return nearest.slice(0, most).flatMap((one) => {
        const source = library.source(idOf(one.text));
        const [briefing] = read.get(one.text.key) ?? [];
        return source && briefing ? [{ briefing, source, passage: passageOf(one, postings) }] : [];
      });
    },
  };
}

/** A longer question isn't a question. */
const MOST_ASKED = 1_000;

/** What a library is searched for: the text of each source, and each briefing's statements. */
function textsOf(library: Library): Text[] {
  const sources = library.sources
    .filter(({ id }) => library.citing(id).length > 0)
    .map(({ id, version, title = "", text }) => ({ key: `source ${id}`, version: `${version} ${title}`, title, text }));
  const briefings = library.briefings.map((briefing): Text => {
    const spans: { start: number; end: number }[] = [];
    let text = "";
    for (const { text: said } of statementsOf(briefing)) {
      spans.push({ start: text.length, end: text.length + said.length });
      text += `${said}\n`;
    }
    const { topic, version, title } = briefing;
    return { key: `briefing ${topic}`, version, title, text, spans };
  });
  return [...sources, ...briefings];
}

type Placed = Statement & { readonly section: SectionName };

function statementsOf({ sections }: Briefing): Placed[] {
  return SECTIONS.flatMap((section) => sections[section].statements.map((statement) => ({ ...statement, section })));
}

/** The texts that may be read, each with the stories that it belongs to. */
function readersOf(library: Library, seen: readonly Briefing[]): ReadonlyMap<string, readonly Briefing[]> {
  const read = new Map<string, Briefing[]>();
  const add = (key: string, briefing: Briefing) => {
    const known = read.get(key);
    if (!known) read.set(key, [briefing]);
    else if (!known.includes(briefing)) known.push(briefing);
  };
  for (const briefing of seen) {
    add(`briefing ${briefing.topic}`, briefing);
    for (const { citations } of statementsOf(briefing))
      for (const { source } of citations)
        if (library.source(source.id) === source) add(`source ${source.id}`, briefing);
  }
  return read;
}

/** Whether a sentence of a text may be read; what is not is passed over as if it were not there. */
function inParts(library: Library, partsOf: PartsOf | undefined): IsOpen | undefined {
  if (!partsOf) return undefined;
  const known = new Map<Kept, readonly Passage[]>();
  return (text, passage) => {
    if (!text.key.startsWith("source ")) return true;
    const source = library.source(idOf(text));
    const parts = known.get(text) ?? (source ? partsOf(source) : []);
    known.set(text, parts);
    return isWithin(passage, parts);
  };
}

type Ranked = Read & { readonly worth: number };

function hitsOf(
  best: readonly Ranked[],
  postings: Postings,
  library: Library,
  read: ReadonlyMap<string, readonly Briefing[]>,
): Hit[] {
  const hits: Hit[] = [];
  const shown: ReadonlySet<string>[] = [];
  const [first] = best;
  for (const one of best) {
    if (!first || hits.length === MOST_HITS || one.worth < first.worth - MOST_WORSE) break;
    const roots = new Set(one.terms.map(({ root }) => root));
    if (shown.some((other) => alike(roots, other) > MOST_ALIKE)) continue;
    const hit = hitOf(one, best, postings, library, read);
    if (!hit || hits.some((other) => isSame(hit, other))) continue;
    shown.push(roots);
    hits.push(hit);
  }
  return hits;
}

function hitOf(
  one: Ranked,
  best: readonly Ranked[],
  postings: Postings,
  library: Library,
  read: ReadonlyMap<string, readonly Briefing[]>,
): Hit | undefined {
  const stories = read.get(one.text.key) ?? [];
  if (one.text.key.startsWith("briefing ")) return statementAt(one, stories);
  const source = library.source(idOf(one.text));
  const [story] = stories;
  if (!source || !story) return undefined;
  const passage = passageOf(one, postings);
  // A person wrote the statement, from these very words; it replaces them if it has every word of the question that is
  // in them.
  for (const other of best) {
    if (!other.text.key.startsWith("briefing ") || (other.mask & one.mask) !== one.mask) continue;
    const hit = statementAt(other, read.get(other.text.key) ?? []);
    if (hit && "statement" in hit && restsOn(hit.statement, source, passage)) return hit;
  }
  return { briefing: story, source, passage };
}

function idOf({ key }: Kept): string {
  return key.slice(key.indexOf(" ") + 1);
}

function passageOf({ sentence }: Ranked, { starts, ends }: Postings): Passage {
  return { start: starts.values[sentence] as number, end: ends.values[sentence] as number };
}

function statementAt({ sentence, text }: Ranked, [briefing]: readonly Briefing[]): Hit | undefined {
  const found = briefing && statementsOf(briefing)[sentence - text.first];
  if (!found) return undefined;
  const statement = briefing.sections[found.section].statements.find(({ text }) => text === found.text);
  return statement && { briefing, section: found.section, statement };
}

function restsOn({ citations }: Statement, source: Source, { start, end }: Passage): boolean {
  return citations.some(
    ({ source: cited, spans }) => cited.id === source.id && spans.some((span) => span.start < end && span.end > start),
  );
}

function isSame(one: Hit, other: Hit): boolean {
  if ("statement" in one && "statement" in other) return one.statement === other.statement;
  if ("source" in one && "source" in other)
    return one.source === other.source && one.passage.start === other.passage.start;
  const [raw, said] = "source" in one ? [one, other] : [other, one];
  return "source" in raw && "statement" in said && restsOn(said.statement, raw.source, raw.passage);
}

function alike(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const common = one.intersection(other).size;
  return common / Math.max(1, Math.min(one.size, other.size));
}

function searchedIn(
  library: Library,
  seen: readonly Briefing[],
  read: ReadonlyMap<string, readonly Briefing[]>,
): FoundAnswer["searched"] {
  const sources = library.sources.filter(({ id }) => read.has(`source ${id}`));
  const newest = sources.map(({ published = "" }) => published).reduce((a, b) => (b > a ? b : a), "");
  return { stories: seen.length, sources: sources.length, ...(newest !== "" && { newest }) };
}
