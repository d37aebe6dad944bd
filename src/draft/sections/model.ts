import { readFileSync } from "node:fs";
import type { SectionName } from "#briefing";
import type { Features } from "./features.ts";

/** The sections that a document's sentences are scored for. */
export type Scored = Exclude<SectionName, "differ">;
export const SCORED: readonly Scored[] = ["happening", "important", "next"];

/** What each feature says for a section. */
type Weights = ReadonlyMap<string, number>;

/** In the file a weight is a whole number of hundredths. */
export const STEPS = 100;

/** The learned weights: the file says what they were learned from. */
function learnedWeights(): Readonly<Record<Scored, Weights>> {
  loaded ??= parseWeights(readFileSync(new URL("./weights.txt", import.meta.url), "utf8"));
  return loaded;
}

let loaded: Readonly<Record<Scored, Weights>> | undefined;

/** Reads lines of section, feature and weight, parted by tabs; a line that begins with `#` is a remark. */
function parseWeights(text: string): Readonly<Record<Scored, Weights>> {
  const weights = { happening: new Map<string, number>(), important: new Map(), next: new Map() };
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("# ")) continue;
    const [section = "", feature = "", value = ""] = line.split("\t");
    weights[section as Scored].set(feature, Number(value) / STEPS);
  }
  return weights;
}

/** How much the learned weights speak for a sentence, by section: each feature is looked up once. */
export function weigh(features: Features): Readonly<Record<Scored, number>> {
  together ??= putTogether(learnedWeights());
  const sums = { happening: 0, important: 0, next: 0 };
  for (const [name, value] of features) {
    const weights = together.get(name);
    if (weights === undefined) continue;
    sums.happening += weights.happening * value;
    sums.important += weights.important * value;
    sums.next += weights.next * value;
  }
  return sums;
}

type Together = ReadonlyMap<string, Readonly<Record<Scored, number>>>;

let together: Together | undefined;

function putTogether(weights: Readonly<Record<Scored, Weights>>): Together {
  const names = new Set(SCORED.flatMap((section) => [...weights[section].keys()]));
  const of = (name: string, section: Scored) => weights[section].get(name) ?? 0;
  return new Map(
    [...names].map((name) => [
      name,
      { happening: of(name, "happening"), important: of(name, "important"), next: of(name, "next") },
    ]),
  );
}
