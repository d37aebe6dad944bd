import type { Span } from "./calendar.ts";
import { type Groups, patternsFor } from "./patterns.ts";
import type { DateWords } from "./words.ts";

/** Words that mean a day, or several. */
export type FoundDate = {
  readonly start: number;
  readonly words: string;
  /** What they mean; absent if that can't be known, as without the day of writing. */
  readonly span?: Span;
  /** They mean it only to those who know when they were written: "Tuesday", "last week". */
  readonly isRelative: boolean;
  /** The text says what has happened since, not what happens then. */
  readonly isSince: boolean;
};

/**
 * Finds dates in a text in English, German, French or Spanish, in order. `written`: the day on which the words were
 * published, `YYYY-MM-DD`. A weekday is the last one, or the next one in a sentence about what is to come. So is a day
 * without a year, give or take a little; `isAboutNext`: also where no verb says that it is to come. Numbers like 03/04/2026
 * mean two days, and none here.
 */
export function findDates(whole: string, written?: string, isAboutNext = false): readonly FoundDate[] {
  const text = whole.slice(0, MOST_READ);
  type Match = Omit<FoundDate, "span"> & { readonly end: number; readonly span?: Span | "none" };
  const found: Match[] = [];
  for (const { pattern, isRelative, spanOf, language } of patternsFor(text)) {
    for (const match of text.matchAll(pattern)) {
      const words = match[0].trim();
      const start = match.index + match[0].indexOf(words);
      if (isName(text, start, words)) continue;
      const groups: Groups = { ...match.groups };
      const toCome = language?.toCome.test(text) ?? false;
      const span = spanOf(groups, { written, text, toCome, isAhead: toCome || isAboutNext });
      const isSince = language !== undefined && since(language).test(text.slice(Math.max(0, start - 24), start));
      found.push({ start, end: start + words.length, words, isRelative, isSince, ...(span && { span }) });
    }
  }
  // The longest at each place; what overlaps is part of it.
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Match[] = [];
  for (const one of found) {
    const last = kept.at(-1);
    if (last === undefined || one.start >= last.end) kept.push(one);
    else if (one.end - one.start > last.end - last.start) kept[kept.length - 1] = one;
  }
  return kept.flatMap(({ end: _, span, ...one }) => (span === "none" ? [] : [{ ...one, ...(span && { span }) }]));
}

/** No sentence is longer. */
const MOST_READ = 2_000;

/** Names that hold a day's word: "USA Today". */
function isName(text: string, start: number, words: string): boolean {
  return words === "Today" && /[\p{L}\p{N}] $/u.test(text.slice(0, start));
}

function since({ since }: DateWords): RegExp {
  const known = sinceOf.get(since) ?? new RegExp(`(?<!\\p{L})(?:${since}) (?:the |le |el |den |dem )?$`, "iu");
  sinceOf.set(since, known);
  return known;
}

const sinceOf = new Map<string, RegExp>();
