/** Days from the first to the last, both included: `YYYY-MM-DD`. */
export type Span = { readonly from: string; readonly to: string };

/** A day that exists, as a span of one; undefined for the 31st of a month that has 30. */
export function dayOf(year: number, month: number, day: number): Span | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return oneDay(said(date));
}

export function oneDay(day: string): Span {
  return { from: day, to: day };
}

export function monthOf(year: number, month: number): Span {
  return { from: said(new Date(Date.UTC(year, month - 1, 1))), to: said(new Date(Date.UTC(year, month, 0))) };
}

export function yearOf(year: number): Span {
  return { from: `${year}-01-01`, to: `${year}-12-31` };
}

/** The week from Monday on that a day is in. */
export function weekOf(day: string): Span {
  const from = plusDays(day, 1 - weekdayOf(day));
  return { from, to: plusDays(from, 6) };
}

/** Monday is 1. */
export function weekdayOf(day: string): number {
  return at(day).getUTCDay() || 7;
}

export function plusDays(day: string, days: number): string {
  return said(new Date(at(day).getTime() + days * DAY_MS));
}

/** The same day of another month, or its last where it is shorter. */
export function plusMonths(day: string, months: number): string {
  const date = at(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return said(new Date(Date.UTC(year, month, Math.min(date.getUTCDate(), last))));
}

/** How many days the second is after the first. */
export function daysBetween(first: string, second: string): number {
  return Math.round((at(second).getTime() - at(first).getTime()) / DAY_MS);
}

function at(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function said(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const DAY_MS = 24 * 60 * 60_000;
