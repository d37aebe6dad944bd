import { isSlip, type Passage } from "#briefing";
import type { AskedTerm } from "../words/question.ts";
import type { Kept, Postings } from "./postings.ts";

/** A sentence that shares words with a question. Masks have a bit for each of the question's words. */
export type Candidate = {
  readonly sentence: number;
  readonly text: Kept;
  /** Its paragraph among all. */
  readonly paragraph: number;
  /** How much it shares, as BM25 weighs it. */
  readonly score: number;
  readonly mask: number;
  readonly maskBefore: number;
  readonly maskAfter: number;
  /** Of the three sentences before the one before. */
  readonly maskEarlier: number;
  readonly maskOfParagraph: number;
  readonly maskOfText: number;
  /** How many of its text's sentences have each word of the question. */
  readonly countsInText: Uint16Array;
};

export type Candidates = {
  readonly found: readonly Candidate[];
  /** The weight of each word of the question: rare words weigh more. */
  readonly weights: readonly number[];
};

/** Whether a sentence of a text may be read. */
export type IsOpen = (text: Kept, passage: Passage) => boolean;

const SATURATION = 1.2;
const LENGTH_SHARE = 0.5;
/** What a word is worth that is in the paragraph, or in the text, but not in the sentence. */
const OF_PARAGRAPH = 0.35;
const OF_TEXT = 0.15;
const MOST = 40;

/** The sentences that share most with a question, of the texts that may be read. */
export function candidatesFor(
  terms: readonly AskedTerm[],
  postings: Postings,
  isRead: (text: Kept) => boolean,
  isOpen?: IsOpen,
  most = MOST,
): Candidates {
  const { texts } = postings;
  const total = postings.textOf.length;
  const [textOf, paragraphOf, lengths] = [postings.textOf.values, postings.paragraphOf.values, postings.lengths.values];
  const [starts, ends] = [postings.starts.values, postings.ends.values];
  const [sentences, nexts] = [postings.sentences.values, postings.nexts.values];
  const isTextOpen = Uint8Array.from(texts, (text) => Number(text !== undefined && isRead(text)));
  // What may not be read must not show in how heavy a word is either.
  let [live, liveLength] = [0, 0];
  for (const text of texts) {
    if (!text || isTextOpen[text.number] === 0) continue;
    live += text.count;
    for (let at = text.first; at < text.first + text.count; at++) liveLength += lengths[at] as number;
  }
  const mean = Math.max(1, liveLength) / Math.max(1, live);
  const isAllOpen = isOpen === undefined && live === total;
  const counted = new Map<number, number>();
  const countOpen = (word: number) => {
    const known = isAllOpen ? (postings.counts.values[word] as number) : counted.get(word);
    if (known !== undefined) return known;
    let open = 0;
    for (let link = postings.heads.values[word] as number; link > 0; link = nexts[link - 1] as number) {
      const sentence = sentences[link - 1] as number;
      const text = textOf[sentence] as number;
      if (isTextOpen[text] === 0) continue;
      if (!isOpen || isOpen(texts[text] as Kept, { start: starts[sentence] as number, end: ends[sentence] as number }))
        open += 1;
    }
    counted.set(word, open);
    return open;
  };
  // Longer sentences share more words by chance.
  const shareOf = (length: number) =>
    (SATURATION + 1) / (1 + SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / mean));
  const ofLength = Float64Array.from({ length: 256 }, (_, length) => shareOf(length));
  const masks = new Uint32Array(total);
  const scores = new Float32Array(total);
  const ofParagraph = new Uint32Array(postings.paragraphs + 1);
  const ofText = new Uint32Array(texts.length);
  const inText = new Uint16Array(texts.length * terms.length);
  const weights: number[] = [];
  const touched = new Uint32Array(total);
  let count = 0;
  for (const [index, { roots, isFocus }] of terms.entries()) {
    const exact = roots.flatMap((root) => postings.words.get(root) ?? []).filter((word) => countOpen(word) > 0);
    const words = exact.length > 0 ? exact : misspelled(terms[index] as AskedTerm, postings);
    const said = words.reduce((sum, word) => sum + countOpen(word), 0);
    const rarity = Math.log(1 + (live - Math.min(said, live) + 0.5) / (said + 0.5));
    const weight = rarity * (isFocus ? 0.5 : 1);
    weights.push(weight);
    const bit = 1 << index;
    for (const word of words) {
      let link = postings.heads.values[word] as number;
      for (; link > 0; link = nexts[link - 1] as number) {
        const sentence = sentences[link - 1] as number;
        const text = textOf[sentence] as number;
        if (isTextOpen[text] === 0) continue;
        const mask = masks[sentence] as number;
        if ((mask & bit) !== 0) continue;
        if (mask === 0) {
          if (
            isOpen &&
            !isOpen(texts[text] as Kept, { start: starts[sentence] as number, end: ends[sentence] as number })
          )
            continue;
          touched[count] = sentence;
          count += 1;
        }
        masks[sentence] = mask | bit;
        const place = text * terms.length + index;
        inText[place] = (inText[place] as number) + 1;
        scores[sentence] =
          (scores[sentence] as number) +
          weight * (ofLength[lengths[sentence] as number] ?? shareOf(lengths[sentence] as number));
        const paragraph = paragraphOf[sentence] as number;
        ofParagraph[paragraph] = (ofParagraph[paragraph] as number) | bit;
        ofText[text] = (ofText[text] as number) | bit;
      }
    }
  }
  for (const [number, text] of texts.entries()) {
    if (!text || isTextOpen[number] === 0 || text.titleRoots.size === 0) continue;
    terms.forEach(({ roots }, index) => {
      if (roots.some((root) => text.titleRoots.has(root))) ofText[number] = (ofText[number] as number) | (1 << index);
    });
  }
  const sumOf = sums(weights);
  const rankOf = (sentence: number) => {
    const own = masks[sentence] as number;
    const paragraph = ofParagraph[paragraphOf[sentence] as number] as number;
    const text = ofText[textOf[sentence] as number] as number;
    const around = OF_PARAGRAPH * sumOf(paragraph & ~own) + OF_TEXT * sumOf(text & ~paragraph & ~own);
    return (scores[sentence] as number) + around;
  };
  const found = firstBy(rankOf, touched.subarray(0, count), most).map((sentence): Candidate => {
    const paragraph = paragraphOf[sentence] as number;
    const beside = (other: number) =>
      paragraphOf[other] === paragraph && other < total ? (masks[other] as number) : 0;
    const text = textOf[sentence] as number;
    return {
      sentence,
      text: texts[text] as Kept,
      paragraph,
      score: scores[sentence] as number,
      mask: masks[sentence] as number,
      maskBefore: sentence > 0 ? beside(sentence - 1) : 0,
      maskAfter: beside(sentence + 1),
      maskEarlier: [2, 3, 4].reduce((mask, back) => mask | (sentence >= back ? beside(sentence - back) : 0), 0),
      maskOfParagraph: ofParagraph[paragraph] as number,
      maskOfText: ofText[text] as number,
      countsInText: inText.subarray(text * terms.length, (text + 1) * terms.length),
    };
  });
  return { found, weights };
}

