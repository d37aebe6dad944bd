import { stem } from "#briefing";
import type { Difference } from "./align/difference.ts";
import type { Evidence } from "./align/evidence.ts";
import type { Term } from "./align/terms.ts";
import { neighbors } from "./opposites/neighbors.ts";
import { PLANNED } from "./signs.ts";

/** Which way a quantity goes. */
type Course = "up" | "down" | "level";

/** A quantity's course in the evidence: given by a word, or by a value beside an earlier one. */
type Movement = {
  readonly course: Course;
  /** The stems of what moves. */
  readonly of: ReadonlySet<string>;
  /** The values that it moves by or to. */
  readonly values: readonly number[];
  readonly told: string;
  readonly isPlanned: boolean;
};

/** Courses of a statement that the evidence reverses: "decreased by 17%" for "up 17%", or for "$3.69, from $3.41". */
export function otherCourses(terms: readonly Term[], evidence: Evidence): Difference[] {
  const told = new Set(terms.map((_, index) => courseAt(terms, index)));
  return terms.flatMap((term, index): Difference[] => {
    const course = courseAt(terms, index);
    if (course === undefined || isDenied(terms, index)) return [];
    const values = valuesBy(terms, index);
    const own = neighbors(terms, index, REACH);
    const isPlanned = hasPlan(terms, index);
    let [same, other] = [0, 0];
    let rival: Movement | undefined;
    for (const one of movementsOf(evidence)) {
      if (one.isPlanned !== isPlanned) continue;
      const shared = own.intersection(one.of).size;
      const isSameValue = values.some((value) => one.values.includes(value));
      if (shared === 0 || (values.length > 0 && one.values.length > 0 && !isSameValue)) continue;
      const weight = shared + (isSameValue ? OF_VALUE : 0);
      if (one.course === course) same = Math.max(same, weight);
      else if (weight > other) [other, rival] = [weight, one];
    }
    // If both have both courses, and no value separates them, their order may differ.
    if (same > 0 && values.length === 0 && told.has(rival?.course)) return [];
    if (!rival || other < LEAST_SHARED || other <= same) return [];
    return [{ kind: "opposite", said: term.text, at: term.start, quoted: rival.told }];
  });
}

/** How far what moves is from the word that says so, in words. */
const REACH = 5;
const LEAST_SHARED = 2;
/** A value that both have counts as much as two words. */
const OF_VALUE = 2;

function movementsOf(evidence: Evidence): readonly Movement[] {
  const made =
    known.get(evidence) ??
    evidence.sentences.flatMap(({ terms, text }) => [...worded(terms), ...compared(terms, text)]);
  known.set(evidence, made);
  return made;
}

const known = new WeakMap<Evidence, readonly Movement[]>();

function worded(terms: readonly Term[]): Movement[] {
  return terms.flatMap((term, index) => {
    const course = courseAt(terms, index);
    if (course === undefined || isDenied(terms, index)) return [];
    const of = neighbors(terms, index, REACH + 1);
    return [{ course, of, values: valuesBy(terms, index), told: term.text, isPlanned: hasPlan(terms, index) }];
  });
}

const VERSUS = /\b(?:versus|vs\.?|(?:compared|compares|comparing|comparable) (?:to|with)|from)\b/giu;

/** What shows that the value beside it is of another time, not of others: "compared to 59% of men". */
const EARLIER =
  /\b(?:ago|earlier|before|last|previous(?:ly)?|prior|same (?:period|quarter|month|time)|(?:19|20)\d\d)\b/i;
/** How many characters after the value. */
const OF_EARLIER = 40;

