import { expect, test } from "vitest";
import { evidenceOf } from "#draft";
import { compare } from "../../../src/draft/support/check-support.ts";
import { type ComparedRow, judgeByFolds } from "../../bench/draft/support/weights.ts";

const ROWS = Array.from({ length: 120 }, (_, at): ComparedRow => {
  const document = `d${at % 30}`;
  const text = `The council closed ${(at % 30) + 11} schools in May. It may open more.`;
  const statement = `The council shut ${(at % 30) + 11 + (at % 2)} schools ${at % 3 ? "in May" : "in June"}.`;
  const compared = compare(statement, evidenceOf(text));
  return { set: "made-up", document, text, statement, supported: at % 2 === 0, edits: [], compared };
});

test.each(["d0", "d7", "d29"])("no label of %s has a say in how its statements are judged", (document) => {
  const swapped = ROWS.map((row) => (row.document === document ? { ...row, supported: !row.supported } : row));
  const [before, after] = [judgeByFolds(ROWS), judgeByFolds(swapped)];
  const doubts = (judged: typeof before, own: boolean) =>
    judged.filter((row) => (row.document === document) === own).map(({ doubt, verdict }) => ({ doubt, verdict }));
  expect(doubts(after, true)).toEqual(doubts(before, true));
  expect(doubts(after, false)).not.toEqual(doubts(before, false));
});
