import MiniSearch from "minisearch";
import type { Briefing } from "./briefing.ts";
import { fold } from "./fold.ts";
import type { Admits, Found } from "./library.ts";

/** Finds topics by what people type. */
export type TopicIndex = {
  named(words: string, admits: Admits): Briefing | undefined;
  search(words: string, admits: Admits, most: number): Found;
};

const FUZZY = { prefix: true, fuzzy: 0.25, boost: { topic: 2, aliases: 2, title: 1.5 } } as const;

/** Indexes ids, titles and aliases; the word index is built at the first search that needs it. */
export function openTopicIndex(briefings: readonly Briefing[]): TopicIndex {
  const exact = new Map<string, Briefing[]>();
  for (const briefing of briefings) {
    for (const name of new Set([briefing.topic, ...briefing.aliases, briefing.title].map(nameOf))) {
      const of = exact.get(name);
      if (of) of.push(briefing);
      else exact.set(name, [briefing]);
    }
  }
  let built: MiniSearch | undefined;
  const index = () => {
    built ??= build(briefings);
    return built;
  };
  return {
    /** An id or alias belongs to one briefing; a title that several share names none of them. */
    named(words, admits) {
      const seen = (exact.get(nameOf(words)) ?? []).filter(admits);
      return seen.length === 1 ? seen[0] : seen.find(({ topic }) => topic === words);
    },
    search(words, admits, most) {
      const query = nameOf(words);
      if (query === "") return { briefings: take(briefings, admits, most), sure: true };
      const filter = ({ id }: { id: number }) => admits(briefings[id] as Briefing);
      const every = index().search(query, { ...FUZZY, combineWith: "AND", filter });
      const some = every.length > 0 ? every : index().search(query, { ...FUZZY, combineWith: "OR", filter });
      const hits = some.slice(0, most).map(({ id }) => briefings[id] as Briefing);
      return { briefings: hits, sure: every.length > 0 };
    },
  };
}

/** Words of a question that name no topic. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a about an and any are at can could did do does for from give has how in is it its me of on or our please " +
    "regarding show so story tell that the this to us was what when where which who why will with"
  ).split(" "),
);

function processTerm(term: string): string | null {
  const word = term.toLowerCase();
  return STOP_WORDS.has(word) ? null : word;
}

function build(briefings: readonly Briefing[]): MiniSearch {
  const index = new MiniSearch({ fields: ["topic", "title", "aliases"], processTerm });
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
function nameOf(words: string): string {
  return fold(words)
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