/** "$0.21 this quarter versus $0.02 a year ago" */
function compared(terms: readonly Term[], text: string): Movement[] {
  return [...text.matchAll(VERSUS)].flatMap(({ index, 0: versus }) => {
    const after = terms.findIndex(({ start }) => start >= index + versus.length);
    if (after === -1) return [];
    const earlier = terms.slice(after, after + NEAR_VALUE).find(isAmount);
    if (!earlier || /^\p{Lu}/u.test(terms[terms.indexOf(earlier) - 1]?.text ?? "")) return [];
    if (!/^from$/i.test(versus) && !EARLIER.test(text.slice(index, earlier.end + OF_EARLIER))) return [];
    const before = terms.slice(0, after).filter(({ end }) => end <= index);
    const place = before.findLastIndex((term) => isAmount(term) && isLike(term, earlier));
    const later = before[place];
    if (!later || before.length - place > FAR_VALUE || isBelowZero(text, later) || isBelowZero(text, earlier))
      return [];
    const [from, to] = [earlier.value as number, later.value as number];
    const subject = before.slice(Math.max(0, place - FAR_VALUE));
    return [
      {
        course: to > from ? "up" : to < from ? "down" : "level",
        of: neighbors([...subject, later], subject.length, subject.length),
        values: [to],
        told: `${later.shown ?? later.text} […] ${earlier.shown ?? earlier.text}`,
        isPlanned: hasPlan(terms, place),
      },
    ];
  });
}

const NEAR_VALUE = 3;
const FAR_VALUE = 14;

/** A number that can rise and fall: no year, no ordinal, no count in letters. */
function isAmount({ text, value, unit }: Term): boolean {
  return (
    value !== undefined &&
    /^\p{Sc}?\d[\d.,]*%?$/u.test(text) &&
    (unit !== undefined || !/^(?:1[5-9]|20|21)\d\d$/.test(text))
  );
}

function isLike(one: Term, other: Term): boolean {
  const size = ({ shown }: Term) => shown?.split(" ").at(-1);
  return one.unit === other.unit && size(one) === size(other);
}

function isBelowZero(text: string, { start }: Term): boolean {
  return /(?:[(−-]|\bminus |\bnegative )\p{Sc}?$/iu.test(text.slice(0, start));
}

/** The values within a few words of a course: "up 17%", "a 17% increase". */
function valuesBy(terms: readonly Term[], index: number): number[] {
  return terms
    .slice(Math.max(0, index - 1), index + NEAR_VALUE + 1)
    .flatMap((term) => (isAmount(term) ? [term.value as number] : []));
}

function courseAt(terms: readonly Term[], index: number): Course | undefined {
  const { lower, stem: own, kind } = terms[index] as Term;
  if (kind === "name") return undefined;
  const before = terms[index - 1];
  if (lower === "up" || lower === "down") {
    const after = terms[index + 1];
    const isMove = (before && MOVES.test(before.lower)) || (after && (isAmount(after) || after.lower === "from"));
    return isMove ? lower : undefined;
  }
  if (lower === "same")
    return terms.slice(Math.max(0, index - 2), index).some(({ lower: one }) => STAYS.test(one)) ? "level" : undefined;
  return COURSES.get(own);
}

const MOVES = /^(?:is|are|was|were|be|been|go|goes|going|went|gone|came|come)$/;
const STAYS = /^(?:remain|remains|remained|remaining|stay|stays|stayed|staying)$/;

function isDenied(terms: readonly Term[], index: number): boolean {
  return terms
    .slice(Math.max(0, index - 3), index)
    .some(({ lower }) => /^(?:not|no|never|\w+n't|without)$/.test(lower));
}

/** What was is not what is expected. */
function hasPlan(terms: readonly Term[], index: number): boolean {
  return terms
    .slice(Math.max(0, index - 8), index + 4)
    .some(({ text, lower }) => text !== "May" && lower !== "to" && (PLANNED.test(lower) || FORESEEN.test(lower)));
}

const FORESEEN =
  /^(?:anticipat\w+|project(?:ed|s|ing)|forecast\w*|estimat\w+|outlook|guidance|could|may|might|should|would|expect\w*)$/;

const COURSES: ReadonlyMap<string, Course> = new Map(
  Object.entries({
    up: "increase rise grow growth climb jump surge soar higher upward",
    down: "decrease decline fall drop reduce reduction shrink slump plunge plummet tumble lower downward",
    level: "unchanged flat stagnant constant",
  } satisfies Record<Course, string>).flatMap(([course, words]) =>
    words.split(" ").map((word) => [stem(word), course as Course] as const),
  ),
);
