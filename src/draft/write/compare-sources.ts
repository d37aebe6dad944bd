import { titleOf } from "#briefing";
import { isDenied, isOthersWord, speechIn } from "../sentences/speech.ts";
import type { Kind } from "../support/align/difference.ts";
import { type Evidence, evidenceOf, indexWords, nearestTo, type WordIndex } from "../support/align/evidence.ts";
import { termsOf } from "../support/align/terms.ts";
import { checkSupport, contrast } from "../support/check-support.ts";
import type { Candidate, Reading } from "./candidates.ts";
import { likeness } from "./choose.ts";

/** A place where two sources say different things of the same matter. */
export type Conflict = {
  readonly one: Candidate;
  readonly other: Candidate;
  readonly kind: Kind;
  readonly words: string;
};

/** What other sources say of what was chosen: the same, or something else. */
export type Comparison = {
  /** For a chosen candidate, those of other sources that say the same. */
  readonly same: ReadonlyMap<Candidate, readonly Candidate[]>;
  readonly conflicts: readonly Conflict[];
};

/** Over all sources: each is set against each other source. */
const MOST_COMPARED = 80;
const MOST_CONFLICTS = 5;
const CONFLICTS: ReadonlySet<Kind> = new Set(["number", "unit", "date", "negation", "opposite"]);
/** How much of a sentence the other must say for both to be about one matter. */
const SAME_MATTER = 0.5;
const SAME_WORDS = 0.6;

/** Compares what was chosen, and the most telling of the rest, with the other sources. */
export function compareSources(chosen: readonly Candidate[], readings: readonly Reading[]): Comparison {
  const same = new Map<Candidate, Candidate[]>();
  const conflicts: Conflict[] = [];
  if (readings.length < 2) return { same, conflicts };
  const beside = readings.flatMap(({ candidates }) =>
    candidates
      .filter(
        (one) =>
          /\d|\bnot\b|\bden|\bsa(?:id|ys)\b|\baccording to\b|\breject|\bdisput/.test(one.text) && !chosen.includes(one),
      )
      .slice(0, Math.ceil(MOST_COMPARED / readings.length)),
  );
  const singly = new Map<Candidate, Evidence>();
  const alone = (candidate: Candidate) => {
    const made = singly.get(candidate) ?? evidenceOf(candidate.sentence.text);
    singly.set(candidate, made);
    return made;
  };
  const compared = [...chosen, ...beside];
  const pairs: { readonly at: number; readonly near: Candidate }[] = [];
  for (const { source, sentences, candidates } of readings) {
    const index = indexWords(sentences);
    const bySentence = new Map(candidates.map((one) => [one.sentence.start, one]));
    compared.forEach((candidate, at) => {
      const near = source === candidate.source ? undefined : nearestIn(candidate, index, bySentence);
      if (near && likeness(candidate.sentence, near.sentence) >= SAME_MATTER) pairs.push({ at, near });
    });
  }
  const seen = new Set<Candidate>();
  for (const { at, near } of pairs.sort((a, b) => a.at - b.at)) {
    const candidate = compared[at] as Candidate;
    const conflict = conflictBetween(candidate, near, alone);
    if (conflict && conflicts.length < MOST_CONFLICTS && !seen.has(candidate) && !seen.has(near)) {
      conflicts.push(conflict);
      seen.add(candidate).add(near);
    }
    if (conflict || at >= chosen.length || likeness(candidate.sentence, near.sentence) < SAME_WORDS) continue;
    if (checkSupport(candidate.text, alone(near)).verdict === "no difference")
      same.set(candidate, [...(same.get(candidate) ?? []), near]);
  }
  return { same, conflicts };
}

function nearestIn(
  { sentence: { words, text } }: Candidate,
  index: WordIndex,
  bySentence: ReadonlyMap<number, Candidate>,
): Candidate | undefined {
  const sentence = index.sentences[nearestTo(termsOf(words, text), index) ?? -1];
  return sentence && bySentence.get(sentence.start);
}

/** A difference that both sentences show, each compared with the other: what only one of them adds isn't one. */
function conflictBetween(one: Candidate, other: Candidate, alone: (of: Candidate) => Evidence): Conflict | undefined {
  const [speech, against] = [speechIn(one.sentence), speechIn(other.sentence)];
  if (isOthersWord(speech, against)) return { one, other, kind: "attribution", words: speech?.who ?? "" };
  if (isDenied(one.sentence, other.sentence)) return { one, other, kind: "negation", words: "" };
  const forth = contrast(one.sentence.words, one.sentence.text, alone(other));
  const back = contrast(other.sentence.words, other.sentence.text, alone(one));
  if (Math.min(forth.closeness, back.closeness) < SAME_MATTER) return undefined;
  const found = forth.differences.find(
    ({ kind, quoted }) =>
      CONFLICTS.has(kind) &&
      (kind === "negation" || quoted !== undefined) &&
      back.differences.some((against) => against.kind === kind),
  );
  return found && { one, other, kind: found.kind, words: found.said || (found.quoted ?? "") };
}

/** Both sides of a conflict as one statement, each in its own words. */
export function tellConflict({ one, other }: Conflict): string {
  const [a, b] = [nameOf(one), nameOf(other)];
  return `${a} says “${bare(one)}”, ${b} says “${bare(other)}”.`;
}

function bare({ quote }: Candidate): string {
  return quote.replaceAll("“", "‘").replaceAll("”", "’").replaceAll('"', "’");
}

function nameOf({ source }: Candidate): string {
  return source.publisher ?? titleOf(source).replace(/[.!?]+$/, "");
}
