import { isStopWord, type Sentence } from "#briefing";
import { SCORED, type Scored } from "../sections/model.ts";
import { type Salience, salienceOf } from "../sections/salience.ts";
import { type Candidate, type Reading, sectionsOf } from "./candidates.ts";

/** What was chosen for each section, the most telling first, and what comes next where nothing was good enough. */
export type Chosen = {
  readonly sections: Readonly<Record<Scored, readonly Candidate[]>>;
  readonly suggestions: Readonly<Record<Scored, readonly Candidate[]>>;
};

export type Choice = {
  /** The most sentences a section. */
  readonly points: number;
  /** What the briefing already says, which is not repeated. */
  readonly said: readonly Sentence[];
  /** How many sentences of a source, by its id, the briefing already has. */
  readonly spent?: ReadonlyMap<string, number>;
};

/** A lower score isn't a confident choice: a wrong lead is worse than none. Set on the half that was learned from. */
const CONFIDENT: Readonly<Record<Scored, number>> = { happening: -0.2, important: 1.2, next: 1 };
/** A document that divides itself into sections has said what belongs where. */
const DIVIDED = -10;
const LOOKED_AT = 120;
const SUGGESTED = 3;

/** Chooses sentences for the sections in turns, so that no section takes what another needs. */
export function choose(readings: readonly Reading[], { points, said, spent }: Choice): Chosen {
  const salience = salienceOf(readings.map(({ source, sentences }) => ({ title: source.title, sentences })));
  const scale = Math.max(
    1,
    ...readings.flatMap(({ candidates }) =>
      candidates.slice(0, LOOKED_AT).map(({ sentence }) => density(sentence, salience)),
    ),
  );
  const value = (candidate: Candidate, section: Scored) =>
    candidate.scores[section] * OF_SCORE +
    (density(candidate.sentence, salience) / scale) * OF_SALIENCE -
    flaws(candidate);
  const pools = poolsOf(readings, value);
  const room = new Map(
    readings.map(({ source, sentences }) => [source.id, quarterOf(sentences) - (spent?.get(source.id) ?? 0)]),
  );
  const sections: Record<Scored, Candidate[]> = { happening: [], important: [], next: [] };
  const taken: Sentence[] = [...said];
  const isFree = (candidate: Candidate) =>
    (room.get(candidate.source.id) ?? 0) > 0 && !taken.some((other) => likeness(candidate.sentence, other) >= ALIKE);
  for (let turn = 0; turn < points; turn++)
    for (const section of SCORED) {
      const own = sections[section];
      if (own.length > turn || own.length >= points) continue;
      const next = pools[section].find(
        ({ candidate, isConfident }) => isConfident && isFree(candidate) && standsAlone(candidate, own),
      )?.candidate;
      if (!next) continue;
      place(own, next);
      taken.push(next.sentence);
      room.set(next.source.id, (room.get(next.source.id) ?? 0) - 1);
    }
  const suggest = (section: Scored) =>
    sections[section].length > 0
      ? []
      : pools[section]
          .filter(({ candidate }) => !taken.includes(candidate.sentence))
          .slice(0, SUGGESTED)
          .map(({ candidate }) => candidate);
  return {
    sections,
    suggestions: { happening: suggest("happening"), important: suggest("important"), next: suggest("next") },
  };
}

const OF_SCORE = 0.6;
const OF_SALIENCE = 2;

type Pool = readonly { readonly candidate: Candidate; readonly isConfident: boolean }[];

function poolsOf(
  readings: readonly Reading[],
  value: (candidate: Candidate, section: Scored) => number,
): Record<Scored, Pool> {
  const pool = (section: Scored): Pool =>
    readings
      .flatMap(({ candidates, isDivided }) =>
        candidates
          .filter((candidate) => sectionsOf(candidate).includes(section))
          .map((candidate) => ({
            candidate,
            worth: value(candidate, section),
            isConfident:
              candidate.scores[section] >= (isDivided ? DIVIDED : CONFIDENT[section]) &&
              isBestThere(candidate, section),
          })),
      )
      .sort((a, b) => b.worth - a.worth || a.candidate.index - b.candidate.index)
      .slice(0, LOOKED_AT);
  return { happening: pool("happening"), important: pool("important"), next: pool("next") };
}

/** A sentence that suits another section far better is not taken for this one. */
function isBestThere({ scores, own }: Candidate, section: Scored): boolean {
  if (own) return true;
  return SCORED.every(
    (other) => other === section || scores[other] - CONFIDENT[other] <= scores[section] - CONFIDENT[section] + MARGIN,
  );
}

const MARGIN = 0.5;

/** What rests on the sentence before it follows that sentence, or is left out. */
function standsAlone({ dangling, source, index }: Candidate, own: readonly Candidate[]): boolean {
  if (dangling === undefined || dangling === "this") return true;
  const before = own.findIndex((other) => other.source === source && other.index === index - 1);
  return before !== -1;
}

function place(own: Candidate[], next: Candidate): void {
  const before = next.dangling
    ? own.findIndex((other) => other.source === next.source && other.index === next.index - 1)
    : -1;
  own.splice(before === -1 ? own.length : before + 1, 0, next);
}

/** At most a quarter of a source is used, but always one sentence. */
export function quarterOf(sentences: readonly Sentence[]): number {
  return Math.max(1, Math.floor(sentences.filter(({ isWhole }) => isWhole).length / 4));
}

const PREFERRED_WORDS = 30;

function flaws({ sentence, dangling, relative }: Candidate): number {
  const long = Math.max(0, sentence.words.length - PREFERRED_WORDS) * 0.08;
  const hangs = dangling === undefined ? 0 : dangling === "this" ? 0.5 : 0.8;
  return long + hangs + (relative ? 0.8 : 0);
}

function density({ words }: Sentence, salience: Salience): number {
  let sum = 0;
  for (const { lower, stem } of words) if (!isStopWord(lower)) sum += salience.get(stem) ?? 0;
  return sum / Math.sqrt(words.length + 8);
}

const ALIKE = 0.55;

/** How much of the shorter of two sentences the other says too. */
export function likeness(one: Sentence, other: Sentence): number {
  const [a, b] = [meaning(one), meaning(other)];
  if (a.size === 0 || b.size === 0) return 0;
  return a.intersection(b).size / Math.min(a.size, b.size);
}

const meanings = new WeakMap<Sentence, ReadonlySet<string>>();

function meaning(sentence: Sentence): ReadonlySet<string> {
  const known = meanings.get(sentence);
  if (known) return known;
  const made = new Set(sentence.words.filter(({ lower }) => !isStopWord(lower)).map(({ stem }) => stem));
  meanings.set(sentence, made);
  return made;
}
