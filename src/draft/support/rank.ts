import { readFileSync } from "node:fs";
import type { Evidence } from "./align/evidence.ts";

/** A quote of some sentences, or a whole document, where much is found elsewhere. */
export type Regime = "quote" | "document";

/** In a longer text, in UTF-16 units, most of a statement's words are found somewhere; some 330 words. */
const LONGEST_QUOTE = 2_000;

/** In which of the two a statement is looked for. */
export function regimeOf({ text }: Pick<Evidence, "text">): Regime {
  return text.length > LONGEST_QUOTE ? "document" : "quote";
}

/** What speaks against a statement, by name, and where it was looked for. */
export type Signs = { readonly signs: ReadonlyMap<string, number>; readonly regime: Regime };

/** What speaks against a statement, weighed: more is more doubtful. For ranking and thresholds; it is never shown. */
export function doubtOf({ signs, regime }: Signs, weights: Weights = learned()): number {
  // Nothing speaks against what is there word for word.
  if (signs.size === 0) return LEAST_DOUBT;
  let sum = 0;
  for (const [name, value] of signs) sum += (weights[regime].get(name) ?? 0) * value;
  return sum;
}

const LEAST_DOUBT = -100;

/** In the file a weight is a whole number of hundredths. */
export const STEPS = 100;

/** How much each sign speaks against a statement. */
export type Weights = Readonly<Record<Regime, ReadonlyMap<string, number>>>;

let loaded: Weights | undefined;

function learned(): Weights {
  if (loaded) return loaded;
  const weights = { quote: new Map<string, number>(), document: new Map<string, number>() };
  for (const line of readFileSync(new URL("./weights.txt", import.meta.url), "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [regime = "", name = "", value = ""] = line.split("\t");
    weights[regime as Regime].set(name, Number(value) / STEPS);
  }
  loaded = weights;
  return weights;
}
