import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { checkSupport, evidenceOf } from "#draft";

const PAIRS = [
  ["rose", "fell"],
  ["opened", "closed"],
  ["improved", "worsened"],
] as const;
const WHERE = "harbor market village valley station theater mountain garden".split(" ");
const WHAT = "prices wages rents sales".split(" ");

const told = fc.record({
  pair: fc.constantFrom(...PAIRS),
  what: fc.constantFrom(...WHAT),
  where: fc.uniqueArray(fc.constantFrom(...WHERE), { minLength: 4, maxLength: 4 }),
});

function opposites(statement: string, quoted: string): number {
  return checkSupport(statement, evidenceOf(quoted)).differences.filter(({ kind }) => kind === "opposite").length;
}

test.prop([told])("opposites told in another order are none", ({ pair: [one, other], what, where: [a, b, c, d] }) => {
  const quoted = `In June of this year ${what} ${one} at the ${a} ${b} and ${other} at the ${c} ${d}.`;
  expect(opposites(`In June of this year ${what} ${other} at the ${c} ${d} and ${one} at the ${a} ${b}.`, quoted)).toBe(
    0,
  );
  expect(opposites(`At the ${c} ${d} ${what} ${other}, while at the ${a} ${b} they ${one}.`, quoted)).toBe(0);
});

test.prop([told])("opposites that changed places are told", ({ pair: [one, other], what, where: [a, b, c, d] }) => {
  const quoted = `In June of this year ${what} ${one} at the ${a} ${b} and ${other} at the ${c} ${d}.`;
  expect(
    opposites(`In June of this year ${what} ${other} at the ${a} ${b} and ${one} at the ${c} ${d}.`, quoted),
  ).toBeGreaterThan(0);
});
