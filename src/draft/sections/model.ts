import { readFileSync } from "node:fs";
import type { SectionName } from "#briefing";
import type { Features } from "./features.ts";

/** The sections that a document's sentences are scored for. */
export type Scored = Exclude<SectionName, "differ">;
export const SCORED: readonly Scored[] = ["happening", "important", "next"];

/** What each feature says for a section. */
export type Weights = ReadonlyMap<string, number>;

/** In the file a weight is a whole number of hundredths. */
export const STEPS = 100;

/** The learned weights: the file says what they were learned from. */
export function learnedWeights(): Readonly<Record<Scored, Weights>> {
  loaded ??= parseWeights(readFileSync(new URL("./weights.txt", import.meta.url), "utf8"));
  return loaded;
}

let loaded: Readonly<Record<Scored, Weights>> | undefined;

/** Reads lines of section, feature and weight, parted by tabs; a line that begins with `#` is a remark. */
export function parseWeights(text: string): Readonly<Record<Scored, Weights>> {
  const weights = { happening: new Map<string, number>(), important: new Map(), next: new Map() };
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("# ")) continue;
    const [section = "", feature = "", value = ""] = line.split("\t");
    weights[section as Scored].set(feature, Number(value) / STEPS);
  }
  return weights;
}

/** How much the weights speak for a sentence. */
export function weigh(features: Features, weights: Weights): number {
  let sum = 0;
  for (const [name, value] of features) sum += (weights.get(name) ?? 0) * value;
  return sum;
}
