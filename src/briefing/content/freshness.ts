import { type Briefing, dateOf } from "./briefing.ts";

/** The day on which somebody last checked that it is all still true: `YYYY-MM-DD`. Undefined if that is not known. */
export function lastCheckedOn(briefing: Briefing): string | undefined {
  const { checked, review } = briefing;
  const looks = [checked, review].flatMap((look) => (look && !look.isChangedSince ? [look.at.slice(0, 10)] : []));
  return looks.sort().at(-1) ?? dateOf(briefing);
}

/** The last day on which it counts as fresh. Undefined if it has none. */
export function dueOn(briefing: Briefing): string | undefined {
  const { checkBy } = briefing;
  if (!checkBy) return undefined;
  const last = lastCheckedOn(briefing);
  // A check after the day that was named is the one that was asked for.
  if ("day" in checkBy)
    return last !== undefined && isLookedAt(briefing) && last > checkBy.day ? undefined : checkBy.day;
  if (last === undefined) return undefined;
  return new Date(Date.parse(`${last}T00:00:00Z`) + checkBy.days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether its check is overdue. `today`: `YYYY-MM-DD`. */
export function isStale(briefing: Briefing, today: string): boolean {
  const due = dueOn(briefing);
  return due !== undefined && today > due;
}

/** What readers see about its last check; undefined if there is nothing to say. */
export function checkNotice(briefing: Briefing, today: string): string | undefined {
  const { checked } = briefing;
  if (isStale(briefing, today)) {
    const last = lastCheckedOn(briefing);
    return last === undefined ? "Not checked lately" : `Last checked ${sayDay(last, today)}`;
  }
  if (!checked || checked.isChangedSince) return undefined;
  return `Checked ${sayDay(checked.at.slice(0, 10), today)} by ${checked.by}`;
}

/** `3 Nov`, with the year if it is another than today's. Both are `YYYY-MM-DD`. */
export function sayDay(day: string, today: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  const said = `${Number(date)} ${MONTHS[Number(month) - 1] ?? month}`;
  return today.startsWith(`${year}-`) ? said : `${said} ${year}`;
}

function isLookedAt({ checked, review }: Briefing): boolean {
  return [checked, review].some((look) => look && !look.isChangedSince);
}

const DAY_MS = 24 * 60 * 60_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
