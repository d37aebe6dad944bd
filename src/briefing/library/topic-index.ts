import MiniSearch, { type SearchOptions, type SearchResult } from "minisearch";
import type { Briefing } from "../content/briefing.ts";
import { lazy } from "../content/lazy.ts";
import { normalize } from "../content/normalize.ts";
import { isUnspaced } from "../content/unspaced.ts";
import { isSlip } from "./spelling.ts";

/** Which briefings a search may see. */
export type Admits = (briefing: Briefing) => boolean;

/** Search results, best first. `sure`: every word was found in each of them, or something close to it. */
export type Found = { readonly briefings: readonly Briefing[]; readonly sure: boolean };

/** Finds topics by what people type. */
export type TopicIndex = {
  named(words: string, admits: Admits): Briefing | undefined;
  search(words: string, admits: Admits, most: number): Found;
  complete(words: string, admits: Admits, most: number): readonly Briefing[];
};

const BOOST = { topic: 2, aliases: 2, title: 1.5 };
/** One-letter prefixes mean nothing and cost most; but in a script without spaces a letter may be a word. */
const prefix = (term: string) => term.length > 1 || isUnspaced(term);
/** Ways to search, surest and cheapest first; the next is tried when one finds nothing. */
const EXACT: SearchOptions = { boost: BOOST, combineWith: "AND" };
const BEGUN: SearchOptions = { ...EXACT, prefix };
/** The nearest to a short name may be a different one ("Iraq", "Iran"): it is offered, not assumed. */
const SLIPS: SearchOptions = { ...BEGUN, fuzzy: (term: string) => (term.length >= 6 ? 0.25 : false) };
const GUESSES: SearchOptions = { boost: BOOST, combineWith: "OR", prefix, fuzzy: (term) => !isUnspaced(term) && 0.25 };
const MOST_TERMS = 8;
/** At most this many words are searched for whole names. */
const MOST_WORDS = 40;

/** Indexes ids, titles and aliases; the word index is built at the first search that needs it. */
export function openTopicIndex(briefings: readonly Briefing[]): TopicIndex {
  const byTopic = group(briefings, ({ topic }) => [nameOf(topic)]);
  const byAlias = group(briefings, ({ aliases }) => aliases.map(nameOf));
  const byTitle = group(briefings, ({ title }) => [nameOf(title)]);
  const byWord = lazy(() => group(briefings, (briefing) => Object.values(fieldsOf(briefing)).flatMap(wordsOf)));
  const names = lazy(() => new Map(briefings.map((briefing) => [briefing, namesOf(briefing)])));
  const index = lazy(() => build(briefings));
  /** An id wins over an alias, an alias over a title; a name that several share names none of them. */
  const named = (words: string, admits: Admits): Briefing | undefined => {
    const name = nameOf(words);
    for (const names of [byTopic, byAlias, byTitle]) {
      const seen = [...(names.get(name) ?? NONE)].filter(admits);
      // Ids may differ in hyphens alone.
      const one = seen.length === 1 ? seen[0] : seen.find(({ topic }) => topic === words);
      if (one) return one;
    }
    return undefined;
  };
  return {
    named,
    search(words, admits, most) {
      const having = withWords(words, admits);
      if (having.length > 1) return look(words, [EXACT], admits, most);
      if (having.length === 1) return { briefings: having.slice(0, most), sure: true };
      const inside = namesIn(words, (name) => named(name, admits));
      if (inside.length > 0) return { briefings: inside.slice(0, most), sure: true };
      return look(words, [BEGUN, SLIPS, GUESSES], admits, most);
    },
    complete(words, admits, most) {
      // Every keystroke asks: a scan that stops early is faster than ranking all names with that prefix.
      const begun = termsOf(words).map((word) => (isUnspaced(word) ? word : ` ${word}`));
      const fits = (briefing: Briefing) => begun.every((word) => names().get(briefing)?.includes(word));
      const found = take(briefings, (briefing) => fits(briefing) && admits(briefing), most);
      return found.length > 0 ? found : look(words, [SLIPS, GUESSES], admits, most).briefings;
    },
  };

  /** The briefings with all of the words in their names. Finding them is cheap; ranking them is not, if most have one of the words. */
  function withWords(words: string, admits: Admits): readonly Briefing[] {
    const query = termsOf(words).join(" ");
    if (query === "") return briefings.filter(admits);
    const having = wordsOf(query).map((word) => byWord().get(word) ?? NONE);
    const [rarest = NONE, ...others] = having.sort((a, b) => a.size - b.size);
    return [...rarest].filter((briefing) => others.every((all) => all.has(briefing)) && admits(briefing));
  }

  function look(words: string, ways: readonly SearchOptions[], admits: Admits, most: number): Found {
    const query = termsOf(words).join(" ");
    if (query === "") return { briefings: take(briefings, admits, most), sure: true };
    const filter = ({ id }: { id: number }) => admits(briefings[id] as Briefing);
    for (const way of ways) {
      const all = index().search(query, { ...way, filter });
      const hits = way === SLIPS ? all.filter((hit) => nearness(query, hit) === 1) : all;
      const found = hits.slice(0, most).map(({ id }) => briefings[id] as Briefing);
      const [best] = hits;
      if (!best) continue;
      if (way !== GUESSES) return { briefings: found, sure: true };
      // One option isn't a choice: a single story is either meant or not.
      if (take(briefings, admits, 2).length > 1) return { briefings: found, sure: false };
      return nearness(query, best) >= NEAR_ENOUGH ? { briefings: found, sure: true } : { briefings: [], sure: false };
    }
    return { briefings: [], sure: false };
  }
}

