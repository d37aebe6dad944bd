import { expect, test } from "vitest";
import { numberSources } from "#chat";

const noteOf = (source: string) => (number: number) => ({ number, source, title: source.toUpperCase() });

test("sources keep their numbers, whether shown or not, and others are numbered on", () => {
  const sources = numberSources([["a", 1] as const, ["b", 2] as const]);
  expect(["b", "c", "b"].map((one) => sources.number(one, noteOf(one)))).toEqual([2, 3, 2]);
  expect(sources.notes()).toEqual([noteOf("b")(2), noteOf("c")(3)]);
});

test("what is shown already stays as it is, and no number is given again", () => {
  const shown = [{ ...noteOf("d")(4), author: "Ada" }, noteOf("a")(1)];
  const sources = numberSources([], shown);
  expect(["d", "b"].map((one) => sources.number(one, noteOf(one)))).toEqual([4, 5]);
  expect(sources.notes()).toEqual([noteOf("a")(1), { ...noteOf("d")(4), author: "Ada" }, noteOf("b")(5)]);
});
