import { type Word, wordsOf } from "#briefing";
import { type Aligned, align, coverage, type Found } from "./align/align.ts";
import { copiedFrom } from "./align/copied.ts";
import { type Difference, tellDifference } from "./align/difference.ts";
import type { Evidence } from "./align/evidence.ts";
import { doubtOf, type Regime, regimeOf, type Signs, type Weights } from "./rank.ts";
import { turnedRound } from "./reversals.ts";
import { differentValues } from "./values.ts";
import { weighSigns } from "./weigh.ts";

/** How a statement compares with the words it rests on. It claims only that they were compared. */
export type Support = {
  readonly verdict: "no difference" | "differs" | "too far";
  readonly differences: readonly Difference[];
};

/** A verdict in words. */
export function tellSupport({ verdict, differences }: Support): string {
  if (verdict === "no difference") return "no difference found";
  if (verdict === "too far") return "too far from the quoted words to check";
  return `differs here: ${differences.map(tellDifference).join("; ")}`;
}

/** Compares a statement with the words it rests on. Differences are looked for before support. */
export function checkSupport(statement: string, evidence: Evidence): Support {
  return verdictOf(compare(statement, evidence));
}

/** The verdict on what was compared. */
export function verdictOf(compared: Compared, weights?: Weights): Support {
  const { differences, regime, isCopied, aligned, isBare } = compared;
  if (isCopied) return { verdict: "no difference", differences: [] };
  if (differences.length > 0) return { verdict: "differs", differences };
  const doubt = doubtOf(compared, weights);
  if (doubt >= ADDED[regime] && aligned && !isBare) {
    const added = addedWords(aligned);
    if (added) return { verdict: "differs", differences: [added] };
  }
  const isAlike = doubt <= ALIKE[regime] || (aligned !== undefined && isShortened(aligned));
  return { verdict: isAlike && !isBare ? "no difference" : "too far", differences: [] };
}

/**
 * Up to here a statement counts as found, from there on what it adds is named. Set by doubts of weights that were learned
 * without the statement's document: three in four statements are decided, and six in ten words set for their opposite are
 * found, at the price of naming what one in five faithful paraphrases adds.
 */
const ALIKE: Readonly<Record<Regime, number>> = { quote: -0.1, document: 0.05 };
const ADDED: Readonly<Record<Regime, number>> = { quote: 0.14, document: 0.6 };

/**
 * Whether all that the statement says is there, most of it in one sentence and in its order: words were only left out,
 * or replaced by near ones.
 */
function isShortened({ exchanges, terms, found }: Aligned): boolean {
  const told = terms.filter(({ kind, isGeneral }) => kind !== "function" && !isGeneral);
  if (told.length === 0) return false;
  const strange = terms.filter((term, index) => told.includes(term) && STRANGE.has(found[index] as Found));
  const moved = exchanges.flatMap(({ said }) => said).filter((term) => told.includes(term));
  return strange.length === 0 && moved.length <= told.length * MOST_MOVED;
}

const STRANGE: ReadonlySet<Found> = new Set(["nowhere", "elsewhere", "near elsewhere"]);
const MOST_MOVED = 0.4;

/** What two texts of one matter say differently, and how much of the first the second says. */
export type Contrast = {
  readonly differences: readonly Difference[];
  readonly closeness: number;
  /** Absent if it is there word for word. */
  readonly aligned?: Aligned;
};

/** Sets a statement against the words it rests on, word by word. */
export function contrast(words: readonly Word[], statement: string, evidence: Evidence): Contrast {
  const copied = copiedFrom(statement, evidence.plain);
  if (copied === "copied") return { differences: [], closeness: 1 };
  const aligned = align(words, statement, evidence);
  const closeness = coverage(aligned, evidence, WORTH);
  const differences = [
    ...(copied ? [copied] : []),
    ...differentValues(aligned, evidence),
    ...turnedRound(aligned, statement, evidence, closeness),
  ].sort((a, b) => a.at - b.at);
  return { differences, closeness, aligned };
}

/** What is compared, for verdicts and for measuring how well doubts rank statements. */
export type Compared = Signs & {
  readonly differences: readonly Difference[];
  readonly isCopied: boolean;
  readonly aligned?: Aligned;
  /** Too little of it is found to say anything. */
  readonly isBare: boolean;
};

/** Sets a statement against the words it rests on, and collects what speaks against it. */
export function compare(statement: string, evidence: Evidence): Compared {
  const regime = regimeOf(evidence);
  const { differences, closeness, aligned } = contrast(wordsOf(statement), statement, evidence);
  if (!aligned) return { differences, regime, isCopied: true, signs: new Map(), isBare: false };
  const signs = weighSigns(aligned, statement, evidence, differences);
  const isBare = closeness < LEAST_TO_COMPARE;
  return { differences: isBare ? [] : differences, regime, isCopied: false, signs, aligned, isBare };
}

/** With less in common, a difference would be another matter, not a difference. */
const LEAST_TO_COMPARE = 0.2;
const WORTH: Readonly<Record<Found, number>> = {
  here: 1,
  "near here": 0.9,
  elsewhere: 0.3,
  "near elsewhere": 0.2,
  "in its document": 0.8,
  nowhere: 0,
};

/** A single one may be the writer's own word for what is there. */
const LEAST_ADDED = 2;

/** The statement's nouns and names that are found nowhere, as one difference. */
function addedWords({ terms, found }: Aligned): Difference | undefined {
  const nowhere = terms.filter(
    (term, index) => found[index] === "nowhere" && term.kind !== "function" && !term.isGeneral,
  );
  const [first] = nowhere;
  if (!first || nowhere.length < LEAST_ADDED) return undefined;
  return {
    kind: "added",
    said: nowhere
      .slice(0, 4)
      .map(({ text }) => text)
      .join(", "),
    at: first.start,
  };
}
