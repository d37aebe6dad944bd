import type { Evidence } from "./evidence.ts";
import type { Term } from "./terms.ts";

/** "IRS" where the evidence has "Internal Revenue Service", "American" where it has "America", "Q2" for a second quarter. */
export function isKnownAs({ text, lower }: Term, terms: readonly Term[], index: number, evidence: Evidence): boolean {
  const { words } = evidence.plain;
  if (ALSO_CALLED.some((names) => names.includes(lower) && names.some((name) => words.includes(` ${name} `))))
    return true;
  const quarter = /^q([1-4])$/.exec(lower)?.[1];
  if (quarter !== undefined) return new RegExp(` ${QUARTERS[Number(quarter) - 1]} `).test(words);
  if (/\p{Lu}.*\p{Lu}/u.test(text)) {
    const letters = text.replace(/[^\p{Lu}o]/gu, "").toLowerCase();
    if (letters.length >= 2 && new RegExp(` ${[...letters].join("\\S+ (?:(?:of|and|the|for|in) )?")}`, "u").test(words))
      return true;
  }
  // A form of a name that the evidence has: "Iranian", "Iran".
  const start = lower.slice(0, Math.max(4, Math.min(lower.length - 2, 6)));
  if (lower.length >= 4 && words.includes(` ${start}`)) return true;
  // A full name for which the evidence has the initials.
  const run = terms.slice(Math.max(0, index - 3), index + 4).filter(({ kind }) => kind === "name");
  const initials = run.map(({ text: one }) => one[0]?.toLowerCase()).join("");
  return INITIALS.test(initials) && [2, 3, 4].some((length) => hasInitials(initials, length, words));
}

const ALSO_CALLED: readonly (readonly string[])[] = [
  ["us", "u.s", "u.s.", "usa", "united states", "american", "americans", "america", "united", "states"],
  ["uk", "u.k", "u.k.", "united kingdom", "britain", "british", "kingdom"],
  ["eu", "e.u.", "european union", "europe", "european"],
  ["un", "u.n.", "united nations", "nations"],
  ["uae", "emirates", "united arab emirates"],
  ["covid", "coronavirus", "pandemic", "covid-19"],
];
const QUARTERS = [
  "(?:first|1st) quarter",
  "(?:second|2nd) quarter",
  "(?:third|3rd) quarter",
  "(?:fourth|4th|final|last) quarter",
];
const INITIALS = /^\p{L}{2,}$/u;

function hasInitials(initials: string, length: number, words: string): boolean {
  for (let at = 0; at + length <= initials.length; at++)
    if (words.includes(` ${initials.slice(at, at + length)} `)) return true;
  return false;
}
