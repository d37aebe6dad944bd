import { createRequire } from "node:module";
import type { WinkMethods } from "wink-nlp";

/** Parts of speech, as Universal Dependencies name them. */
export type Tag = "NOUN" | "PROPN" | "VERB" | "AUX" | "ADJ" | "ADV" | "NUM" | "OTHER";

const KNOWN: ReadonlySet<string> = new Set(["NOUN", "PROPN", "VERB", "AUX", "ADJ", "ADV", "NUM"]);

/** The part of speech of each word of a sentence, by where the word begins. */
export function tagsOf(text: string): ReadonlyMap<number, Tag> {
  tagger ??= openTagger();
  const tags = new Map<number, Tag>();
  let at = 0;
  const { its } = tagger;
  const tokens = tagger.readDoc(text).tokens();
  const values = tokens.out(its.value) as string[];
  const kinds = tokens.out(its.pos) as string[];
  values.forEach((value, index) => {
    const place = text.indexOf(value, at);
    if (place === -1) return;
    const kind = kinds[index] ?? "";
    tags.set(place, KNOWN.has(kind) ? (kind as Tag) : "OTHER");
    at = place + value.length;
  });
  return tags;
}

/** Loaded with the first statement that is in other words than its quotes: most are not, and it takes some 25 MB. */
function openTagger(): WinkMethods {
  const require = createRequire(import.meta.url);
  const winkNLP: typeof import("wink-nlp").default = require("wink-nlp");
  return winkNLP(require("wink-eng-lite-web-model"), ["pos"]);
}

let tagger: WinkMethods | undefined;
