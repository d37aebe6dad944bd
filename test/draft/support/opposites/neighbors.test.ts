import fc from "fast-check";
import { expect, test } from "vitest";
import { evidenceOf } from "#draft";
import { mostShared, neighbors } from "../../../../src/draft/support/opposites/neighbors.ts";

const WORDS = "raise tax shop bridge cut the of company said may school tax".split(" ");
const sentence = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 14 }).map((words) => words.join(" "));

test("a word is said to stand among as many neighbors as the sets of them share", () => {
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 5 }), sentence, (sentences, statement) => {
      const evidence = evidenceOf(sentences.map((one) => `The ${one}.`).join(" "));
      const { terms = [] } = evidenceOf(`The ${statement}.`).sentences[0] ?? {};
      terms.forEach((_, index) => {
        const own = neighbors(terms, index);
        for (const word of WORDS) {
          const shared = evidence.sentences.flatMap(({ terms: all }) =>
            all.flatMap(({ stem }, at) => (stem === word ? [own.intersection(neighbors(all, at, 5)).size] : [])),
          );
          expect(mostShared(word, own, evidence, undefined, () => true)?.shared ?? 0).toBe(Math.max(0, ...shared));
        }
      });
    }),
  );
});
