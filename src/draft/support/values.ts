import { stem } from "#briefing";
import type { Aligned, Exchange } from "./align/align.ts";
import type { Difference } from "./align/difference.ts";
import type { Evidence } from "./align/evidence.ts";
import type { Term } from "./align/terms.ts";

const MONTH =
  /^(?:january|february|march|april|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/;
const ROUGHLY =
  /^(?:about|nearly|roughly|almost|around|approximately|some|over|than|least|most|up|close|estimated|under)$/;

/** Numbers, units, dates and names of a statement that the evidence does not have, with what it has in their place. */
export function differentValues(
  { terms, found, bearing, exchanges, inParts }: Aligned,
  evidence: Evidence,
): Difference[] {
  const here = bearing.flatMap((place) => evidence.sentences[place]?.terms ?? []);
  const differences: Difference[] = [];
  terms.forEach((term, index) => {
    const how = found[index];
    const place = { said: term.shown ?? term.text, at: term.start };
    const inPlace = (wanted: (other: Term) => boolean) =>
      exchanges.find(({ said, quoted }) => said.includes(term) && quoted.some(wanted))?.quoted.find(wanted);
    if (term.value !== undefined) {
      const other = inPlace(({ value }) => value !== undefined && value !== term.value);
      const own = unitOf(term, terms[index + 1]);
      const sameValue = here.filter(({ value }) => value === term.value);
      if (how === "here" && own !== "" && sameValue.length > 0) {
        const units = sameValue.map((one) => unitOf(one, here[here.indexOf(one) + 1]));
        if (units.every((unit) => unit !== "" && unit !== own))
          differences.push({
            kind: "unit",
            said: withUnit(term, terms[index + 1]),
            at: term.start,
            quoted: withUnit(sameValue[0] as Term, here[here.indexOf(sameValue[0] as Term) + 1]),
          });
        return;
      }
      if (how === "here" || isSmallCount(term)) {
        if (how === "here" || other === undefined || !isSmallCount(other)) return;
      }
      if (how === "elsewhere" && (other === undefined || other.unit !== term.unit)) return;
      if (isRounded(term, terms[index - 1], evidence)) return;
      const rival = other ?? rivalOf(term, here, terms);
      differences.push({
        kind: isYear(term) ? "date" : "number",
        ...place,
        ...(rival && { quoted: rival.shown ?? rival.text }),
      });
      return;
    }
    if (MONTH.test(term.lower) && how !== "here" && how !== "elsewhere") {
      const other = here.find(({ lower }) => MONTH.test(lower) && /day$/.test(lower) === /day$/.test(term.lower));
      if (other) differences.push({ kind: "date", ...place, quoted: other.text });
      return;
    }
    if (term.kind === "name" && (how === "nowhere" || how === "in its document")) {
      const other = inPlace(({ kind, stem }) => kind === "name" && !terms.some((own) => own.stem === stem));
      // A writer says who "the agency" is; another name in its place is another matter.
      if (how === "in its document" && !other) return;
      differences.push({ kind: "name", ...place, ...(other && { quoted: other.text }) });
      return;
    }
    if (term.kind === "name" && (how === "here" || how === "elsewhere")) {
      const other = nameInPlace(term, terms, inParts);
      if (other) differences.push({ kind: "name", ...place, quoted: other.text });
    }
  });
  return differences;
}

/** Another name in the place of one that the evidence has elsewhere: nothing else may differ there. */
function nameInPlace(term: Term, terms: readonly Term[], inParts: readonly Exchange[]): Term | undefined {
  const said = new Set(terms.map(({ stem }) => stem));
  const isNames = (all: readonly Term[]) =>
    all.length > 0 && all.length <= MOST_OF_NAME && all.every(({ kind }) => kind === "name");
  return inParts.find(
    (one) =>
      one.said.includes(term) &&
      isNames(one.said) &&
      isNames(one.quoted) &&
      one.quoted.every(({ stem }) => !said.has(stem)),
  )?.quoted[0];
}

const MOST_OF_NAME = 3;

function isYear({ text, value }: Term): boolean {
  return /^\d{4}$/.test(text) && (value ?? 0) > 1500 && (value ?? 0) < 2200;
}

/** "two reports" may be counted by the writer. */
function isSmallCount({ text, value = 0 }: Term): boolean {
  return !/\d/.test(text) && value <= 10 && Number.isInteger(value);
}

function unitOf({ unit = "" }: Term, next: Term | undefined): string {
  if (unit !== "") return unit;
  return next !== undefined && UNITS.has(next.stem) ? next.stem : "";
}

function withUnit({ text, unit }: Term, next: Term | undefined): string {
  return unit !== undefined || next === undefined ? text : `${text} ${next.text}`;
}

const UNITS: ReadonlySet<string> = new Set(
  "mile kilometer kilometr meter metr foot inch pound kilogram kilo gram ton tonn hour minut second day week month year acr hectar degree gallon liter litr dollar euro"
    .split(" ")
    .map(stem),
);

/** "about 5,000" for 4,950 */
function isRounded({ value = 0 }: Term, before: Term | undefined, { numbers }: Evidence): boolean {
  if (before === undefined || !ROUGHLY.test(before.lower)) return false;
  for (const number of numbers) if (Math.abs(number - value) <= 0.1 * Math.abs(number)) return true;
  return false;
}

/** A number of the same kind that the statement does not have. */
function rivalOf(term: Term, here: readonly Term[], terms: readonly Term[]): Term | undefined {
  const said = new Set(terms.map(({ value }) => value));
  return here.find(
    (other) =>
      other.value !== undefined &&
      !said.has(other.value) &&
      other.unit === term.unit &&
      isYear(other) === isYear(term) &&
      /\d/.test(other.text) === /\d/.test(term.text),
  );
}