/** The share of a question's words that must resemble the only story there is. */
const NEAR_ENOUGH = 0.5;

/** The share of the words that are prefixes or typos of words in a story's names. */
function nearness(query: string, { match }: SearchResult): number {
  const terms = new Set(wordsOf(query));
  const matched = Object.keys(match);
  const isNear = (term: string) => matched.some((one) => (prefix(term) && one.startsWith(term)) || isSlip(term, one));
  return [...terms].filter(isNear).length / terms.size;
}

function termsOf(words: string): readonly string[] {
  const bare = words.replace(/(?<=[\p{L}\p{N}])['’]s?(?![\p{L}\p{N}])/gu, "");
  return nameOf(bare).split(" ").slice(0, MOST_TERMS);
}

/** The briefings whose whole names occur in the words, longest first: “the irs, please” contains “irs”. */
function namesIn(words: string, named: (name: string) => Briefing | undefined): Briefing[] {
  const tokens = nameOf(words)
    .split(/[^\p{L}\p{N}\p{M}.'&+#-]+/u)
    .filter(Boolean)
    .slice(0, MOST_WORDS);
  const found = new Set<Briefing>();
  const taken = new Set<number>();
  for (let length = Math.min(tokens.length, MOST_TERMS); length > 0; length -= 1) {
    for (let from = 0; from + length <= tokens.length; from += 1) {
      const places = Array.from({ length }, (_, index) => from + index);
      if (places.some((place) => taken.has(place))) continue;
      const briefing = named(tokens.slice(from, from + length).join(" "));
      if (!briefing) continue;
      found.add(briefing);
      for (const place of places) taken.add(place);
    }
  }
  return [...found];
}

/** Every name of a briefing in one line, a space before each word. */
function namesOf({ topic, title, aliases }: Briefing): string {
  return [topic, title, ...aliases].map((name) => ` ${nameOf(name)}`).join(" ");
}

type Groups = ReadonlyMap<string, ReadonlySet<Briefing>>;
const NONE: ReadonlySet<Briefing> = new Set();

function group(briefings: readonly Briefing[], by: (briefing: Briefing) => readonly string[]): Groups {
  const groups = new Map<string, Set<Briefing>>();
  for (const briefing of briefings) {
    for (const name of by(briefing)) {
      const named = groups.get(name);
      if (named) named.add(briefing);
      else groups.set(name, new Set([briefing]));
    }
  }
  return groups;
}

/** Words that name no topic by themselves. */
const STOP_WORDS: ReadonlySet<string> = new Set("a about an and at for from in of on or the to with".split(" "));

function processTerm(term: string): string | null {
  const word = term.toLowerCase().normalize("NFD").replace(ACCENTS, "").normalize("NFC");
  return STOP_WORDS.has(word) ? null : word;
}

/** The words of a name as they are compared. */
function wordsOf(name: string): string[] {
  return tokensOf(name).flatMap((token) => processTerm(token) ?? []);
}

/** Accents on Latin letters, which people leave out; in other scripts marks are vowels. */
const ACCENTS = /(?<=\p{sc=Latn})\p{M}+/gu;
/** Scripts that don't separate words, or join them: searched two letters at a time. */
const GROWN = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{M}ー]{2,}/gu;

function tokensOf(text: string): string[] {
  const tokens = text.split(/[^\p{L}\p{N}\p{M}]+/u).filter(Boolean);
  return tokens.flatMap((token) => {
    const grown = token.match(GROWN)?.filter((run) => /\P{M}\P{M}/u.test(run)) ?? [];
    if (grown.length === 0) return [token];
    return [...token.replace(GROWN, " ").split(" "), ...grown.flatMap(pairsOf)].filter(Boolean);
  });
}

function pairsOf(run: string): string[] {
  const letters = run.match(/\P{M}\p{M}*/gu) ?? [run];
  return letters.length < 3 ? [run] : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

function build(briefings: readonly Briefing[]): MiniSearch {
  const index = new MiniSearch({ fields: ["topic", "title", "aliases"], processTerm, tokenize: tokensOf });
  index.addAll(briefings.map((briefing, id) => ({ id, ...fieldsOf(briefing) })));
  return index;
}

/** What is searched of a briefing. */
function fieldsOf({ topic, title, aliases }: Briefing) {
  return { topic: topic.replaceAll("-", " "), title: nameOf(title), aliases: aliases.map(nameOf).join(" ") };
}

/** A name without case, hyphens, spaces, apostrophes and the periods of abbreviations: `I.R.S.` is `irs`. */
export function nameOf(words: string): string {
  return normalize(words)
    .replace(POINTED, (letters) => letters.replaceAll(".", ""))
    .toLowerCase()
    .replace(/(?<=\p{L})'(?=\p{L})/gu, "")
    .replace(/[-_\s]+/g, " ")
    .trim();
}

const POINTED = /(?<![\p{L}\p{N}])(?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{N}]))?/gu;

function take(briefings: readonly Briefing[], admits: Admits, most: number): Briefing[] {
  const taken: Briefing[] = [];
  for (const briefing of briefings) {
    if (taken.length === most) break;
    if (admits(briefing)) taken.push(briefing);
  }
  return taken;
}
