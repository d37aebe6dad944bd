import { describe, expect, test } from "vitest";
import type { Library } from "#briefing";
import { fit as cutToFit, type Reply } from "#chat";
import { compose, type Heard } from "../../../src/schedule/post/compose.ts";
import { wordsOf } from "../../fakes/platform-adapter.ts";
import { asking, botOver, lines } from "../../fixtures/content/bot.ts";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";

const SOURCE = sourceFile(
  "The union will stop work at noon. Talks failed on Monday. Ministers said they would meet again. Fares will rise by two pounds.",
  "title: Wire",
);
const STOP = "- The union stops work. [^1]";
const TALKS = "- Talks failed. [^2]";
const MEET = "- Ministers meet again. [^3]";
const FOOTNOTES = `[^1]: wire "union will stop work at noon"\n[^2]: wire "Talks failed on Monday"\n[^3]: wire "said they would meet again"`;

const SILENCE = '[^5]: diary "Nobody spoke all day"';

const story = (parts: {
  happening?: string;
  important?: string;
  next?: string;
  footnotes?: string;
  header?: string;
}): Library =>
  libraryOf({
    "sources/wire.md": SOURCE,
    "sources/paper.md": sourceFile("Fares will rise by two pounds.", "title: Paper"),
    "sources/diary.md": sourceFile("Nobody spoke all day long.", "title: Diary"),
    "briefings/rail-strike.md": briefingFile({ footnotes: FOOTNOTES, ...parts }),
  });

const FRIDAY = Date.parse("2026-11-20T09:00:00Z");
const NOVEMBER_23 = Date.parse("2026-11-23T09:00:00Z");
const DAY = 86_400_000;

describe("the next post of a subscription that is posted only when something changed", () => {
  test("is nothing while the same is said, however the file was turned over", async () => {
    const heard = await heardOf(story({ happening: `${STOP}\n${TALKS}`, next: MEET }));
    const same = [
      story({ happening: `${STOP}\n${TALKS}`, next: MEET }),
      story({ happening: `${TALKS}\n\n${STOP}`, next: MEET, header: "title: Rail strike\nasOf: 2026-11-22" }),
      story({ happening: TALKS, important: STOP, next: MEET }),
    ];
    for (const library of same) expect(await composed(library, heard)).toEqual({ skip: "unchanged" });
  });

  test("takes for the correction of a statement the one that is most like it, whichever comes first", async () => {
    const heard = await heardOf(story({ happening: "- Talks failed on Monday in London. [^2]" }));
    const said = await posted(
      story({ happening: "- Talks failed. [^2]\n- Talks failed on Monday in Leeds. [^2]" }),
      heard,
    );
    const from = said.indexOf("Corrected");
    expect(said.slice(from, from + 5).map((line) => line.replace(/ \[\d+\]$/, ""))).toEqual([
      "Corrected",
      "• Was: Talks failed on Monday in London.",
      "• Now: Talks failed on Monday in Leeds.",
      "New",
      "• Talks failed.",
    ]);
  });

  test("leads with what was corrected, is new and was withdrawn, each with its sources", async () => {
    const heard = await heardOf(
      story({ happening: `- Nobody spoke. [^5]\n${STOP}\n${TALKS}`, footnotes: `${FOOTNOTES}\n${SILENCE}` }),
    );
    const now = story({
      happening: "- The union stops work at noon. [^1]",
      next: "- Fares go up. [^4]",
      footnotes: `${FOOTNOTES}\n[^4]: paper "Fares will rise by two pounds"`,
    });
    expect(await posted(now, heard)).toEqual([
      "Rail strike: what changed",
      "Mon 23 Nov, 09:00 London · set up by Sam",
      "Since Fri 20 Nov, 09:00 London",
      "Corrected",
      "• Was: The union stops work. [1]",
      "• Now: The union stops work at noon. [1]",
      "New",
      "• Fares go up. [2]",
      "Withdrawn",
      "• Nobody spoke. [3]",
      "• Talks failed. [1]",
      "Unchanged: 0",
      "[1] Wire",
      "[2] Paper",
      "[3] Diary",
    ]);
  });

  test("notices that a statement now stands on other words", async () => {
    const heard = await heardOf(story({ happening: `${STOP}\n${TALKS}` }));
    const now = story({
      happening: `${STOP}\n${TALKS}`,
      footnotes: FOOTNOTES.replace("at noon", "").replace(' work "', ' work"'),
    });
    expect((await posted(now, heard)).slice(3, 7)).toEqual([
      "Corrected",
      "• Was: The union stops work. [1]",
      "• Now, with other quotes: The union stops work. [1]",
      "Withdrawn: none · Unchanged: 1",
    ]);
  });

  test("is one line after a quiet week", async () => {
    const library = story({ happening: STOP });
    const heard = await heardOf(library);
    expect(await posted(library, { ...heard, saidAtMs: NOVEMBER_23 - 7 * DAY })).toEqual([
      "Rail strike",
      "Nothing changed since Fri 20 Nov, 09:00 London. Mon 23 Nov, 09:00 London · set up by Sam.",
    ]);
    expect(await composed(library, { ...heard, saidAtMs: NOVEMBER_23 - 7 * DAY + 1 })).toHaveProperty(
      "skip",
      "unchanged",
    );
  });

  test("is the whole briefing the first time, by hand, and where what was posted cannot be read", async () => {
    const library = story({ happening: STOP });
    const heard = await heardOf(library);
    const whole = [
      "Rail strike",
      "Mon 23 Nov, 09:00 London · set up by Sam",
      "What's happening",
      "• The union stops work. [1]",
    ];
    expect((await posted(library)).slice(0, 4)).toEqual(whole);
    expect((await posted(library, heard, true)).slice(0, 4)).toEqual(whole);
    for (const said of [{ lines: "?" }, EARLIER])
      expect((await posted(library, { ...heard, said })).slice(0, 4)).toEqual(whole);
  });
});

