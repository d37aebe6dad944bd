import { lazy } from "../content/lazy.ts";
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

export type Groups = Readonly<Record<string, string | undefined>>;
export type Scene = {
  readonly written: string | undefined;
  readonly text: string;
  readonly toCome: boolean;
  readonly isAhead: boolean;
};
type Kind = "month" | "weekday" | "day" | "unit" | "year";
export type Pattern = {
  readonly pattern: RegExp;
  readonly isRelative: boolean;
  /** A word of this kind is in all that it matches. */
  readonly has: Kind;
  readonly language?: DateWords;
  /** "none": no date at all. */
  spanOf(groups: Groups, scene: Scene): Span | undefined | "none";
};

const NUMERIC: readonly Pattern[] = [
  {
    pattern: /(?<![\d/-])(?<year>(?:1[5-9]|20|21)\d\d)-(?<month>\d\d)-(?<day>\d\d)(?![\d-])/g,
    isRelative: false,
    has: "year",
    spanOf: ({ year, month, day }) => dayOf(Number(year), Number(month), Number(day)) ?? "none",
  },
  {
    pattern: /(?<![\d.])(?<day>\d\d?)\.\s?(?<month>\d\d?)\.\s?(?<year>(?:1[5-9]|20|21)\d\d)(?![\d.]*\d)/g,
    isRelative: false,
    has: "year",
    spanOf: ({ year, month, day }) => dayOf(Number(year), Number(month), Number(day)) ?? "none",
  },
];

const YEAR = String.raw`(?<year>(?:1[5-9]|20|21)\d\d)(?!\d|[.,]\d|-\d)`;
/**
 * Letters of the languages that are read. Next to letters of other scripts a date needs no space; and a class of all
 * letters would take most of the time that a start spends on dates.
 */
const LETTER = String.raw`A-Za-zªµº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff`;
/** A year alone needs no word of the language but the one before it. */
const HAS_YEAR = /\d{4}/;
const SPOKEN = LANGUAGES.map((language) => ({ triggers: triggersOf(language), patterns: patternsOf(language) }));

/** The patterns that may match a text: most sentences have no word of any, and few of more than one kind. */
export function patternsFor(text: string): readonly Pattern[] {
  const hasYear = HAS_YEAR.test(text);
  const spoken = SPOKEN.flatMap(({ triggers, patterns }) => {
    const kinds = new Set<Kind>(hasYear ? ["year"] : []);
    if (triggers.any.test(text)) for (const [kind, trigger] of triggers.each) if (trigger().test(text)) kinds.add(kind);
    return kinds.size === 0 ? [] : patterns.filter(({ has }) => kinds.has(has));
  });
  return hasYear ? [...NUMERIC, ...spoken] : spoken;
}

/** The words of a language without which none of its patterns matches, together and of each kind. */
function triggersOf({ weekdays, days, units, months }: DateWords) {
  const words: readonly (readonly [Kind, readonly string[]])[] = [
    ["month", months.map(({ short }) => short)],
    ["weekday", weekdays],
    ["day", Object.keys(days)],
    ["unit", Object.values(units)],
  ];
  const anyOf = (all: readonly string[]) => new RegExp(`(?<![${LETTER}])(?:${all.join("|")})(?![${LETTER}])`, "u");
  return {
    any: anyOf(words.flatMap(([, all]) => all)),
    each: words.map(([kind, all]) => [kind, lazy(() => anyOf(all))] as const),
  };
}

function patternsOf(language: DateWords): Pattern[] {
  const { months, weekdays, notBefore, notAfter, days, units, numbers, at, last, this: running, next } = language;
  const whole = (source: string) => new RegExp(String.raw`(?<![${LETTER}\d-])(?:${source})(?![${LETTER}\d])`, "gu");
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
  const pattern = (has: Kind, source: string, isRelative: boolean, spanOf: Pattern["spanOf"]): Pattern => {
    // Most patterns are never needed, and each takes a while to make.
    const made = lazy(() => whole(source));
    return {
      get pattern() {
        return made();
      },
      ...{ has, isRelative, spanOf, language },
    };
  };
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
    pattern(
      "month",
      `(?:${weekday},? )?(?:the |le |el |den |dem )?${ordinal} ${of}${month},? ${of}${YEAR}`,
      false,
      dated,
    ),
    pattern("month", `(?:${weekday},? )?${month} ${ordinal},? ${YEAR}`, false, dated),
    pattern(
      "month",
      `(?:${weekday},? )?(?:the |le |el |den |dem )?${ordinal} ${of}${month}(?!,? ${of}\\d{4})`,
      false,
      dated,
    ),
    pattern("month", `(?:${weekday},? )?${month} ${ordinal}(?!\\d|,? \\d{4})`, false, dated),
    pattern("month", `${month} ${of}${YEAR}`, false, ({ year, month: name }) =>
      monthOf(Number(year), monthOfWords(name)),
    ),
    pattern(
      "month",
      `${alone}(?<month>${months.map(({ full }) => full).join("|")})(?! ?\\d| ${of}\\d)`,
      false,
      ({ month: name }, scene) => nearestMonth(monthOfWords(name), scene),
    ),
    pattern("year", `${alone}${YEAR}`, false, ({ year }) => yearOf(Number(year))),
    pattern(
      "day",
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
      "weekday",
      `(?<!(?:${notBefore}) )(?:${which} )?${weekday}(?: ${after})?(?! (?:${notAfter})|s\\b|,? (?:the |le |el |den |dem )?\\d|,? ${month} \\d)`,
      true,
      weekdayMeant,
    ),
    pattern("unit", `${which} ${unit}`, true, unitMeant),
    pattern("unit", `${unit} ${after}`, true, unitMeant),
    pattern("unit", counted(language.ago), true, steps(-1)),
    ...language.hence.split("|").map((one) => pattern("unit", counted(one), true, steps(1))),
  ];
}

const IS_FRENCH = /(?<!\p{L})(?:le|la|les|des|du|et|est|une|dans|sur|pour|que|qui|au|a|ont|été)(?!\p{L})/u;

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

/** Days in a report are up to nine months back or three ahead; days to come, up to a year ahead. */
function isNear(day: string, { written, isAhead }: Written): boolean {
  if (written === undefined) return false;
  const ahead = daysBetween(written, day);
  return isAhead ? ahead >= -5 && ahead < 360 : ahead >= -275 && ahead < 90;
}

/** "Next Tuesday", written on a Monday, may be tomorrow or in a week: then it is unknown. */
function nextWeekday(written: string, to: number): Span | undefined {
  const ahead = (to - weekdayOf(written) + 7) % 7 || 7;
  return to > weekdayOf(written) ? undefined : oneDay(plusDays(written, ahead));
}

function spanOfMonth(day: string): Span {
  return monthOf(Number(day.slice(0, 4)), Number(day.slice(5, 7)));
}
