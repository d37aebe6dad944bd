/**
 * Where one sentence certainly ends and the next begins; each offset is that of the next sentence.
 * Certain is: a full stop before white space and a capital, unless the word before it is an initial, an abbreviation or
 * dotted ("U.S."); `!` or `?` that no quotation mark closes, before a capital or a digit; a full stop of a script that
 * needs no space. Never inside quotation marks or brackets, never at an ellipsis. A doubt never withholds a statement.
 */
export function sentenceBreaks(text: string): number[] {
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
  const word = wordBefore(text, match.index);
  if (marks === ".") return CAPITAL.test(next) && !isAbbreviation(word);
  // A name may end with an exclamation mark ("Yahoo! Inc."), so the word before it must be an ordinary one.
  const isOrdinary = !marks.includes("!") || /^\p{Ll}/u.test(word);
  return /^[!?]+$/.test(marks) && isOrdinary && !/["'”’»]/.test(closers) && CAPITAL_OR_DIGIT.test(next);
}

function wordBefore(text: string, at: number): string {
  let start = at;
  while (start > at - LOOK_BACK && start > 0 && text.charCodeAt(start - 1) > SPACE) start -= 1;
  return text.slice(start, at).replace(/^["'“‘«([]+/, "");
}

function isAbbreviation(word: string): boolean {
  return /^\p{L}$/u.test(word) || /\p{L}\.\p{L}*$/u.test(word) || ABBREVIATIONS.has(word.toLowerCase());
}

/** Whether quotation marks or brackets that opened before `at` close after it: the break belongs to somebody's words. */
function insideQuotation(text: string, at: number): boolean {
  const before = text.slice(0, at);
  const after = text.slice(at);
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return true;
  return PAIRS.some(([opens, closes]) => {
    const opened = before.match(opens)?.length ?? 0;
    const closed = before.match(closes)?.length ?? 0;
    return opened > closed && closes.test(after);
  });
}

/** Each language's marks: what closes in one opens in another, so only what fits around the break counts. */
const PAIRS: readonly (readonly [RegExp, RegExp])[] = [
  [/“/g, /”/g],
  [/„/g, /[“”]/g],
  [/«/g, /»/g],
  [/»/g, /«/g],
  [/‘/g, /’(?!\p{L})/gu],
  [/(?<![\p{L}\p{N}])'(?=\S)/gu, /(?<=\S)'(?!\p{L})/gu],
  [/[「『]/g, /[」』]/g],
  [/[([]/g, /[)\]]/g],
];

const ABBREVIATIONS: ReadonlySet<string> = new Set(
  (
    "mr mrs ms messrs dr drs prof profs sr jr st mt ft gen gens col cols maj lt sgt cpl pvt capt cmdr adm brig det insp " +
    "supt rep reps sen sens gov govs pres vp hon rev fr amb atty dist asst assoc dir mgr jan feb mar apr jun jul aug sep " +
    "sept oct nov dec mon tue tues wed thu thur thurs fri sat sun no nos vol vols fig figs pp ch art sec para ed eds cf al " +
    "vs v etc approx est dept assn bros co cos corp inc ltd llc plc univ inst ave blvd rd hwy bldg apt nr bzw usw ул ст им " +
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn tex " +
    "va vt wash wis wyo"
  ).split(" "),
);
