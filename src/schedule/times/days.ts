import { readZone } from "./zones.ts";

/** Day fields of cron, or a sentence on which word is not a day. */
export type ReadDays = { readonly date: string; readonly weekday: string } | { readonly problem: string };

/**
 * Reads days as people write them; empty text means every day. Days of the week with lists, ranges and exceptions ("daily
 * except sunday"), days of the month ("the 1st and 15th", "last day of the month") and both ("last friday of the month").
 */
export function readDays(text: string): ReadDays {
  const [said = "", without, ...more] = text
    .replace(/(?<=[a-z])\./g, "")
    .replace(/\b(?:week|work|business|working)[ -]?days?\b/g, "weekdays")
    .replace(RANGE, "$1-$2")
    .split(/\b(?:except(?: for| on)?|but(?: not)?(?: on)?|not on|excluding|without)\b/);
  const odd = /\b(?:every (?:other|second|2|two)|other|alternate|bi-?weekly|fortnightly|bi-?monthly|quarterly)\b/.exec(
    said,
  );
  if (odd) return { problem: `“${odd[0]}” isn't supported: days repeat weekly or monthly.` };
  const days = gather(said);
  if ("problem" in days) return days;
  if (without === undefined) return fieldsOf(days);
  const left = gather(without);
  if ("problem" in left) return left;
  const all = days.every.size > 0 ? days.every : WHOLE_WEEK;
  const kept = new Set([...all].filter((day) => !left.every.has(day)));
  if (more.length > 0 || days.dates.size + days.nth.size + left.dates.size + left.nth.size > 0 || left.every.size === 0)
    return { problem: "Only days of the week can be left out." };
  return kept.size > 0 ? fieldsOf({ ...days, every: kept }) : { problem: "That leaves no days." };
}

type Gathered = {
  /** Days of the week, 0 is Sunday; empty means all if nothing else is named. */
  readonly every: Set<number>;
  /** `5L`, `1#2` */
  readonly nth: Set<string>;
  /** `1`, `L` */
  readonly dates: Set<string>;
};

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const WHOLE_WEEK: ReadonlySet<number> = new Set(DAYS.keys());
const DAY = "(?:(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?)(?:days?)?|su|mo|tu|we|th|fr|sa)";
const IS_DAY = new RegExp(`^${DAY}$`);
const RANGE = new RegExp(`\\b(${DAY})\\s*(?:-|–|—|\\b(?:to|thru|through|until|till)\\b)\\s*(${DAY})\\b`, "g");
const GROUPS: Readonly<Record<string, readonly number[]>> = {
  daily: [...WHOLE_WEEK],
  everyday: [...WHOLE_WEEK],
  weekdays: [1, 2, 3, 4, 5],
  "m-f": [1, 2, 3, 4, 5],
  weekend: [0, 6],
  weekends: [0, 6],
};
const ORDINALS: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5 };
const NOISE: ReadonlySet<string> = new Set(
  "and at each every for from in night nights of on only please the".split(" "),
);

function gather(text: string): Gathered | { problem: string } {
  const gathered: Gathered = { every: new Set(), nth: new Set(), dates: new Set() };
  const words = text.split(/[\s,&+/@]+/).filter((word) => word !== "" && !NOISE.has(word));
  let rhythm: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    const next = words[at + 1] ?? "";
    const ordinal = word === "last" ? "last" : (ORDINALS[word] ?? Number(/^(\d{1,2})(?:st|nd|rd|th)$/.exec(word)?.[1]));
    const range = word.split("-").map(dayNumber);
    if (GROUPS[word]) for (const day of GROUPS[word]) gathered.every.add(day);
    else if (word === "day" || word === "days") for (const day of WHOLE_WEEK) gathered.every.add(day);
    else if (/^(?:week|month)(?:ly)?$/.test(word)) rhythm = word.replace("ly", "");
    else if (ordinal === "last" || ordinal >= 1) {
      const day = dayNumber(next);
      const isLast = ordinal === "last";
      if (day === undefined && isLast && next !== "day") return unknown(word);
      if (day !== undefined && !isLast && ordinal > 5) return { problem: `No month has a ${word} ${next}.` };
      if (day === undefined && !isLast && ordinal > 31) return { problem: `No month has a ${word}.` };
      if (day === undefined) gathered.dates.add(isLast ? "L" : String(ordinal));
      else gathered.nth.add(isLast ? `${day}L` : `${day}#${ordinal}`);
      if (day !== undefined || next === "day") at += 1;
    } else if (range.length <= 2 && range.every((day) => day !== undefined)) {
      const [from = 0, to = from] = range;
      for (let day = from; gathered.every.add(day) && day !== to; day = (day + 1) % DAYS.length);
    } else return unknown(word);
  }
  const isNothing = gathered.every.size + gathered.nth.size + gathered.dates.size === 0;
  if (isNothing && rhythm === "week") gathered.every.add(1);
  if (isNothing && rhythm === "month") gathered.dates.add("1");
  return gathered;
}

/** Why a word is not a day. */
function unknown(word: string): { problem: string } {
  if (/^(?:today|tonight|tomorrow|next|now|soon)$/.test(word))
    return { problem: `“${word}” happens once, and a schedule repeats.` };
  const zone = readZone(word);
  if ("zone" in zone || zone.problem.includes("Write the place you mean"))
    return { problem: `“${word}” is a time zone, which has its own field.` };
  return { problem: `“${word}” isn't a day of the week.` };
}

function fieldsOf({ every, nth, dates }: Gathered): ReadDays {
  const days = [...every].sort((a, b) => a - b).map(String);
  const isWhole = days.length === DAYS.length;
  const weekdays = days.join(",") === "1,2,3,4,5" ? ["1-5"] : days;
  const weekday = [...weekdays, ...nth].join(",");
  if (isWhole || weekday === "")
    return { date: isWhole || dates.size === 0 ? "*" : [...dates].join(","), weekday: "*" };
  return { date: dates.size === 0 ? "*" : [...dates].join(","), weekday };
}

function dayNumber(word: string): number | undefined {
  return IS_DAY.test(word) ? DAYS.findIndex((day) => day.startsWith(word.slice(0, 3))) : undefined;
}
