import { isStopWord, stem, type Word } from "#briefing";

/** A word as the support check reads it. */
export type Term = Word & {
  readonly kind: "number" | "name" | "content" | "function";
  /** Of a number: its value, with "million" and the like; of a word of number too. */
  readonly value?: number;
  /** A number with its "million" and the like. */
  readonly shown?: string;
  /** A currency sign, or `%`. */
  readonly unit?: string;
  /** It may be in any summary and means nothing of its own ("the company said"). */
  readonly isGeneral?: boolean;
};

/** The terms of a sentence. A first word with a capital is a name only where `isName` knows it. */
export function termsOf(
  words: readonly Word[],
  text: string,
  isName: (lower: string) => boolean = () => false,
): Term[] {
  return words.map((word, index): Term => {
    // "COVID-19" is a name.
    const isPart =
      /[\p{L}\d][-–]$/u.test(text.slice(Math.max(0, word.start - 2), word.start)) &&
      !/\d[-–]$/.test(text.slice(0, word.start).slice(-2));
    // "2018–19" ends in 2019.
    const [, century] = word.text.length === 2 ? (/(?<!\d)(\d\d)\d\d[-–/]$/.exec(text.slice(0, word.start)) ?? []) : [];
    if (century !== undefined && /^\d\d$/.test(word.text))
      return { ...word, kind: "number", value: Number(century + word.text), shown: century + word.text };
    const number = isPart ? undefined : numberOf(word, words[index + 1]);
    if (number !== undefined) return { ...word, kind: "number", ...number };
    const begins = index === 0 || /[.!?:;“"]\s*["“‘']?$/.test(text.slice(Math.max(0, word.start - 3), word.start));
    if (/^\p{Lu}/u.test(word.text) && !isStopWord(word.lower) && (!begins || isName(word.lower) || isShort(word.text)))
      return { ...word, kind: "name" };
    if (isTurn(word.lower)) return { ...word, kind: "content" };
    if (isStopWord(word.lower)) return { ...word, kind: "function" };
    return GENERAL.has(word.stem) ? { ...word, kind: "content", isGeneral: true } : { ...word, kind: "content" };
  });
}

/** Small words that turn a sentence round. */
export function isTurn(lower: string): boolean {
  return TURNS.has(lower);
}

const TURNS: ReadonlySet<string> = new Set(
  "above below before after up down without more less fewer under over never none".split(" "),
);

/** Words with which a writer speaks of the document, its people and what they say. */
const GENERAL: ReadonlySet<string> = new Set(
  (
    "company firm organization business corporation speaker people person friend user author researcher paper study article document report " +
    "discuss talk speak ask tell say mention express suggest confirm reveal state report note add explain describe show present propose introduce announce inform " +
    "share offer plan arrange agree decide want think believe consider expect make take get give go come put use have do include involve " +
    "conversation chat discussion information thing way method approach new novel also additionally despite however due regarding related " +
    "later eventually finally currently period amount number part case order experience see say saying term end start begin result"
  )
    .split(" ")
    .map(stem),
);

/** "IRS", "U.S.", "NS-CL" */
function isShort(text: string): boolean {
  return /^(?:\p{Lu}\.?){2,}s?$/u.test(text);
}

const MAGNITUDES: Readonly<Record<string, number>> = {
  hundred: 1e2,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  m: 1e6,
  mn: 1e6,
  mln: 1e6,
  bln: 1e9,
  billion: 1e9,
  bn: 1e9,
  b: 1e9,
  trillion: 1e12,
};
const ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split(" ");
const NUMBER_WORDS: ReadonlyMap<string, number> = new Map(
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
    .split(" ")
    .map((word, value) => [word, value] as const)
    .concat([
      ["thirty", 30],
      ["forty", 40],
      ["fifty", 50],
      ["sixty", 60],
      ["seventy", 70],
      ["eighty", 80],
      ["ninety", 90],
    ])
    .concat(ORDINALS.map((word, index) => [word, index + 1] as const))
    .filter(([word]) => word !== "one"),
);

function numberOf({ lower, text }: Word, next: Word | undefined): Pick<Term, "value" | "unit" | "shown"> | undefined {
  const [, currency = "", digits, suffix = ""] =
    /^(\p{Sc}?)(\d+(?:[.,:/]\d+)*)(st|nd|rd|th|s|m|k|bn|x|%)?$/u.exec(lower) ?? [];
  const said = digits === undefined ? NUMBER_WORDS.get(lower) : Number(digits.replaceAll(",", ""));
  if (said === undefined) return undefined;
  const magnitude =
    MAGNITUDES[suffix] ?? (next === undefined || next.lower.length === 1 ? 1 : (MAGNITUDES[next.lower] ?? 1));
  const percent = suffix === "%" || /^(?:percent|percentage|pct)$/.test(next?.lower ?? "");
  const unit = currency || (percent ? "%" : "");
  // "3:30" and "24/7" aren't values, but differ all the same.
  const value = Number.isNaN(said) ? hash(lower) : said * magnitude;
  const isLarge = next !== undefined && next.lower.length > 1 && next.lower in MAGNITUDES;
  return { value, ...(unit !== "" && { unit }), ...(isLarge && { shown: `${text} ${next.text}` }) };
}

function hash(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) as number)) % 1_000_003;
  return sum + 0.123;
}
