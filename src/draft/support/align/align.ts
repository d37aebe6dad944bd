import { areNear, isStopWord, nearTo } from "#briefing";
import { bearingOn, type Evidence, nearestTo, rarity } from "./evidence.ts";
import { isKnownAs } from "./known-as.ts";
import { type Term, termsOf } from "./terms.ts";

/**
 * How a word of a statement is found in the evidence: where it bears on the statement, or elsewhere; itself, or a near
 * word. A name may be only in the document of the quoted words: "the agency" is known by its name.
 */
export type Found = "here" | "near here" | "elsewhere" | "near elsewhere" | "in its document" | "nowhere";

export type Aligned = {
  readonly terms: readonly Term[];
  /** For each term. */
  readonly found: readonly Found[];
  /** The sentences that bear on the statement, the nearest first. */
  readonly bearing: readonly number[];
  /** Pairs of stretches that take each other's place, between words that both have in order. */
  readonly exchanges: readonly Exchange[];
  /** The same of each of the statement's parts, against the sentence that is nearest to the part. */
  readonly inParts: readonly Exchange[];
  /** For each term of the nearest sentence, which term of the statement it is, or -1. */
  readonly partners: readonly number[];
};

/** What the statement says in place of what the nearest sentence says; one of them may be empty. */
export type Exchange = { readonly said: readonly Term[]; readonly quoted: readonly Term[]; readonly at: number };

/** Sets a statement's words against the evidence's. */
export function align(words: Parameters<typeof termsOf>[0], text: string, evidence: Evidence): Aligned {
  const terms = termsOf(words, text, (lower) => isNameIn(lower, evidence));
  const bearing = bearingOn(terms, evidence);
  const here = new Set(bearing.flatMap((place) => evidence.sentences[place]?.terms.map(({ stem }) => stem) ?? []));
  const values = new Set(bearing.flatMap((place) => evidence.sentences[place]?.terms.map(({ value }) => value) ?? []));
  const found = terms.map((term, index): Found => {
    const { stem, value } = term;
    if (value !== undefined) return values.has(value) ? "here" : evidence.numbers.has(value) ? "elsewhere" : "nowhere";
    if (here.has(stem)) return "here";
    if ([...here].some((other) => areNear(stem, other))) return "near here";
    if (evidence.places.has(stem)) return "elsewhere";
    if (term.kind === "name" && isKnownAs(term, terms, index, evidence)) return "near here";
    if (term.kind === "name" && evidence.document.includes(` ${term.lower.replace(/'s$/, "")} `))
      return "in its document";
    for (const other of nearTo(stem)) if (evidence.places.has(other)) return "near elsewhere";
    return "nowhere";
  });
  const nearest = evidence.sentences[bearing[0] ?? -1]?.terms ?? [];
  const { partners, exchanges } = exchangesOf(terms, nearest);
  const parts = partsOf(terms, text);
  const inParts =
    parts.length === 1
      ? exchanges
      : parts.flatMap((part) => {
          const place = nearestTo(part, evidence);
          return place === undefined ? [] : exchangesOf(part, evidence.sentences[place]?.terms ?? []).exchanges;
        });
  return { terms, found, bearing, exchanges, inParts, partners };
}

/** Sentences and clauses that say enough to be looked for by themselves. */
function partsOf(terms: readonly Term[], text: string): Term[][] {
  const parts: Term[][] = [[]];
  let told = 0;
  terms.forEach((term, index) => {
    const last = parts.at(-1) as Term[];
    const before = text.slice(terms[index - 1]?.end ?? 0, term.start);
    const begins = /[.!?;]\s/.test(before) || (/,\s/.test(before) && CLAUSE.test(term.lower));
    if (begins && told >= LEAST_OF_PART) {
      parts.push([term]);
      told = 0;
    } else last.push(term);
    if (term.kind !== "function" && !term.isGeneral) told += 1;
  });
  const rest = parts.length > 1 && told < LEAST_OF_PART ? parts.pop() : undefined;
  if (rest) parts.at(-1)?.push(...rest);
  return parts;
}

const CLAUSE = /^(?:and|but|while|although|though|whereas|yet|because|since|which|who|with)$/;
const LEAST_OF_PART = 3;

function isNameIn(lower: string, evidence: Evidence): boolean {
  const place = evidence.places.get(lower)?.[0];
  return evidence.sentences[place ?? -1]?.terms.some((term) => term.lower === lower && term.kind === "name") ?? false;
}

/** The longest run of words that both have in the same order, and what is between them. */
export function exchangesOf(
  said: readonly Term[],
  quoted: readonly Term[],
): { partners: readonly number[]; exchanges: readonly Exchange[] } {
  const width = quoted.length + 1;
  const best = new Float32Array((said.length + 1) * width);
  for (let a = said.length - 1; a >= 0; a--)
    for (let b = quoted.length - 1; b >= 0; b--) {
      const together = likeness(said[a] as Term, quoted[b] as Term);
      best[a * width + b] = Math.max(
        best[(a + 1) * width + b] as number,
        best[a * width + b + 1] as number,
        together > 0 ? together + (best[(a + 1) * width + b + 1] as number) : 0,
      );
    }
  const partners = quoted.map(() => -1);
  const exchanges: Exchange[] = [];
  let a = 0;
  let b = 0;
  let gap = { said: [] as Term[], quoted: [] as Term[], at: 0 };
  const close = () => {
    if (gap.said.length + gap.quoted.length > 0) exchanges.push(gap);
    gap = { said: [], quoted: [], at: a };
  };
  while (a < said.length || b < quoted.length) {
    const [one, other] = [said[a], quoted[b]];
    const here = best[a * width + b] as number;
    const together = one && other ? likeness(one, other) : 0;
    if (one && other && together > 0 && here === Math.fround(together + (best[(a + 1) * width + b + 1] as number))) {
      close();
      partners[b] = a;
      a += 1;
      b += 1;
      gap.at = a;
    } else if (one && (!other || here === (best[(a + 1) * width + b] as number))) {
      gap.said.push(one);
      a += 1;
    } else if (other) {
      gap.quoted.push(other);
      b += 1;
    }
  }
  close();
  return { partners, exchanges };
}

/** Words that say little make weak anchors. */
function likeness(one: Term, other: Term): number {
  if (one.value !== undefined || other.value !== undefined) return one.value === other.value ? 1.25 : 0;
  if (one.stem === other.stem) return isStopWord(one.lower) ? 0.25 : 1;
  return one.kind !== "function" && other.kind !== "function" && areNear(one.stem, other.stem) ? 0.75 : 0;
}

/** How much of what the statement says is found, by weight: 1 is all. */
export function coverage(
  { terms, found }: Aligned,
  evidence: Evidence,
  worth: Readonly<Record<Found, number>>,
): number {
  let all = 0;
  let covered = 0;
  terms.forEach((term, index) => {
    if (term.kind === "function") return;
    const weight = rarity(evidence, term.stem);
    all += weight;
    covered += weight * worth[found[index] as Found];
  });
  return all === 0 ? 1 : covered / all;
}