/** The numbers that rank highest, the best first; of equals the smaller one. Linear where few are wanted. */
function firstBy(rankOf: (number: number) => number, numbers: Uint32Array, most: number): number[] {
  const best: { readonly number: number; readonly rank: number }[] = [];
  const isBehind = (one: { readonly number: number; readonly rank: number }, number: number, rank: number) =>
    one.rank < rank || (one.rank === rank && one.number > number);
  for (const number of numbers) {
    const rank = rankOf(number);
    const last = best.at(-1);
    if (last && best.length === most && !isBehind(last, number, rank)) continue;
    let at = best.length;
    while (at > 0 && isBehind(best[at - 1] as { number: number; rank: number }, number, rank)) at -= 1;
    best.splice(at, 0, { number, rank });
    if (best.length > most) best.pop();
  }
  return best.map(({ number }) => number);
}

/** The weight of the words whose bits are set; each set of bits is summed once. */
export function sums(weights: readonly number[]): (mask: number) => number {
  const known = new Map<number, number>();
  return (mask) => {
    const found = known.get(mask);
    if (found !== undefined) return found;
    let sum = 0;
    for (let index = 0; index < weights.length; index++)
      if ((mask & (1 << index)) !== 0) sum += weights[index] as number;
    known.set(mask, sum);
    return sum;
  };
}

/** The words of the library that a word of the question may be a slip of; only if it appears nowhere itself. */
function misspelled({ roots, isNumber }: AskedTerm, postings: Postings): number[] {
  const [root = ""] = roots;
  if (isNumber || root.length < LEAST_TO_MISSPELL || !/^\p{sc=Latin}+$/u.test(root)) return [];
  const found: number[] = [];
  for (const [word, number] of postings.words)
    if (word[0] === root[0] && Math.abs(word.length - root.length) <= 1 && isSlip(root, word)) found.push(number);
  return found.slice(0, MOST_SLIPS);
}

const LEAST_TO_MISSPELL = 5;
const MOST_SLIPS = 3;