describe("a post", () => {
  const points = (what: string, count: number) =>
    Array.from({ length: count }, (_, index) => `- ${what} ${index} is so. [^2]`).join("\n");
  const library = libraryOf({
    "sources/wire.md": SOURCE,
    "briefings/rail-strike.md": briefingFile({
      happening: points("Happening", 7),
      important: points("Important", 3),
      next: points("Next", 4),
      more: `## Where sources differ\n\n${points("Difference", 4)}`,
      footnotes: FOOTNOTES,
    }),
  });
  const pressed = async (reply: Reply, label: string) => {
    const { ask } = reply.actions.find((action) => action.label === label) ?? { ask: { command: "none", options: {} } };
    const answer = await botOver(library).answer({ ...asking("x"), words: undefined, ...ask });
    return lines(answer).map((text) => text.replace(" is so.", ""));
  };
  const named = (what: string, from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `${what} ${from + index}`);

  test("shows three points of a section and all differences, offers the rest and all, and keeps all to compare with", async () => {
    const made = await composed(library);
    if ("skip" in made) throw new Error(made.skip);
    const { reply, said } = made;
    expect(lines(reply).map((text) => text.replace(" is so.", ""))).toEqual([
      ...named("Happening", 0, 3),
      ...named("Important", 0, 3),
      ...named("Next", 0, 3),
      ...named("Difference", 0, 4),
    ]);
    expect(reply.actions.map(({ label }) => label)).toEqual([
      "5 more points",
      "Read all",
      "See quotes",
      "Change or stop",
    ]);
    expect(await pressed(reply, "5 more points")).toEqual([...named("Happening", 3, 7), ...named("Next", 3, 4)]);
    expect(await pressed(reply, "Read all")).toHaveLength(18);
    expect(said.lines).toHaveLength(18);
  });

  test("about what changed shows all that changed", async () => {
    const before = story({ happening: STOP });
    const news = points("News", 9);
    const made = await posted(story({ happening: `${STOP}\n${news}` }), await heardOf(before));
    expect(made.filter((text) => text.startsWith("• News"))).toHaveLength(9);
  });
});

describe("a post that its platform had to cut", () => {
  const shown = (reply: Reply) =>
    wordsOf(reply)
      .split("\n")
      .filter((line) => line.startsWith("•"));

  test("counts as received in full, since it leads on to the rest: what moves up into view is not new", async () => {
    const points = Array.from({ length: 12 }, (_, index) => `- Point ${index} of the talks. [^2]`);
    const whole = story({ happening: points.join("\n") });
    const made = await composed(whole);
    if ("skip" in made) throw new Error(made.skip);
    const cut = cutToFit(made.reply, (reply) => shown(reply).length <= 2);
    expect(shown(cut)).toHaveLength(2);
    expect(cut.actions.map(({ label }) => label)).toContain("Read all");
    const heard = await heardOf(whole);
    const turned = story({ happening: [...points].reverse().join("\n") });
    expect(await composed(turned, heard)).toEqual({ skip: "unchanged" });
    const without = story({ happening: points.slice(0, 11).join("\n") });
    expect(await posted(without, heard)).toEqual(expect.arrayContaining(["Withdrawn", "• Point 11 of the talks. [1]"]));
  });
});

