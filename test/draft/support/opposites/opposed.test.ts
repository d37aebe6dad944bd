import { expect, test } from "vitest";
import { stem, wordsOf } from "#briefing";
import { areComplements, areOpposed, besides, readMatters } from "../../../../src/draft/support/opposites/opposed.ts";

const MATTERS = readMatters();
const WORDS = [...new Set(MATTERS.flatMap(({ sides }) => sides.flat()))];

test("no words stand beside each other and are opposed", () => {
  const both = WORDS.flatMap((word) =>
    [...besides(stem(word))].filter((other) => areOpposed(stem(word), other)).map((other) => `${word} ${other}`),
  );
  expect(WORDS.length).toBeGreaterThan(300);
  expect(both).toEqual([]);
});

test("every word of every side is opposed to the words of the others, both ways", () => {
  for (const { sides } of MATTERS)
    for (const own of sides)
      for (const other of sides.filter((side) => side !== own).flat())
        for (const one of own) expect([one, other, areOpposed(stem(one), stem(other))]).toEqual([one, other, true]);
});

test("every word can be met in a text, and stands once in a matter", () => {
  for (const { sides } of MATTERS) {
    const words = sides.flat();
    expect(sides.length).toBeGreaterThan(1);
    expect(words.filter((word) => wordsOf(word)[0]?.text !== word)).toEqual([]);
    expect(words.filter((word, at) => words.findIndex((other) => stem(other) === stem(word)) !== at)).toEqual([]);
  }
});

test.each([
  ["happy", "unhappy", true],
  ["unhappy", "happy", true],
  ["harmful", "harmless", true],
  ["safe", "dangerous", true],
  ["raise", "cut", false],
  ["increase", "decrease", false],
  ["approve", "reject", false],
  ["always", "never", false],
  ["appear", "disappear", false],
])("not to be %s is to be %s: %s", (one, other, expected) => {
  expect([areOpposed(stem(one), stem(other)), areComplements(stem(one), stem(other))]).toEqual([true, expected]);
});

test.each([
  ["migrant", "immigrant"],
  ["prove", "improve"],
  ["form", "inform"],
  ["close", "disclose"],
])("%s is no opposite of %s: its beginning denies nothing", (one, other) => {
  expect([areOpposed(stem(one), stem(other)), areOpposed(stem(other), stem(one))]).toEqual([false, false]);
});
