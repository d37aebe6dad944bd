import { sentencesOf } from "../../../../src/briefing/words/sentences.ts";
import { type Evidence, evidenceOf } from "../../../../src/draft/support/align/evidence.ts";
import { checkSupport } from "../../../../src/draft/support/check-support.ts";
import type { Row } from "../../bench.ts";
import { round } from "../facets.ts";
import { seeded } from "../measures.ts";

type Edit = (sentence: string, random: () => number, names: readonly string[]) => string | undefined;

/** One edit that turns a sentence false, or undefined where it has no place for it. */
const EDITS: Readonly<Record<string, Edit>> = {
  number(sentence, random) {
    const found = [...sentence.matchAll(/(?<![\p{L}\d.,-])\d+(?:[.,]\d+)*(?![\p{L}\d-])/gu)];
    const one = found[Math.floor(random() * found.length)];
    return (
      one &&
      replaceAt(
        sentence,
        one.index,
        one[0],
        one[0].replace(/\d/, (digit) => String((Number(digit) % 9) + 1)),
      )
    );
  },
  name(sentence, random) {
    const found = [...sentence.matchAll(/(?<=[\p{Ll},] )\p{Lu}\p{Ll}{3,}/gu)];
    const one = found[Math.floor(random() * found.length)];
    const other = NAMES[Math.floor(random() * NAMES.length)] as string;
    return one && !sentence.includes(other) ? replaceAt(sentence, one.index, one[0], other) : undefined;
  },
  "other name of the document"(sentence, random, names) {
    const found = [...sentence.matchAll(/(?<=[\p{Ll},] )\p{Lu}\p{Ll}{3,}/gu)];
    const one = found[Math.floor(random() * found.length)];
    const others = names.filter((name) => !sentence.includes(name));
    const other = others[Math.floor(random() * others.length)];
    return one && other ? replaceAt(sentence, one.index, one[0], other) : undefined;
  },
  negation(sentence) {
    const one = /\b(?:is|are|was|were|will|has|have|had|can|could|should|would)\b(?! not)/.exec(sentence);
    return one ? replaceAt(sentence, one.index, one[0], `${one[0]} not`) : undefined;
  },
  "negation lost"(sentence) {
    const one = /\b(?:not|never) /.exec(sentence);
    return one ? replaceAt(sentence, one.index, one[0], "") : undefined;
  },
  opposite(sentence) {
    for (const { 0: word, index } of sentence.matchAll(/\p{Ll}{4,}/gu)) {
      const other = OPPOSITES[word];
      if (other !== undefined) return replaceAt(sentence, index, word, other);
    }
    return undefined;
  },
  hedge(sentence) {
    const one = /\b(?:may|might|could) /.exec(sentence);
    return one ? replaceAt(sentence, one.index, one[0], "will ") : undefined;
  },
};

const NAMES = ["Oslo", "Hungary", "Petersen", "Lagos", "Marlowe", "Quito", "Ferrara", "Osaka"];
/** Words and their opposites, written by hand, apart from the table that is measured. */
export const OPPOSITES: Readonly<Record<string, string>> = {
  increased: "decreased",
  increase: "decrease",
  higher: "lower",
  lower: "higher",
  before: "after",
  after: "before",
  first: "last",
  large: "small",
  early: "late",
  strong: "weak",
  more: "fewer",
  success: "failure",
  started: "ended",
  began: "ended",
  opened: "closed",
  good: "bad",
  better: "worse",
  public: "private",
  support: "oppose",
  supported: "opposed",
  won: "lost",
  approved: "rejected",
  possible: "impossible",
  positive: "negative",
  accepted: "rejected",
  young: "old",
  long: "short",
};

/** Set against the whole document: what they put in stands there, elsewhere. */
const OF_DOCUMENT: ReadonlySet<string> = new Set(["other name of the document"]);

/** How many edits of each kind are found in sentences that were copied from documents, beside the sentence itself. */
export function measurePlanted(texts: readonly string[], print: (row: Row) => void): void {
  const random = seeded(7);
  const tally = new Map(Object.keys(EDITS).map((name) => [name, { found: 0, tried: 0 }]));
  for (const text of texts) {
    const whole = evidenceOf(text);
    const names = namesOf(whole);
    const sentences = sentencesOf(text).filter(
      ({ isWhole, words }) => isWhole && words.length >= 8 && words.length <= 40,
    );
    for (const sentence of sentences.slice(0, 12))
      for (const [name, edit] of Object.entries(EDITS)) {
        const edited = edit(sentence.text, random, names);
        const count = tally.get(name);
        if (edited === undefined || edited === sentence.text || !count) continue;
        count.tried += 1;
        const evidence = OF_DOCUMENT.has(name) ? whole : evidenceOf(sentence.text);
        if (checkSupport(edited, evidence).verdict === "differs") count.found += 1;
      }
  }
  for (const [name, { found, tried }] of tally)
    print({ measure: `support: found, planted ${name}`, set: "all", value: round(found / tried), n: tried });
}

function namesOf({ sentences }: Evidence): string[] {
  const names = sentences.flatMap(({ terms }) => terms.filter(({ kind }) => kind === "name").map(({ text }) => text));
  return [...new Set(names)].filter((name) => /^\p{Lu}\p{Ll}{3,}$/u.test(name));
}

function replaceAt(text: string, at: number, old: string, next: string): string {
  return text.slice(0, at) + next + text.slice(at + old.length);
}
