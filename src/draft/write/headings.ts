import { SECTION_TITLES, type Sentence } from "#briefing";
import { SCORED, type Scored } from "../sections/model.ts";

/** Which section a document itself puts each of its sentences in; undefined where it has no such division. */
export function ownDivision(sentences: readonly Sentence[]): readonly (Scored | undefined)[] | undefined {
  const seen = new Set<Scored>();
  let section: Scored | undefined;
  const division = sentences.map((sentence) => {
    const heading = sentence.words.length <= LONGEST ? NAMES.get(nameOf(sentence.text)) : undefined;
    if (heading === undefined) return section;
    section = heading;
    seen.add(heading);
    return undefined;
  });
  return seen.size >= LEAST ? division : undefined;
}

/** One heading of that name may be a coincidence. */
const LEAST = 2;
const LONGEST = 5;

function nameOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’'`´#*]/g, "")
    .replace(/[?:.]+$/, "")
    .replace(/\s+/g, " ")
    .trim();
}

const NAMES: ReadonlyMap<string, Scored> = new Map([
  ...SCORED.map((section) => [nameOf(SECTION_TITLES[section]), section] as const),
  ["why it matters", "important"],
  ["whats new", "happening"],
  ["what happened", "happening"],
  ["what happens next", "next"],
]);
