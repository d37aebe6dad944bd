import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { asChecked, type Library } from "#briefing";
import { openUpkeep } from "../../../src/app/upkeep/open-upkeep.ts";
import { tellNow } from "../../../src/app/upkeep/tell-owners.ts";
import { CHANNEL, TEAM } from "../../fakes/slack/api.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { until } from "../../fakes/slack/rig.ts";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";
import { type DeskOptions, slackDesk } from "../../fixtures/slack-desk.ts";

const HOUR_MS = 3_600_000;
const OPERATOR = { platform: "slack", tenant: TEAM, id: "COPS" };
const QUOTE = "The council of Rotterdam approved the bridge";
const SENTENCE = "It will open soon.";
const SOURCE = sourceFile(QUOTE, "published: 2026-11-10");
const bridge = (header = `owner: slack:${TEAM}/UBEN`, next = SENTENCE) =>
  briefingFile({ header: `title: The bridge\n${header}`, next: `- ${next} [^1]`, footnotes: `[^1]: wire "${QUOTE}"` });
const libraryWith = (text = bridge()) => libraryOf({ "sources/wire.md": SOURCE, "briefings/bridge.md": text });

async function opened(
  library: Library = libraryWith(),
  operator: object = { operator: OPERATOR },
  bot: DeskOptions["bot"] = {},
) {
  const desk = await slackDesk({ schedule: operator, at: "2026-11-23T08:00:00Z", bot });
  desk.slack.channels.set(OPERATOR.id, { is_member: true });
  desk.publish(library);
  desk.start();
  let asked = 0;
  const reports = async (options: Record<string, string> = {}, id = "UADA") => {
    asked += 1;
    const place = { platform: "slack", tenant: TEAM, id: CHANNEL };
    const about = { topic: "bridge", sections: "next", ...options };
    return desk.bot.answer({ id: `${asked}`, command: "report", options: about, place, by: { id, name: `${id} Lee` } });
  };
  const form = await reports();
  const [which] = form.form?.fields ?? [];
  const mark = which?.choices?.[0]?.value ?? "";
  const told = (to: string) =>
    desk.slack.messages.filter(({ channel }) => channel === to).map((one) => readMessage(one).text);
  const tells = (to: string, many = 1) => until(() => told(to).length >= many && told(to), 8_000);
  return { ...desk, reports, form, mark, told, tells };
}
const said = (reply: { blocks: readonly object[] }) => JSON.stringify(reply.blocks);

