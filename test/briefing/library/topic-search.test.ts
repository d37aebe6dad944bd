import { fc, test } from "@fast-check/vitest";
import { describe, expect, test as it } from "vitest";
import { libraryOf } from "../../fixtures/content/library.ts";
import { story } from "../../fixtures/content/stories.ts";

/** Topic, title, aliases, and who may see it. Some words begin others, and some names differ in a word alone. */
const STORIES = [
  ["rail", "Rail strike", "trains", "everyone"],
  ["rails", "Rails replaced", "", "everyone"],
  ["strike", "Strike over the port", "café", "everyone"],
  ["striker", "Port of Cádiz", "rail café", "everyone"],
  ["tax-2026", "Taxes", "port tax", "everyone"],
  ["port", "Tax on rail", "strike tax", "[slack:T1]"],
  ["ports", "Strike", "2026", "[slack:T1]"],
] as const;
const library = libraryOf(
  Object.assign(
    {},
    ...STORIES.map(([topic, title, aliases, audience]) =>
      story(topic, `title: ${title}\naliases: [${aliases}]\naudience: ${audience}`),
    ),
  ),
);
const wordsOf = (names: readonly string[]) =>
  names
    .join(" ")
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .split(/[ -]/)
    .filter((word) => !["", "the", "of", "on"].includes(word));

/** What is typed may hold nothing to search for at all. */
const typed = fc.array(
  fc.constantFrom(
    "rail",
    "rails",
    "strike",
    "striker",
    "tax",
    "taxes",
    "port",
    "ports",
    "2026",
    "CAFE",
    "café",
    "the",
    "-",
  ),
  { maxLength: 3 },
);

describe("a search for words of names", () => {
  test.prop([typed, fc.constantFrom("everyone", "all")], { numRuns: 2_000 })(
    "finds the stories that have them all, of those that may be seen",
    (typed, seenBy) => {
      const admits = ({ audience }: { readonly audience: unknown }) => seenBy === "all" || audience === "everyone";
      const searched = wordsOf(typed);
      const having = STORIES.filter(([, , , audience]) => admits({ audience }))
        .filter(([topic, title, aliases]) => searched.every((word) => wordsOf([topic, title, aliases]).includes(word)))
        .map(([topic]) => topic as string)
        .sort();

      const found = library.search(typed.join(" "), admits, 100);
      const topics = found.briefings.map(({ topic }) => topic).sort();

      expect(found.briefings.filter((briefing) => !admits(briefing))).toEqual([]);
      // Of words that name nothing by themselves some letters may be meant.
      if (typed.includes("the") && searched.length === 0) return;
      if (having.length > 0) expect({ topics, sure: found.sure }).toEqual({ topics: having, sure: true });
      expect(library.search(typed.join(" "), admits, 1).briefings.length).toBeLessThanOrEqual(1);
    },
  );
});

it("stories whose names differ in hyphens alone are each found by their own", () => {
  const two = libraryOf({ ...story("a-b", "title: One"), ...story("a--b", "title: Other") });
  const named = (words: string) => two.named(words, () => true)?.topic;
  expect(["a-b", "a--b", "a b", "one"].map(named)).toEqual(["a-b", "a--b", undefined, "a-b"]);
});
