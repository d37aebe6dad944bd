import { readFileSync } from "node:fs";
import type { Signs } from "./signs.ts";

/** What is learned: which sentence answers best, and whether the best one answers at all. */
export const MODELS = ["answer", "sure"] as const;
export type Model = (typeof MODELS)[number];

type Weights = ReadonlyMap<string, number>;

/** In the file a weight is a whole number of hundredths. */
export const STEPS = 100;

/** What speaks for something, weighed by the learned weights; the file says what they were learned from. */
export function weigh(model: Model, signs: Signs): number {
  return dot(weightsOf(model), signs);
}

/** The learned weights of a model, by sign. */
export function weightsOf(model: Model): Weights {
  loaded ??= parseWeights(readFileSync(new URL("./weights.txt", import.meta.url), "utf8"));
  return loaded[model];
}

/** The sum of signs by their weights. */
export function dot(weights: Weights, signs: Signs): number {
  let sum = weights.get(BIAS) ?? 0;
  for (const [name, value] of signs) sum += (weights.get(name) ?? 0) * value;
  return sum;
}

/** What a model adds whatever the signs. */
export const BIAS = "bias";

let loaded: Readonly<Record<Model, Weights>> | undefined;

/** Reads lines of model, sign and weight, parted by tabs; a line that begins with `#` is a remark. */
function parseWeights(text: string): Readonly<Record<Model, Weights>> {
  const read = { answer: new Map<string, number>(), sure: new Map<string, number>() };
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [model = "", name = "", value = ""] = line.split("\t");
    read[model as Model].set(name, Number(value) / STEPS);
  }
  return read;
}
