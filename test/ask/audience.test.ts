import { describe, expect, test } from "vitest";
import { type FoundAnswer, openAnswers } from "#ask";
import type { Place } from "#chat";
import { asking, botOver, everyWord } from "../fixtures/content/bot.ts";
import { briefingFile, type libraryOf, putFile, shelfOf, sourceFile } from "../fixtures/content/library.ts";
import { STORIES, story } from "../fixtures/content/stories.ts";

const QUESTION = "/ask When will the layoffs be settled?";
const INSIDE: Place = { platform: "slack", tenant: "T1", id: "C9" };

describe("a story outside the audience", () => {
  test.each<[string, Place]>([
    ["another channel", { platform: "slack", tenant: "T1", id: "C1" }],
    ["another workspace", { platform: "slack", tenant: "T2", id: "C9" }],
    ["another platform", { platform: "discord", tenant: "T1", id: "C9" }],
    ["its channel, read by outsiders", { ...INSIDE, outsiders: true }],
  ])("does not exist in %s, even as the nearest sentence", async (_, place) => {
    const bot = botOver(STORIES);
    const reply = await bot.answer(asking(QUESTION, place));
    expect(everyWord({ ...reply, answers: {} })).not.toMatch(/layoffs/i);
    const check = await bot.answer(asking("/check The layoffs will be settled on Monday", place));
    expect(everyWord({ ...check, answers: {} })).not.toMatch(/layoffs/i);
  });

  test("is answered from where it may be read", async () => {
    const bot = botOver(STORIES);
    expect(everyWord(await bot.answer(asking(QUESTION, INSIDE)))).toContain("will be settled on Monday");
    expect(await bot.answer(asking("/check The layoffs will be settled on Monday", INSIDE))).toMatchObject({
      outcome: "answered",
      title: "Found word for word",
    });
  });

  test("is not counted among what was searched", async () => {
    const reply = await botOver(STORIES).answer(asking("/ask Who sold the zeppelin?", { ...INSIDE, id: "C1" }));
    expect(everyWord(reply)).toContain("Searched: 3 stories and 3 sources.");
  });
});

describe("an index that follows its library", () => {
  const everyone = () => true;
  const find = (answers: ReturnType<typeof openAnswers>, library: ReturnType<typeof libraryOf>, question: string) =>
    answers
      .find(question, library, everyone)
      .hits.flatMap((hit) => ("statement" in hit ? hit.statement.text : hit.source.id));

  test("finds what was added, and nothing that was taken out, as a new one would", () => {
    const shelf = shelfOf(story("rail-strike", "title: Rail strike"));
    const answers = openAnswers();
    const before = shelf.bind();
    expect(find(answers, before, "Who hears the rail-strike?")[0]).toBe("A court hears the rail-strike.");
    for (const [path, text] of Object.entries(story("merger", "title: Quiet merger"))) putFile(shelf, path, text);
    const more = shelf.bind();
    expect(find(answers, more, "Who hears the merger?")[0]).toBe("A court hears the merger.");
    shelf.remove("briefing", "rail-strike");
    shelf.remove("source", "rail-strike-wire");
    const after = shelf.bind();
    expect(find(answers, after, "Who hears the rail-strike?")).not.toContain("A court hears the rail-strike.");
    for (const question of ["Who hears the merger?", "What matters a lot?", "When is the merger settled?"])
      expect(find(answers, after, question)).toEqual(find(openAnswers(), after, question));
  });

  /** In which order texts were read decides between equals, and so the last digits. */
  const rounded = ({ sure, ...found }: FoundAnswer) => ({ ...found, sure: sure.toFixed(2) });

  test("is the same when it is prepared bit by bit, whatever is asked and changed meanwhile", async () => {
    const shelf = shelfOf({ ...story("rail-strike", "title: Rail strike"), ...story("layoffs", "title: Layoffs") });
    const answers = openAnswers();
    const before = shelf.bind();
    const preparing = [answers.prepare(before)];
    for (const [path, text] of Object.entries(story("merger", "title: Quiet merger"))) putFile(shelf, path, text);
    const between = shelf.bind();
    preparing.push(answers.prepare(between));
    expect(find(answers, between, "Who hears the merger?")[0]).toBe("A court hears the merger.");
    shelf.remove("briefing", "merger");
    shelf.remove("source", "merger-wire");
    const after = shelf.bind();
    preparing.push(answers.prepare(after));
    await Promise.all(preparing);
    const asNew = (library: typeof before) => {
      for (const question of ["Who hears the merger?", "When will the layoffs be settled?", "What matters a lot?"])
        expect(rounded(answers.find(question, library, everyone))).toEqual(
          rounded(openAnswers().find(question, library, everyone)),
        );
    };
    asNew(after);
    shelf.remove("briefing", "layoffs");
    shelf.remove("source", "layoffs-wire");
    for (const [path, text] of Object.entries(story("merger", "title: Quiet merger"))) putFile(shelf, path, text);
    const last = answers.prepare(shelf.bind());
    asNew(after);
    await last;
    asNew(before);
  });

  test("lets others work while it is prepared", async () => {
    const answers = openAnswers();
    let isPrepared = false;
    const preparing = answers.prepare(STORIES).then(() => {
      isPrepared = true;
    });
    await new Promise((done) => setImmediate(done));
    expect(isPrepared).toBe(false);
    await preparing;
  });

  test("stays right through many changes", () => {
    const answers = openAnswers();
    const shelf = shelfOf({});
    for (let round = 0; round < 60; round++) {
      const long = Array.from({ length: 60 }, (_, at) => `Ferry ${round} carried load ${at} to the island.`).join(" ");
      putFile(shelf, "sources/ferry.md", sourceFile(`The ferry number ${round} left on Monday morning. ${long}`));
      putFile(
        shelf,
        "briefings/ferry.md",
        briefingFile({
          header: "title: Ferry",
          happening: "- The ferry left. [^1]",
          footnotes: `[^1]: ferry "The ferry number ${round} left"`,
        }),
      );
      const library = shelf.bind();
      const { hits } = answers.find(`When did the ferry number ${round} leave?`, library, everyone);
      const [first] = hits;
      expect(first && ("source" in first ? first.source : first.statement.citations[0].source)).toBe(
        library.source("ferry"),
      );
    }
  });
});

test("a source that is withdrawn between the answer and a press on its button is not shown any more", async () => {
  const shelf = shelfOf(story("rail-strike", "title: Rail strike"));
  let library = shelf.bind();
  const bot = botOver(library, { library: () => library });
  const reply = await bot.answer(asking("/ask When will the rail-strike be settled?"));
  const share = reply.actions.find(({ label }) => label === "Share");
  expect([reply.outcome, share !== undefined]).toEqual(["answered", true]);
  shelf.remove("source", "rail-strike-wire");
  library = shelf.bind();
  const pressed = await bot.answer({
    ...asking("x"),
    words: undefined,
    command: "ask",
    options: share?.ask.options ?? {},
  });
  expect([pressed.outcome, pressed.notes]).toEqual(["none", []]);
  expect(everyWord({ ...pressed, answers: {} })).not.toContain("settled on Monday");
});
