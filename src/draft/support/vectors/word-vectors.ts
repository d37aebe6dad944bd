import { readFileSync } from "node:fs";

/** Of a vector in the file. */
export const DIMENSIONS = 32;
/** Steps on either side of 0 that 4 bits hold. */
export const STEPS = 7;

/** English words as points: those that appear among the same words point the same way. */
export type WordVectors = {
  /** How rare a word is in English, from 0 for the commonest; most for one that isn't known. A logarithm. */
  rarity(lower: string): number;
  /** Of length 1; undefined for a word that isn't known. */
  vector(lower: string): Float32Array | undefined;
};

/** Added to a word's place, so that the very commonest words differ little. */
const EVEN = 30;

let loaded: WordVectors | undefined;

/** The vectors of some 20,000 common words, read when they are first needed. */
export function wordVectors(): WordVectors {
  loaded ??= parseVectors(readFileSync(new URL("./vectors.txt", import.meta.url), "utf8"));
  return loaded;
}

/** Reads the file of vectors: the words on one line, the commonest first; then one vector after another, 4 bits a dimension. */
export function parseVectors(text: string): WordVectors {
  const [words = "", packed = ""] = text.split("\n").filter((line) => !line.startsWith("#"));
  const places = new Map(words.split(" ").map((word, place) => [word, place]));
  const bytes = Buffer.from(packed, "base64");
  const placeOf = (lower: string) => places.get(lower.replace(/['’]s$/, ""));
  return {
    rarity: (lower) => Math.log(((placeOf(lower) ?? places.size) + EVEN) / EVEN),
    vector(lower) {
      const place = placeOf(lower);
      if (place === undefined) return undefined;
      const vector = new Float32Array(DIMENSIONS);
      for (let at = 0; at < DIMENSIONS; at++) {
        const byte = bytes[(place * DIMENSIONS + at) >> 1] as number;
        vector[at] = (at % 2 === 0 ? byte >> 4 : byte & 15) - STEPS;
      }
      const length = Math.hypot(...vector);
      return length === 0 ? undefined : vector.map((value) => value / length);
    },
  };
}
