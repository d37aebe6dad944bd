/**
 * Where one sentence certainly ends and the next begins; each offset is that of the next sentence.
 * Certain is: a full stop before white space and a capital, unless the word before it is an initial, an abbreviation or
 * dotted ("U.S."); `!` or `?` that no quotation mark closes, before a capital or a digit; a full stop of a script that
 * needs no space. Never inside quotation marks or brackets, never at an ellipsis. A doubt never withholds a statement.
 */
export function breaks(text: string): number[] {
  return [...certainBreaks(text)].map(({ next }) => next).filter((at) => !insideQuotation(text, at));
}

/** Start of the sentence that holds the unit at `at`, looking back at most `reach` units. */
export function sentenceStart(text: string, at: number, reach: number): number {
  const from = Math.max(0, at - reach);
  let start = from;
  for (const { next } of certainBreaks(text.slice(from, at + LOOK_AHEAD))) if (from + next <= at) start = from + next;
  return start;
}

/** End of the sentence that holds the unit before `at`, white space left out, looking ahead at most `reach` units. */
export function sentenceEnd(text: string, at: number, reach: number): number {
  const from = Math.max(0, at - LOOK_BACK);
  for (const { end } of certainBreaks(text.slice(from, at + reach))) if (from + end >= at) return from + end;
  return Math.min(text.length, at + reach);
}

const SPACE = 0x20;
const LOOK_AHEAD = 4;
const LOOK_BACK = 24;
const END = /(?<marks>[.!?…]+)(?<closers>["'”’»)\]]*)\s+|(?<full>[。！？]+["'”’»)\]」』]*)\s*/gu;
const CAPITAL = /^["'“‘«([]*[\p{Lu}\p{Lt}\p{Lo}]/u;
const CAPITAL_OR_DIGIT = /^["'“‘«([]*[\p{Lu}\p{Lt}\p{Lo}\p{N}]/u;

function* certainBreaks(text: string): Generator<{ end: number; next: number }> {
  for (const match of text.matchAll(END)) {
    const next = match.index + match[0].length;
    if (next < text.length && isCertain(text, match, text.slice(next, next + LOOK_AHEAD))) {
      yield { end: match.index + match[0].trimEnd().length, next };
    }
  }
}

function isCertain(text: string, match: RegExpExecArray, next: string): boolean {
  const { marks = "", closers = "", full } = match.groups ?? {};
  if (full !== undefined) return true;
  if (marks === ".") {
    return CAPITAL.test(next) && !isAbbreviation(wordBefore(text, match.index));
  }
  return /^[!?]+$/.test(marks) && !/["'”’»]/.test(closers) && CAPITAL_OR_DIGIT.test(next);
}

function wordBefore(text: string, at: number): string {
  let start = at;
  while (start > at - LOOK_BACK && start > 0 && text.charCodeAt(start - 1) > SPACE) start -= 1;
  return text.slice(start, at).replace(/^["'“‘«([]+/, "");
}

function isAbbreviation(word: string): boolean {
  return /^\p{L}$/u.test(word) || /\p{L}\.\p{L}*$/u.test(word) || ABBREVIATIONS.has(word.toLowerCase());
}

/** An odd number of straight marks, or more opened than closed, before `at`: the break belongs to somebody's words. */
function insideQuotation(text: string, at: number): boolean {
  let straight = 0;
  let open = 0;
  for (const mark of text.slice(0, at)) {
    if (mark === '"') straight += 1;
    else if ("“«([".includes(mark)) open += 1;
    else if ("”»)]".includes(mark)) open = Math.max(0, open - 1);
  }
  return straight % 2 === 1 || open > 0;
}

const ABBREVIATIONS: ReadonlySet<string> = new Set(
  (
    "mr mrs ms dr prof sr jr st mt ft gen col maj lt sgt capt cmdr adm rep sen gov pres hon rev fr amb insp supt " +
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun " +
    "no nos vol fig pp ch art sec para ed eds cf al vs v etc approx est dept assn bros co corp inc ltd llc plc univ " +
    "ave blvd rd hwy bldg apt nr bzw usw"
  ).split(" "),
);