describe("a mistake in a story that somebody answers for", () => {
  test("is reported about a sentence, and its owner hears of it with the quote and no name", async () => {
    const { reports, form, mark, tells, told, skip, slack } = await opened();
    expect(form.form?.fields.map(({ name }) => name)).toEqual(["statement", "text", "name", "hear"]);
    expect(form.form?.fields[0]?.choices).toEqual([{ value: mark, label: SENTENCE }]);
    expect(said(await reports({ text: "It is open already.", statement: mark }))).toContain(
      "Your report goes to whoever answers for this story, with your words but not your name. You will hear about the outcome.",
    );
    await wait(300);
    expect(told("UBEN")).toEqual([]);
    skip(HOUR_MS + 1_000);
    const [text = ""] = await tells("UBEN");
    expect(text).toContain("About a story of yours");
    expect(text).toContain("Who: somebody who did not give a name.");
    expect(text).toContain(`It says: ${SENTENCE}\nIts source says: “${QUOTE}”\nThey wrote: It is open already.`);
    expect(text).not.toContain("UADA");
    expect(told(OPERATOR.id)).toEqual([]);
    expect(slack.faults).toEqual([]);
  });

  test("is one message with a count for all that is reported of a sentence within an hour", async () => {
    const { reports, mark, tells, told, skip } = await opened();
    for (const person of ["UADA", "UCLEO", "UDAN"]) {
      await reports(
        { text: `Wrong, says ${person.slice(1)}.`, statement: mark, ...(person === "UDAN" && { name: "yes" }) },
        person,
      );
      skip(HOUR_MS / 4);
    }
    skip(HOUR_MS);
    const [text = ""] = await tells("UBEN");
    expect(text).toContain("Reported 3 times.");
    expect(text.match(/It says: /g)).toHaveLength(1);
    for (const words of ["Wrong, says ADA.", "Wrong, says CLEO.", "Wrong, says DAN."]) expect(text).toContain(words);
    expect(told("UBEN")).toHaveLength(1);
  });

  test("goes to whoever runs the bot where nobody answers for the story, or only a name", async () => {
    for (const header of ["aliases: [span]", "owner: Ann Lee"]) {
      const { reports, mark, tells, skip } = await opened(libraryWith(bridge(header)));
      await reports({ text: "It is open.", statement: mark, name: "yes" });
      skip(HOUR_MS + 1_000);
      const [text = ""] = await tells(OPERATOR.id);
      expect(text).toContain("Who: UADA Lee.");
      expect(text).toContain(`It says: ${SENTENCE}`);
    }
  });

  test("is one message for whoever runs the bot too, told an hour after the first; others are told by themselves", async () => {
    const { reports, mark, tells, told, skip } = await opened(libraryWith(bridge("aliases: [span]")));
    await reports({ text: "No sentence." });
    expect((await tells(OPERATOR.id))[0]).toContain("They wrote: No sentence.");
    for (const person of ["UADA", "UCLEO", "UDAN"]) {
      await reports({ text: `Wrong, says ${person.slice(1)}.`, statement: mark }, person);
      skip(HOUR_MS / 4);
    }
    skip(HOUR_MS / 4 + 1_000);
    const [, text = ""] = await tells(OPERATOR.id, 2);
    expect(text).toContain("Reported 3 times.");
    for (const words of ["Wrong, says ADA.", "Wrong, says CLEO.", "Wrong, says DAN."]) expect(text).toContain(words);
    expect(text.match(/It says: /g)).toHaveLength(1);
    await wait(300);
    expect(told(OPERATOR.id)).toHaveLength(2);
  });

  test.each([
    ["its owner", undefined, "UBEN", "UBEN"],
    ["whoever runs the bot", "aliases: [span]", OPERATOR.id, "UDAN"],
  ])(
    "is opened for correction by %s with the button under the message, and by nobody else",
    async (_, header, to, by) => {
      const folder = await mkdtemp(join(tmpdir(), "nutgraf-content-"));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      await mkdir(join(folder, "briefings"));
      await writeFile(join(folder, "briefings/bridge.md"), bridge(header));
      const upkeep = openUpkeep({ CONTENT_DIR: folder }, Date.now);
      const publicUrl = "https://nutgraf.example";
      const { reports, mark, tells, skip, slack, ada, bot, answerTo } = await opened(
        libraryWith(bridge(header)),
        undefined,
        {
          upkeep,
          publicUrl,
        },
      );
      await reports({ text: "It is open.", statement: mark });
      skip(HOUR_MS + 1_000);
      await tells(to);
      const message = slack.messages.findLast(({ channel }) => channel === to);
      if (!message) throw new Error("nothing was told");
      const stranger = { id: "x", command: "open-correction", options: { topic: "bridge" }, by: { id: "UADA" } };
      const refused = await bot.answer({ ...stranger, place: { platform: "slack", tenant: TEAM, id: CHANNEL } });
      expect(said(refused)).toContain(
        "Only a story's owner (“owner” in its file) and whoever runs this bot can open it",
      );
      const user = { id: by, name: "ben", team_id: TEAM };
      const answer = await answerTo(() => ada.press(message, "Open for correction", { user }));
      expect(readMessage(answer).text).toContain(
        "“The bridge” is open for correction. Change and publish it at https://nutgraf.example/review/bridge",
      );
      expect(readMessage(answer).text).toContain("npm run correct -- bridge --why “What was wrong.” --by “Your Name”");
      const draft = join(folder, "drafts/bridge.md");
      expect(await readFile(draft, "utf8")).toBe(bridge(header));
      // A draft that somebody is at stays as it is.
      await writeFile(draft, "mine");
      await answerTo(() => ada.press(message, "Open for correction", { user }));
      expect(await readFile(draft, "utf8")).toBe("mine");
      expect(slack.faults).toEqual([]);
    },
  );

  test("can be reported without an operator's place", async () => {
    const { reports, mark, tells, skip } = await opened(libraryWith(), {});
    await reports({ text: "It is open.", statement: mark });
    skip(HOUR_MS + 1_000);
    expect((await tells("UBEN"))[0]).toContain("They wrote: It is open.");
  });

  test("shows no words of a story to whoever may not hear it", async () => {
    const { reports, form } = await opened(libraryWith(bridge(`owner: slack:${TEAM}/UBEN\naudience: [slack:TOTHER]`)));
    expect(form.form?.fields.map(({ name }) => name)).toEqual(["text", "name", "hear"]);
    expect(said(await reports({ text: "Wrong.", statement: "0".repeat(12) }))).not.toContain(SENTENCE);
  });
});

