import { quoted } from "../content/problem.ts";
import type { Span } from "./calendar.ts";
import { findDates } from "./find-dates.ts";

/**
 * Words of a statement that mean a day only to those who know when it was written, as advice to its writer: "Tuesday",
 * "last week". `written`: when its source was published, as far as it says.
 */
export function adviceOnDays(text: string, written: string | undefined): readonly string[] {
  return findDates(text, written)
    .filter(({ isRelative }) => isRelative)
    .map(({ words, span }) => {
      const said = `${quoted(words, 40)} means a day only to those who know when it was written`;
      return span && written
        ? `${said}: write ${sayPlainly(span)} if that is right (the source is dated ${written})`
        : `${said}: write the date`;
    });
}

/** `3 November 2026`, `November 2026`, `2026`, `the week of 2 November 2026` */
function sayPlainly({ from, to }: Span): string {
  const [year = "", month = "", day = ""] = from.split("-");
  const name = MONTHS[Number(month) - 1] ?? month;
  if (from === to) return `${Number(day)} ${name} ${year}`;
  if (from.slice(0, 7) === to.slice(0, 7) && day === "01" && Number(to.slice(8)) >= 28) return `${name} ${year}`;
  return from === `${year}-01-01` && to === `${year}-12-31` ? year : `the week of ${Number(day)} ${name} ${year}`;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");
