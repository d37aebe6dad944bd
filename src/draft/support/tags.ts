import model from "wink-eng-lite-web-model";
import winkNLP, { type WinkMethods } from "wink-nlp";

/** Parts of speech, as Universal Dependencies name them. */
export type Tag = "NOUN" | "PROPN" | "VERB" | "AUX" | "ADJ" | "ADV" | "NUM" | "OTHER";

const KNOWN: ReadonlySet<string> = new Set(["NOUN", "PROPN", "VERB", "AUX", "ADJ", "ADV", "NUM"]);

/** The part of speech of each word of a sentence, by where the word begins. */
export function tagsOf(text: string): ReadonlyMap<number, Tag> {
  tagger ??= winkNLP(model, ["pos"]);
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

/** Made when first needed: it takes a tenth of a second. */
let tagger: WinkMethods | undefined;
