import { instantOf, wallAt } from "./local-time.ts";

/** When a schedule that follows changes posts: at most this often a day, and not in quiet hours. */
export type OnChange = {
  readonly mostADay: number;
  /** Minutes since midnight in local time; may span midnight. */
  readonly quiet?: { readonly from: number; readonly to: number };
};

/** Changes within this time share one post. */
export const GATHERING_MS = 10 * 60_000;

const USUAL_MOST = 3;
const HIGHEST_MOST = 24;
const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/**
 * Reads "on change", "on change, at most 5 a day", "when it changes, quiet 22:00-07:00" into what is stored in place of
 * cron fields; or says what is wrong. Undefined for times that don't follow changes.
 */
export function readOnChange(written: string): { readonly cron: string } | { readonly problem: string } | undefined {
  const begin = BEGIN.exec(written);
  if (!begin) return undefined;
  let rest = written.slice(begin[0].length);
  const take = (what: RegExp) => {
    const found = what.exec(rest);
    if (found) rest = rest.replace(found[0], " ");
    return found;
  };
  const most = take(MOST);
  const quiet = take(QUIET);
  if (rest.replace(/[\s,;.]|\band\b|\bwith\b/g, "") !== "")
    return { problem: `“${rest.trim()}” isn't understood here.` };
  const mostADay = most ? (COUNTS[most[1] ?? ""] ?? Number(most[1])) : USUAL_MOST;
  if (mostADay < 1 || mostADay > HIGHEST_MOST) return { problem: `Choose 1 to ${HIGHEST_MOST} posts a day.` };
  if (!quiet) return { cron: cronOf({ mostADay }) };
  const [from, to] = [minutesOf(quiet[1]), minutesOf(quiet[2])];
  if (from === undefined || to === undefined)
    return { problem: `“${quiet[0].trim()}” needs a start and an end, like quiet 22:00-07:00.` };
  if (from === to) return { problem: "Quiet hours must start and end at different times." };
  return { cron: cronOf({ mostADay, quiet: { from, to } }) };
}

const BEGIN =
  /^(?:(?:up)?on (?:each |every |any )?changes?|(?:when(?:ever)?|if|as soon as) (?:it|they|something|anything) changes?)(?![\w-])/;
const MOST =
  /\b(?:at most|no more than|max(?:imum)?|up to) (\d{1,3}|once|twice|one|two|three|four|five)(?: times| posts)?(?: (?:a|per|each) day| daily)?(?![\w-])/;
const QUIET =
  /\b(?:quiet|not|silent)(?: hours| time)?(?: from| between)? (\d{1,2}(?::\d{2})?)(?: ?h)? ?(?:-|–|—|to|until|till|and) ?(\d{1,2}(?::\d{2})?)(?: ?h)?(?![\w:])/;
const COUNTS: Readonly<Record<string, number>> = { once: 1, twice: 2, one: 1, two: 2, three: 3, four: 4, five: 5 };

function minutesOf(clock = ""): number | undefined {
  const [hours = Number.NaN, minutes = 0] = clock.split(":").map(Number);
  return hours <= 23 && minutes <= 59 ? hours * 60 + minutes : undefined;
}

function cronOf({ mostADay, quiet }: OnChange): string {
  return `@change ${mostADay}${quiet ? ` ${clockOf(quiet.from)}-${clockOf(quiet.to)}` : ""}`;
}

/** The prefix of what such a schedule stores in place of cron fields. */
export const ON_CHANGE = "@change ";

/** Reads it back; undefined for cron fields, and for what another version wrote. */
export function onChangeOf(cron: string): OnChange | undefined {
  const [, most, from, to] = STORED.exec(cron) ?? [];
  if (most === undefined) return undefined;
  const quiet = { from: minutesOf(from) ?? 0, to: minutesOf(to) ?? 0 };
  return { mostADay: Number(most), ...(from !== undefined && { quiet }) };
}

const STORED = /^@change (\d{1,2})(?: ([01]\d:[0-5]\d|2[0-3]:[0-5]\d)-([01]\d:[0-5]\d|2[0-3]:[0-5]\d))?$/;

/** Such a schedule in words: `when it changes, at most 3 times a day, not between 22:00 and 07:00`. */
export function sayOnChange({ mostADay, quiet }: OnChange): string {
  const often = mostADay === 1 ? "once" : `${mostADay} times`;
  const hours = quiet ? `, not between ${clockOf(quiet.from)} and ${clockOf(quiet.to)}` : "";
  return `when it changes, at most ${often} a day${hours}`;
}

/**
 * When a change made now is posted, in ms since 1970: after time for more changes, outside quiet hours, on a day with a
 * post left. `posted`: when other posts of the schedule are or were due, in ms since 1970.
 */
export function dueOnChange(
  { mostADay, quiet }: OnChange,
  zone: string,
  nowMs: number,
  posted: readonly number[] = [],
): number {
  const days = posted.map((atMs) => dayAt(atMs, zone));
  let atMs = afterQuiet(quiet, zone, nowMs + GATHERING_MS);
  while (days.filter((day) => day === dayAt(atMs, zone)).length >= mostADay)
    atMs = afterQuiet(quiet, zone, instantOf((dayAt(atMs, zone) + 1) * DAY_MS, zone));
  return atMs;
}

/** The instant itself, or the end of the quiet hours that it falls in. */
export function afterQuiet(quiet: OnChange["quiet"], zone: string, atMs: number): number {
  if (!quiet) return atMs;
  const wall = wallAt(atMs, zone);
  const day = Math.floor(wall / DAY_MS);
  const minute = (wall - day * DAY_MS) / MINUTE_MS;
  const { from, to } = quiet;
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return atMs;
  return instantOf((from > to && minute >= from ? day + 1 : day) * DAY_MS + to * MINUTE_MS, zone);
}

function dayAt(atMs: number, zone: string): number {
  return Math.floor(wallAt(atMs, zone) / DAY_MS);
}

function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
