import {
  dayOf,
  daysBetween,
  monthOf,
  oneDay,
  plusDays,
  plusMonths,
  type Span,
  weekdayOf,
  weekOf,
  yearOf,
} from "./calendar.ts";
import { type DateWords, LANGUAGES } from "./words.ts";

/** Words that mean a day, or several. */
export type FoundDate = {
  readonly start: number;
  readonly words: string;
  /** What they mean; absent if nothing tells, as where the day of writing is not known. */
  readonly span?: Span;
  /** They mean it only to those who know when they were written: "Tuesday", "last week". */
  readonly isRelative: boolean;
  /** It is told what happened since, not what happens then. */
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

type Groups = Readonly<Record<string, string | undefined>>;
type Scene = {
  readonly written: string | undefined;
  readonly text: string;
  readonly toCome: boolean;
  readonly isAhead: boolean;
};
type Pattern = {
  readonly pattern: RegExp;
  readonly isRelative: boolean;
  /** It matches years that stand alone. */
  readonly isOfYears?: true;
  readonly language?: DateWords;
  /** "none": no date at all. */
  spanOf(groups: Groups, scene: Scene): Span | undefined | "none";
};

/** Names that hold a day's word: "USA Today". */
function isName(text: string, start: number, words: string): boolean {
  return words === "Today" && /[\p{L}\p{N}] $/u.test(text.slice(0, start));
}

const NUMERIC: readonly Pattern[] = [
  {
    pattern: /(?<![\d/-])(?<year>(?:1[5-9]|20|21)\d\d)-(?<month>\d\d)-(?<day>\d\d)(?![\d-])/g,
    isRelative: false,
    spanOf: ({ year, month, day }) => dayOf(Number(year), Number(month), Number(day)) ?? "none",
  },
  {
    pattern: /(?<![\d.])(?<day>\d\d?)\.\s?(?<month>\d\d?)\.\s?(?<year>(?:1[5-9]|20|21)\d\d)(?![\d.]*\d)/g,
    isRelative: false,
    spanOf: ({ year, month, day }) => dayOf(Number(year), Number(month), Number(day)) ?? "none",
  },
];

const YEAR = String.raw`(?<year>(?:1[5-9]|20|21)\d\d)(?!\d|[.,]\d|-\d)`;
/** A year alone needs no word of the language but the one before it. */
const HAS_YEAR = /\d{4}/;
const SPOKEN = LANGUAGES.map((language) => {
  const patterns = patternsOf(language);
  return { trigger: triggerOf(language), patterns, ofYears: patterns.filter(({ isOfYears }) => isOfYears) };
});

/** The patterns that may match a text. */
function patternsFor(text: string): readonly Pattern[] {
  const hasYear = HAS_YEAR.test(text);
  const spoken = SPOKEN.flatMap(({ trigger, patterns, ofYears }) =>
    trigger.test(text) ? patterns : hasYear ? ofYears : [],
  );
  return hasYear ? [...NUMERIC, ...spoken] : spoken;
}

/** The words of a language without which none of its patterns matches; most sentences have none of any. */
function triggerOf({ weekdays, days, units, months }: DateWords): RegExp {
  const words = [...weekdays, ...Object.keys(days), ...Object.values(units), ...months.map(({ short }) => short)];
  return new RegExp(`(?<!\\p{L})(?:${words.join("|")})(?!\\p{L})`, "u");
}

function patternsOf(language: DateWords): Pattern[] {
  const { months, weekdays, notBefore, notAfter, days, units, numbers, at, last, this: running, next } = language;
  const whole = (source: string) => new RegExp(String.raw`(?<![\p{L}\p{N}-])(?:${source})(?![\p{L}\p{N}])`, "gu");
  const month = `(?<month>${months.map(({ short }) => short).join("|")})`;
  const weekday = `(?<weekday>${weekdays.join("|")})`;
  const ordinal = String.raw`(?<day>\d{1,2})(?:st|nd|rd|th|er|\.)?`;
  const which = `(?:(?<last>${last})|(?<this>${running})|(?<next>${next}))`;
  const after = `(?:(?<last2>${last})|(?<next2>${next}))`;
  const unit = `(?:${Object.entries(units)
    .map(([name, source]) => `(?<${name}>${source})`)
    .join("|")})`;
  const count = String.raw`(?<count>\d{1,3}|${Object.keys(numbers).join("|")})`;
  const counted = (source: string) => source.replaceAll("#", count).replaceAll("~", unit);
  const numberOf = (words = "", table: readonly string[]) =>
    table.findIndex((one) => new RegExp(`^(?:${one})$`, "u").test(words)) + 1;
  const monthOfWords = (words?: string) =>
    numberOf(
      words,
      months.map(({ short }) => short),
    );
  const dated = ({ year, month: name, day, weekday: on }: Groups, scene: Scene) =>
    dateIn(Number(year) || undefined, monthOfWords(name), Number(day), numberOf(on, weekdays), scene);
  const pattern = (source: string, isRelative: boolean, spanOf: Pattern["spanOf"]): Pattern => ({
    pattern: whole(source),
    ...{ isRelative, spanOf, language },
  });
  const steps =
    (sign: 1 | -1): Pattern["spanOf"] =>
    (groups, { written, toCome }) => {
      const many =
        Number(groups.count) ||
        (Object.entries(numbers).find(([word]) => new RegExp(`^(?:${word})$`, "u").test(groups.count ?? ""))?.[1] ?? 0);
      // "in two weeks" may be how long it took.
      if (sign === 1 && !toCome) return "none";
      if (written === undefined || many === 0) return undefined;
      if (groups.day) return oneDay(plusDays(written, sign * many));
      if (groups.week)
        return many === 1 ? weekOf(plusDays(written, sign * 7)) : weekOf(plusDays(written, sign * 7 * many));
      if (groups.month) return spanOfMonth(plusMonths(written, sign * many));
      return yearOf(Number(written.slice(0, 4)) + sign * many);
    };
  const weekdayMeant: Pattern["spanOf"] = (groups, { written, toCome }) => {
    if (written === undefined) return undefined;
    const to = numberOf(groups.weekday, weekdays);
    if (groups.next || groups.next2) return nextWeekday(written, to);
    const isLast = Boolean(groups.last || groups.last2);
    const isComing = !isLast && (groups.this ? to >= weekdayOf(written) : toCome);
    const ahead = (to - weekdayOf(written) + 7) % 7;
    const behind = (weekdayOf(written) - to + 7) % 7;
    return oneDay(plusDays(written, isComing ? ahead : -(isLast && behind === 0 ? 7 : behind)));
  };
  const unitMeant: Pattern["spanOf"] = (groups, { written }) => {
    // "the past week" is the seven days before, and "today" has a word of its own.
    if (groups.day) return "none";
    if (written === undefined) return undefined;
    const shift = groups.last || groups.last2 ? -1 : groups.next || groups.next2 ? 1 : 0;
    if (groups.week) return weekOf(plusDays(written, 7 * shift));
    if (groups.month) return spanOfMonth(plusMonths(`${written.slice(0, 7)}-01`, shift));
    return yearOf(Number(written.slice(0, 4)) + shift);
  };
  const alone = `(?:${at})[ -]`;
  const of = "(?:de |del |of )?";
  return [
    pattern(`(?:${weekday},? )?(?:the |le |el |den |dem )?${ordinal} ${of}${month},? ${of}${YEAR}`, false, dated),
    pattern(`(?:${weekday},? )?${month} ${ordinal},? ${YEAR}`, false, dated),
    pattern(`(?:${weekday},? )?(?:the |le |el |den |dem )?${ordinal} ${of}${month}(?!,? ${of}\\d{4})`, false, dated),
    pattern(`(?:${weekday},? )?${month} ${ordinal}(?!\\d|,? \\d{4})`, false, dated),
    pattern(`${month} ${of}${YEAR}`, false, ({ year, month: name }) => monthOf(Number(year), monthOfWords(name))),
    pattern(
      `${alone}(?<month>${months.map(({ full }) => full).join("|")})(?! ?\\d| ${of}\\d)`,
      false,
      ({ month: name }, scene) => nearestMonth(monthOfWords(name), scene),
    ),
    { ...pattern(`${alone}${YEAR}`, false, ({ year }) => yearOf(Number(year))), isOfYears: true },
    pattern(
      Object.keys(days)
        .map((source, index) => `(?<d${index}>${source})`)
        .join("|"),
      true,
      (groups, { written, text }) => {
        const shift =
          Object.values(days)[Object.keys(days).findIndex((_, index) => groups[`d${index}`] !== undefined)] ?? 0;
        // German “hier” is a place.
        if (/^hier$/i.test(Object.values(groups).find(Boolean) ?? "") && !IS_FRENCH.test(text)) return "none";
        return written === undefined ? undefined : oneDay(plusDays(written, shift));
      },
    ),
    pattern(
      `(?<!(?:${notBefore}) )(?:${which} )?${weekday}(?: ${after})?(?! (?:${notAfter})|s\\b|,? (?:the |le |el |den |dem )?\\d|,? ${month} \\d)`,
      true,
      weekdayMeant,
    ),
    pattern(`${which} ${unit}`, true, unitMeant),
    pattern(`${unit} ${after}`, true, unitMeant),
    pattern(counted(language.ago), true, steps(-1)),
    ...language.hence.split("|").map((one) => pattern(counted(one), true, steps(1))),
  ];
}

const IS_FRENCH = /(?<!\p{L})(?:le|la|les|des|du|et|est|une|dans|sur|pour|que|qui|au|a|ont|été)(?!\p{L})/u;

function since({ since }: DateWords): RegExp {
  const known = sinceOf.get(since) ?? new RegExp(`(?<!\\p{L})(?:${since}) (?:the |le |el |den |dem )?$`, "iu");
  sinceOf.set(since, known);
  return known;
}

const sinceOf = new Map<string, RegExp>();

type Written = Pick<Scene, "written" | "isAhead">;

/** A day and a month. Without a year the weekday beside it helps to find that. */
function dateIn(
  year: number | undefined,
  month: number,
  day: number,
  weekday: number,
  scene: Written,
): Span | undefined | "none" {
  if (month === 0) return "none";
  if (year !== undefined) return dayOf(year, month, day) ?? "none";
  if (dayOf(2024, month, day) === undefined) return "none";
  const meant = yearsNear(scene).flatMap((one) => dayOf(one, month, day) ?? []);
  const isRight = ({ from }: Span) => weekday === 0 || weekdayOf(from) === weekday;
  const fits = (span: Span) => isNear(span.from, scene);
  return meant.find((span) => fits(span) && isRight(span)) ?? meant.find(fits);
}

function nearestMonth(month: number, scene: Written): Span | undefined {
  return yearsNear(scene)
    .map((year) => monthOf(year, month))
    .find(({ to }) => isNear(to, scene));
}

function yearsNear({ written }: Written): readonly number[] {
  if (written === undefined) return [];
  const year = Number(written.slice(0, 4));
  return [year - 1, year, year + 1];
}

/** What is told of lies up to nine months back or three ahead; what is to come, up to a year ahead. */
function isNear(day: string, { written, isAhead }: Written): boolean {
  if (written === undefined) return false;
  const ahead = daysBetween(written, day);
  return isAhead ? ahead >= -5 && ahead < 360 : ahead >= -275 && ahead < 90;
}

/** "Next Tuesday", said on a Monday, may be tomorrow or in a week: then nothing tells. */
function nextWeekday(written: string, to: number): Span | undefined {
  const ahead = (to - weekdayOf(written) + 7) % 7 || 7;
  return to > weekdayOf(written) ? undefined : oneDay(plusDays(written, ahead));
}

function spanOfMonth(day: string): Span {
  return monthOf(Number(day.slice(0, 4)), Number(day.slice(5, 7)));
}
