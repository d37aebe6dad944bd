import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { libraryOf } from "../../fixtures/content/library.ts";
import { story } from "../../fixtures/content/stories.ts";

const WORDS = ["rail", "strike", "tax", "port", "fares", "2026", "café"] as const;
const PLACES = ["everyone", "slack:T1"] as const;

const names = fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 });
const stories = fc.array(fc.tuple(names, fc.constantFrom(...PLACES)), { minLength: 1, maxLength: 6 });
/** What is typed may hold nothing to search for at all. */
const typed = fc.array(fc.constantFrom(...WORDS, "the", "-", "CAFE"), { maxLength: 3 });

describe("a search for words of names", () => {
  test.prop([stories, typed])("finds the stories that have them all, of those that may be seen", (stories, typed) => {
    const library = libraryOf(
      Object.assign(
        {},
        ...stories.map(([words, audience], index) =>
          story(`story-${index}`, `title: ${words.join(" ")}\naudience: ${audience}`),
        ),
      ),
    );
    const seen = library.briefings.filter(({ audience }) => audience === "everyone");
    const wanted = typed.filter((word) => word !== "-").map((word) => (word === "CAFE" ? "café" : word));
    const searched = wanted.filter((word) => word !== "the");
    const having = (words: readonly string[]) =>
      seen
        .filter(({ title }) => words.every((word) => title.split(" ").includes(word)))
        .map(({ topic }) => topic)
        .sort();

    const found = library.search(typed.join(" "), ({ audience }) => audience === "everyone", 100);
    const topics = found.briefings.map(({ topic }) => topic).sort();

    expect(seen.map(({ topic }) => topic)).toEqual(expect.arrayContaining(topics));
    if (wanted.length === 0) expect(topics).toEqual(having([]));
    else if (searched.length > 0 && having(searched).length > 0)
      expect({ topics, sure: found.sure }).toEqual({ topics: having(searched), sure: true });
  });
});
