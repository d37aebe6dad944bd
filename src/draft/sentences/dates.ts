import { type FoundDate, findDates } from "#briefing";

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** Words for a time that has no day of its own. */
const VAGUE =
  /\b(?:now|recently|(?:last|this|next|past|coming|previous) (?:night|weekend|week|month|year|spring|summer|fall|autumn|winter|quarter|decade)|(?:days|weeks|months|years|hours) ago|earlier this|later this|(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)days?)\b/i;

/** Whether words of a sentence mean a time only to those who read it that day. */
export function isRelative(text: string): boolean {
  return findDates(text).some(({ isRelative }) => isRelative) || VAGUE.test(withoutDates(text));
}

/** A weekday beside its date says nothing more. */
function withoutDates(text: string): string {
  return findDates(text)
    .filter(({ isRelative }) => !isRelative)
    .reduceRight((rest, { start, words }) => rest.slice(0, start) + rest.slice(start + words.length), text);
}

/**
 * An English sentence with its relative days and years as dates, by the day on which the document was published. What
 * can't be resolved stays as it is.
 */
export function writeDatesOut(text: string, published: string): string {
  return findDates(text, published)
    .filter(({ isRelative, words }) => isRelative && ENGLISH.test(words))
    .reduceRight(writeOut, text);
}

function writeOut(text: string, { start, words, span }: FoundDate): string {
  const said =
    span &&
    (span.from === span.to ? { day: sayDay(span.from) } : YEAR.test(words) ? { year: span.from.slice(0, 4) } : {});
  const [before, after] = [text.slice(0, start), text.slice(start + words.length)];
  if (!said || POSSESSIVE.test(after)) return text;
  if ("day" in said) return `${before}${/\bon $/i.test(before) ? "" : "on "}${said.day}${after}`;
  if (!("year" in said)) return text;
  return `${before}${/\b(?:in|by|for|until|from|of|since|through|during|before|after) $/i.test(before) ? "" : "in "}${said.year}${after}`;
}

const YEAR = / year$/;
const ENGLISH = /day$|^(?:yesterday|tomorrow)$| year$/i;
const POSSESSIVE = /^['’]s/;

function sayDay(day: string): string {
  const [year, month, date] = day.split("-").map(Number);
  return `${MONTHS[(month ?? 1) - 1]} ${date}, ${year}`;
}
