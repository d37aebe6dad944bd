import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { confirmEach, showReview } from "#draft";
import { newsroom, strike } from "./newsroom.ts";

const TARGET = "briefings/rail-strike.md";
const DRAFT = "drafts/rail-strike.md";

/** What a person was shown, and whether all of it was confirmed, with these answers given in turn. */
async function atTheDesk(answers: readonly (string | undefined)[]) {
  const { look } = await newsroom();
  const review = await look();
  const left = [...answers];
  const lines: string[] = [];
  const isAll = await confirmEach(review, "Ann Lee", {
    tell: (text) => void lines.push(text),
    async ask(question) {
      lines.push(question);
      return left.shift();
    },
  });
  return { review, shown: lines.join("\n"), isAll, left };
}

describe("a review at the terminal", () => {
  test("puts each statement before a person with its quotes, where they stand, and what differs", async () => {
    const { shown, isAll, left } = await atTheDesk(["y", "YES", " y ", "y"]);
    expect([isAll, left]).toEqual([true, []]);
    expect(shown).toMatch(
      /to become .*briefings\/rail-strike\.md, which is new\. Drafted by machine, not yet reviewed\./,
    );
    expect(shown).toMatch(/ title +Rail strike\n/);
    expect(shown).toMatch(
      /1 of 2 · What's happening · new\n {2}The strike begins at noon\.\n {4}“The strike begins on 4 December at noon”\n {6}“The strike begins .* \(wire\)\n {6}in its place: \[…\]\. The union announced it\.\n/,
    );
    expect(shown).toMatch(/2 of 2 · [\s\S]*Publish it as reviewed by Ann Lee\? \[y\/n\] $/);
  });

  test.each([0, 1, 2, 3])("is over with the first no, end of input or closed terminal: question %i", async (at) => {
    for (const answer of ["n", "No", undefined]) {
      const answers = ["y", "y", "y", "y"].with(at, answer as string);
      const { isAll, left } = await atTheDesk(answers);
      expect(isAll).toBe(false);
      expect(left).toEqual(["y", "y", "y", "y"].slice(at + 1));
    }
  });

  property.prop([fc.array(fc.string({ maxLength: 4 }), { maxLength: 8 })], { numRuns: 40 })(
    "takes nothing but a yes for each as a yes",
    async (answers) => {
      const { isAll } = await atTheDesk(answers);
      const yes = answers.filter((answer) => /^\s*y(?:es)?\s*$/i.test(answer));
      if (yes.length < 4) expect(isAll).toBe(false);
    },
  );

  test("says what is as published, and what would no longer be said", async () => {
    const before = strike("The union announced the strike for 4 December.", "title: Before");
    const { look } = await newsroom({ [TARGET]: before });
    const shown = showReview(await look());
    expect(shown).toMatch(/briefings\/rail-strike\.md\. Drafted by machine/);
    expect(shown).toContain("  no longer said: The union announced the strike for 4 December.\n");
    expect(shown).toContain("1 of 2 · What's happening · new");
    expect(shown).toContain("2 of 2 · What's happening · as published");
  });

  test("says where a statement differs from its quote, and who it is for", async () => {
    const draft = strike(
      "The strike begins on 5 December at noon.",
      "title: A\naudience: [slack:T1/C2]\naliases: [rail]",
    );
    const { look } = await newsroom({ [DRAFT]: draft });
    const shown = showReview(await look());
    expect(shown).toMatch(/ {4}look: differs here: .*5/);
    expect(shown).toMatch(/ for +slack:T1\/C2\n/);
    expect(shown).toMatch(/ also called +rail\n/);
    expect(shown).not.toContain("Drafted by machine");
  });

  test("shows words that would steer the terminal without what steers", async () => {
    const steering = "The strike \u001b[2J\u001b]0;x\u0007begins \u202eon 4 December";
    const { look } = await newsroom({
      "sources/wire.md": `---\ntitle: "A \u001b[31m wire"\n---\n${steering} at noon.\n\nThe harbor stays open all week.`,
      [DRAFT]: strike().replace('"The strike begins on 4 December at noon"', `"${steering} at noon"`),
    });
    const review = await look().catch((error: unknown) => String(error));
    const shown = typeof review === "string" ? review : showReview(review);
    expect(shown).toMatch(/strike/);
    expect(shown.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});
