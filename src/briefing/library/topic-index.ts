import MiniSearch, { type SearchOptions } from "minisearch";
import type { Briefing } from "../content/briefing.ts";
import { isUnspaced, UNSPACED_LETTER } from "../content/unspaced.ts";
import { normalize } from "../verify/normalize.ts";

/** Which briefings a search may see. */
export type Admits = (briefing: Briefing) => boolean;

/** What a search brings, best first. `sure`: each of the words was found, or came near, in every one of them. */
export type Found = { readonly briefings: readonly Briefing[]; readonly sure: boolean };

/** Finds topics by what people type. */
export type TopicIndex = {
  named(words: string, admits: Admits): Briefing | undefined;
  search(words: string, admits: Admits, most: number): Found;
  complete(words: string, admits: Admits, most: number): readonly Briefing[];
};

const BOOST = { topic: 2, aliases: 2, title: 1.5 };
/** Prefixes of one letter mean nothing, and cost most; of a script without spaces a letter may be a word. */
const prefix = (term: string) => term.length > 1 || isUnspaced(term);
/** Ways to look, from the surest and cheapest on; the next is tried where one finds nothing. */
const EXACT: SearchOptions = { boost: BOOST, combineWith: "AND" };
const BEGUN: SearchOptions = { ...EXACT, prefix };
/** Of short names the nearest may be quite another ("Iraq", "Iran"): it is offered, not taken. */
const SLIPS: SearchOptions = { ...BEGUN, fuzzy: (term: string) => (term.length >= 6 ? 0.25 : false) };
const GUESSES: SearchOptions = { boost: BOOST, combineWith: "OR", prefix, fuzzy: (term) => !isUnspaced(term) && 0.25 };
const MOST_TERMS = 8;

/** Indexes ids, titles and aliases; the word index is built at the first search that needs it. */
export function openTopicIndex(briefings: readonly Briefing[]): TopicIndex {
  const byTopic = new Map(briefings.map((briefing) => [nameOf(briefing.topic), [briefing]]));
  const byAlias = group(briefings, ({ aliases }) => aliases);
  const byTitle = group(briefings, ({ title }) => [title]);
  let built: MiniSearch | undefined;
  let names: ReadonlyMap<Briefing, string> | undefined;
  const index = () => {
    built ??= build(briefings);
    return built;
  };
  return {
    /** An id goes before an alias, an alias before a title; a name that several share names none of them. */
    named(words, admits) {
      const name = nameOf(words);
      for (const names of [byTopic, byAlias, byTitle]) {
        const seen = (names.get(name) ?? []).filter(admits);
        if (seen.length === 1) return seen[0];
      }
      return undefined;
    },
    search: (words, admits, most) => look(words, [EXACT, BEGUN, SLIPS, GUESSES], admits, most),
    complete(words, admits, most) {
      // While somebody types, each letter asks: a scan that stops at enough is faster than ranking all that begin so.
      const begun = termsOf(words).map((word) => (isUnspaced(word) ? word : ` ${word}`));
      names ??= new Map(briefings.map((briefing) => [briefing, namesOf(briefing)]));
      const fits = (briefing: Briefing) => begun.every((word) => names?.get(briefing)?.includes(word));
      const found = take(briefings, (briefing) => fits(briefing) && admits(briefing), most);
      return found.length > 0 ? found : look(words, [SLIPS, GUESSES], admits, most).briefings;
    },
  };

  function look(words: string, ways: readonly SearchOptions[], admits: Admits, most: number): Found {
    const query = termsOf(words).join(" ");
    if (query === "") return { briefings: take(briefings, admits, most), sure: true };
    const filter = ({ id }: { id: number }) => admits(briefings[id] as Briefing);
    for (const way of ways) {
      const hits = index().search(query, { ...way, filter });
      if (hits.length === 0) continue;
      return { briefings: hits.slice(0, most).map(({ id }) => briefings[id] as Briefing), sure: way !== GUESSES };
    }
    return { briefings: [], sure: false };
  }
}

function termsOf(words: string): readonly string[] {
  return nameOf(words).split(" ").slice(0, MOST_TERMS);
}

/** Every name of a briefing in one line, a space before each word. */
function namesOf({ topic, title, aliases }: Briefing): string {
  return [topic, title, ...aliases].map((name) => ` ${nameOf(name)}`).join(" ");
}

function group(
  briefings: readonly Briefing[],
  of: (briefing: Briefing) => readonly string[],
): ReadonlyMap<string, readonly Briefing[]> {
  const groups = new Map<string, Briefing[]>();
  for (const briefing of briefings) {
    for (const name of new Set(of(briefing).map(nameOf))) {
      const named = groups.get(name);
      if (named) named.push(briefing);
      else groups.set(name, [briefing]);
    }
  }
  return groups;
}

/** Words that name no topic by themselves. */
const STOP_WORDS: ReadonlySet<string> = new Set("a about an and at for from in of on or the to with".split(" "));

function processTerm(term: string): string | null {
  const word = term.toLowerCase();
  return STOP_WORDS.has(word) ? null : word;
}

const WORDS: (text: string) => string[] = MiniSearch.getDefault("tokenize");
const UNSPACED_RUNS = new RegExp(`(?:${UNSPACED_LETTER})+|(?:(?!${UNSPACED_LETTER})[\\s\\S])+`, "gu");
const UNSPACED_LETTERS = new RegExp(UNSPACED_LETTER, "gu");

/** Words; of a script without spaces each pair of letters, so that a part of a name finds it. */
function tokenize(text: string): string[] {
  return WORDS(text).flatMap((word) => {
    if (!isUnspaced(word)) return [word];
    return (word.match(UNSPACED_RUNS) ?? []).flatMap((run) => (isUnspaced(run) ? pairsIn(run) : [run]));
  });
}

function pairsIn(run: string): string[] {
  const letters = run.match(UNSPACED_LETTERS) ?? [];
  return letters.length < 2 ? letters : letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}

function build(briefings: readonly Briefing[]): MiniSearch {
  const index = new MiniSearch({ fields: ["topic", "title", "aliases"], processTerm, tokenize });
  const documents = briefings.map(({ topic, title, aliases }, id) => ({
    id,
    topic: topic.replaceAll("-", " "),
    title: nameOf(title),
    aliases: aliases.map(nameOf).join(" "),
  }));
  index.addAll(documents);
  return index;
}

/** A name without regard to case, hyphens and spaces. */
export function nameOf(words: string): string {
  return normalize(words)
    .toLowerCase()
    .replace(/[-_\s]+/g, " ")
    .trim();
}

function take(briefings: readonly Briefing[], admits: Admits, most: number): Briefing[] {
  const taken: Briefing[] = [];
  for (const briefing of briefings) {
    if (taken.length === most) break;
    if (admits(briefing)) taken.push(briefing);
  }
  return taken;
}