describe("a story that cannot be posted", () => {
  test("is never replaced by another with a name like it", async () => {
    const library = libraryOf({
      "sources/wire.md": SOURCE,
      "briefings/rail-strikes.md": briefingFile({
        header: "title: Rail strike two",
        happening: STOP,
        footnotes: FOOTNOTES,
      }),
    });
    expect(await composed(library)).toEqual({
      skip: expect.stringContaining("There is no longer a story called “rail-strike”"),
      tell: "unavailable",
    });
  });

  test("that is for the place alone is not posted once outsiders read along there", async () => {
    const { platform, tenant } = subscription;
    const ours = story({ happening: STOP, header: `title: Rail strike\naudience: [${platform}:${tenant}]` });
    expect(await composed(ours)).toMatchObject({ whole: true });
    expect(await composed(ours, undefined, false, true)).toMatchObject({ tell: "unavailable" });
    const everyones = story({ happening: STOP });
    expect(await composed(everyones, undefined, false, true)).toMatchObject({ whole: true });
  });

  test("that was for the place alone is not repeated before outsiders, not even as withdrawn", async () => {
    const { platform, tenant } = subscription;
    const header = `title: Rail strike\naudience: [${platform}:${tenant}]`;
    const heard = await heardOf(story({ happening: `${STOP}\n${TALKS}`, header }));
    const everyones = story({ happening: `${STOP}\n${MEET}` });
    const said = async (outsiders: boolean) => {
      const made = await composed(everyones, heard, false, outsiders);
      return "skip" in made ? made.skip : wordsOf(made.reply);
    };
    expect(await said(true)).not.toContain("Talks failed");
    expect(await said(true)).toContain("Ministers meet again.");
    expect(await said(false)).toContain("Withdrawn\n• Talks failed.");
  });

  test("or that is kept from the place since is not repeated among all stories, not even as withdrawn", async () => {
    const { platform, tenant } = subscription;
    const both = (scope: string) =>
      libraryOf({
        "sources/wire.md": SOURCE,
        "briefings/rail-strike.md": briefingFile({ happening: STOP, footnotes: FOOTNOTES }),
        "briefings/talks.md": briefingFile({
          header: `title: Talks\naudience: ["${scope}"]`,
          happening: TALKS,
          footnotes: FOOTNOTES,
        }),
      });
    const all = { subscription: { ...subscription, topic: "all" }, key: "slot:s", late: false, byHand: false };
    const made = async (library: Library, heard?: Heard) => {
      const slot = { ...all, slotMs: NOVEMBER_23, ...(heard && { heard }) };
      const composed = await compose(slot, botOver(library), whoAndWhat());
      if ("skip" in composed) throw new Error(composed.skip);
      return composed;
    };
    const { said } = await made(both(`${platform}:${tenant}`));
    expect(JSON.stringify(said)).toContain("Talks failed");
    const next = wordsOf(
      (await made(both(`${platform}:${tenant}/C-other`), { said, slotMs: FRIDAY, saidAtMs: FRIDAY })).reply,
    );
    expect(next).not.toContain("Talks");
    expect(next).toContain("Some stories of the last post are no longer included.");
    expect(next).toContain("• The union stops work.");
  });

  test("is told to the owner when it is gone or out of the place's audience", async () => {
    const hidden = story({ happening: STOP, header: "title: Rail strike\naudience: [slack:T9]" });
    expect(await composed(hidden)).toMatchObject({ tell: "unavailable" });
    expect(await composed(libraryOf({}))).toMatchObject({ tell: "unavailable" });
  });
});

/** What a version kept that numbered passages: it is read as of another shape. */
const EARLIER = {
  title: "Rail strike",
  lines: [{ text: "The union stops work.", notes: [1] }],
  notes: [
    {
      number: 1,
      source: "wire",
      title: "Wire",
      at: "4-33",
      quote: "union will stop work at noon",
      before: "The ",
      after: ". Talks failed on Monday.",
    },
  ],
  of: "rail-strike ",
  topics: ["rail-strike"],
  open: true,
};

const subscription = subscriptionRow("s", { only_if_changed: true });

const whoAndWhat = (outsiders = false) => ({
  haveOutsiders: async () => outsiders,
  notRepeated: async () => new Set<string>(),
});

function composed(library: Library, heard?: Heard, byHand = false, outsiders = false) {
  const slot = { subscription, key: "slot:s", slotMs: NOVEMBER_23, late: false, byHand };
  return compose({ ...slot, ...(heard && { heard }) }, botOver(library), whoAndWhat(outsiders));
}

async function posted(library: Library, heard?: Heard, byHand = false): Promise<string[]> {
  const made = await composed(library, heard, byHand);
  if ("skip" in made) throw new Error(made.skip);
  return wordsOf(made.reply).split("\n");
}

/** What a place received of a library on Friday, as it is stored and read back. */
async function heardOf(library: Library): Promise<Heard> {
  const made = await composed(library);
  if ("skip" in made) throw new Error(made.skip);
  return { said: JSON.parse(JSON.stringify(made.said)), slotMs: FRIDAY, saidAtMs: FRIDAY };
}