describe("whoever reported a mistake hears what came of it", () => {
  const changed = () => libraryWith(bridge(undefined, "It opened on 20 November."));
  const checked = () => {
    const at = "2026-11-23T12:00:00.000Z";
    return libraryWith(asChecked(bridge(), { by: "Ben Ode", at }, libraryWith().sources));
  };
  test.each<[string, () => Library, RegExp]>([
    ["changed", changed, /“The bridge”\. The sentence has been changed or taken out since/],
    ["taken out", () => libraryOf({}), /The story has been taken out since/],
    ["found true", checked, /looked at it on 23 Nov and found the sentence still true/],
  ])("when it was %s", async (_, next, words) => {
    const { reports, mark, tells, told, schedule, now } = await opened();
    await reports({ text: "It is open.", statement: mark });
    await tellNow(libraryWith(), schedule.owners, now());
    await wait(300);
    expect(told("UADA")).toEqual([]);
    await tellNow(next(), schedule.owners, now());
    expect((await tells("UADA"))[0]).toMatch(words);
    await tellNow(next(), schedule.owners, now());
    await wait(300);
    expect(told("UADA")).toHaveLength(1);
  });

  test("with the title they know, once the story is for fewer people and has another", async () => {
    const { reports, mark, tells, schedule, now } = await opened();
    await reports({ text: "It is open.", statement: mark });
    const header = "title: Secret bridge\naudience: [slack:TOTHER]";
    await tellNow(libraryWith(bridge(header, "It opened.").replace("title: The bridge\n", "")), schedule.owners, now());
    expect((await tells("UADA"))[0]).toMatch(/“The bridge”\. The sentence has been changed or taken out since/);
  });

  test("or that nothing did, after a month", async () => {
    const { reports, mark, tells, skip } = await opened();
    await reports({ text: "It is open.", statement: mark });
    skip(31 * 24 * HOUR_MS);
    expect((await tells("UADA"))[0]).toContain("It has not been changed since.");
  });

  test("unless they rather would not, or chose no sentence", async () => {
    const { reports, mark, schedule, now, db } = await opened();
    expect(said(await reports({ text: "It is open.", statement: mark, hear: "no" }))).not.toContain("You will hear");
    await reports({ text: "It is open." });
    await tellNow(changed(), schedule.owners, now());
    expect(await db.selectFrom("notices").select("key").where("key", "like", "heard:%").execute()).toEqual([]);
  });

  test("and no more once they are forgotten, nor does anything they wrote stay", async () => {
    const { reports, mark, schedule, db } = await opened();
    await reports({ text: "It is open.", statement: mark });
    expect((await db.selectFrom("notices").select("key").execute()).length).toBe(2);
    await schedule.forget({ platform: "slack", person: "UADA" });
    expect(await db.selectFrom("notices").select("key").execute()).toEqual([]);
  });
});
