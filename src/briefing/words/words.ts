import { stem } from "./stem.ts";

/** A word of a text: its position, as it is written, in small letters, and its stem. */
export type Word = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly lower: string;
  readonly stem: string;
};

/** Numbers stay whole with their points, percent and currency; words with their apostrophes, hyphens and dots ("U.S."). */
const WORD =
  /\p{Sc}?\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s|m|k|bn|x|%)?(?![\p{L}\d])|(?:\p{Lu}\.){2,}|[\p{L}\p{N}\p{M}]+(?:['’&][\p{L}\p{N}\p{M}]+)*/gu;

/** The words of a text. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const known = forms.get(word) ?? formsOf(word);
    words.push({ start: index, end: index + word.length, text: known.text, lower: known.lower, stem: known.stem });
  }
  return words;
}

type Forms = Pick<Word, "text" | "lower" | "stem">;

/** A document says the same words again and again: each is kept once. */
const forms = new Map<string, Forms>();
const MOST_KEPT = 50_000;
const LONGEST_KEPT = 40;

function formsOf(text: string): Forms {
  const lower = text.toLowerCase().replaceAll("’", "'");
  const made = { text, lower, stem: stem(lower) };
  if (text.length > LONGEST_KEPT) return made;
  if (forms.size >= MOST_KEPT) forms.clear();
  forms.set(text, made);
  return made;
}

/** Whether a word carries no meaning of its own. */
export function isStopWord(lower: string): boolean {
  return STOP.has(lower);
}

const STOP: ReadonlySet<string> = new Set(
  (
    "a about above after again all also am an and any are as at be because been before being below between both but by can could did do does " +
    "doing down during each few for from further had has have having he her here hers him his how i if in into is it its itself just me " +
    "more most my nor now of off on once only or other our out over own per s same she should so some such t than that the their them " +
    "then there these they this those through to too under until up upon us very was we were what when where which while who whom why will with " +
    "would you your yours it's he's she's that's they're we're i'm you're they've we've i've who's what's there's let's may might must shall " +
    "one ones via yet still even though although however therefore thus hence since whether within without among across around along"
  ).split(" "),
);
