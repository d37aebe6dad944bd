/** Joins lines, and remembers which words it repaired. */
export type LineJoiner = {
  join(lines: readonly string[]): string;
  /** What was done, a phrase each. */
  readonly mended: () => readonly string[];
};

const SPACELESS =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u3001-\u303f\uff01-\uff65]/u;
const HYPHENATED = /(\p{L}[\p{L}\p{M}'’]*)([-\u2010\u00ad])$/u;
const DASHED = /\S[-\u2010\u2013\u2014/]$/u;
/** What keeps its hyphen in front of most words. */
const PREFIXES = new Set(
  "non self well ex half cross all anti quasi semi vice ill high low long short large small full part two three four five six seven eight nine twenty thirty forty fifty sixty seventy eighty ninety much".split(
    " ",
  ),
);
/** What no word begins with. */
const SUFFIX =
  /^(?:er|ers|est|ing|ed|ly|ness|ment|ments|tion|sion|age|ance|ence|able|ible|ous|ive|al|ity|ies|y|ful|ner|ners|teen|ish|dle|way|ways|sense)$/;
const MOST_NAMED = 6;

/** `text`: the whole document, whose other words show how a split word is written. */
export function openLineJoiner(text: string): LineJoiner {
  const seen = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{M}'’]+(?:[-\u2010][\p{L}\p{M}'’]+)*(?![-\u2010\u00ad])/gu))
    seen.set(word.replaceAll("\u2010", "-"), (seen.get(word) ?? 0) + 1);
  const joined: string[] = [];
  const kept: string[] = [];
  const append = (before: string, line: string): string => {
    const words = line.trim();
    const end = before.trimEnd();
    if (end === "" || words === "") return end + words;
    const [, first = "", hyphen = ""] = HYPHENATED.exec(end) ?? [];
    const [next = ""] = /^\p{L}[\p{L}\p{M}'’]*/u.exec(words) ?? [];
    if (first !== "" && next !== "") {
      const whole = first + next;
      const isChain = /^[-\u2010]\p{L}/u.test(words.slice(next.length));
      if (hyphen === "\u00ad" || (runsOn(first, next) && !keepsHyphen(first, next, seen, isChain))) {
        joined.push(whole);
        return end.slice(0, -1) + words;
      }
      kept.push(`${first}-${next}`);
      return end + words;
    }
    if (DASHED.test(end) && /^[\p{L}\p{N}]/u.test(words)) return end + words;
    const isSpaceless = SPACELESS.test(end.slice(-1)) && SPACELESS.test(words.slice(0, 1));
    return isSpaceless ? end + words : `${end} ${words}`;
  };
  return {
    join: (lines) => lines.reduce(append, ""),
    mended: () => [
      ...told(joined, "put together over a line end"),
      ...told(kept, "put together over a line end, hyphen kept"),
    ],
  };
}

/** `isChain`: a hyphen follows, as in "day-to-day". */
function keepsHyphen(first: string, next: string, seen: ReadonlyMap<string, number>, isChain: boolean): boolean {
  const together = seen.get((first + next).toLowerCase()) ?? 0;
  const apart = seen.get(`${first}-${next}`.toLowerCase()) ?? 0;
  if (together !== apart) return apart > together;
  if (SUFFIX.test(next)) return false;
  if (isChain || areWords(first.toLowerCase(), next, seen)) return true;
  return (
    PREFIXES.has(first.toLowerCase()) || (/^\p{Lu}{2,}$/u.test(first) && !/^\p{Lu}/u.test(next)) || first.length === 1
  );
}

/** What many words begin with, without a hyphen. */
const CLOSED = new Set(
  "with some every any under over out up down back after fore there where here when them him her who how what inter super sub micro anti auto multi trans home house work land head hand book water".split(
    " ",
  ),
);
const LEAST_LETTERS = 3;

/** Whether the document has both parts as words of their own: "first-generation". */
function areWords(first: string, next: string, seen: ReadonlyMap<string, number>): boolean {
  if (CLOSED.has(first) || first.length < LEAST_LETTERS || next.length <= LEAST_LETTERS) return false;
  return seen.has(first) && seen.has(next);
}

/** A capital in mid-word begins a name, but in words that are all capitals. */
function runsOn(first: string, next: string): boolean {
  return !/^\p{Lu}/u.test(next) || (/^\p{Lu}{2,}$/u.test(first) && /^\p{Lu}{2,}$/u.test(next));
}

function told(words: readonly string[], what: string): string[] {
  if (words.length === 0) return [];
  const named = [...new Set(words)];
  const list = named.slice(0, MOST_NAMED).join(", ") + (named.length > MOST_NAMED ? ", …" : "");
  return [`${words.length === 1 ? "1 word" : `${words.length} words`} ${what}: ${list}`];
}
