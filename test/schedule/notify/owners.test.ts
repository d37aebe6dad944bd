import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Library, loadLibrary } from "#briefing";
import { openUpkeep } from "../../../src/app/upkeep/open-upkeep.ts";
import { tellNow } from "../../../src/app/upkeep/tell-owners.ts";
import { CHANNEL, TEAM } from "../../fakes/slack/api.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { until } from "../../fakes/slack/rig.ts";
import { contentFolder } from "../../fixtures/content/folder.ts";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";
import { type SlackDesk, slackDesk } from "../../fixtures/slack-desk.ts";

const DAY_MS = 24 * 3_600_000;
const OPERATOR = { platform: "slack", tenant: TEAM, id: "COPS" };
const QUOTE = "The council of Rotterdam approved the bridge";
const story = (topic: string, header: string, next = "It will open.") => ({
  [`sources/${topic}-wire.md`]: sourceFile(QUOTE, "published: 2026-11-10"),
  [`briefings/${topic}.md`]: briefingFile({
    header: `title: The ${topic}\n${header}`,
    next: `- ${next} [^1]`,
    footnotes: `[^1]: ${topic}-wire "${QUOTE}"`,
  }),
});
const ADA = `owner: slack:${TEAM}/UADA`;

async function opened(library: Library, bot = {}) {
  const desk = await slackDesk({ schedule: { operator: OPERATOR }, at: "2026-11-23T08:00:00Z", bot });
  desk.slack.channels.set(OPERATOR.id, { is_member: true });
  desk.slack.channels.set("CDESK", { is_member: true });
  desk.publish(library);
  desk.start();
  const look = (now = library) => tellNow(now, desk.schedule.owners, desk.now());
  const heard = (to = "UADA") => desk.slack.messages.filter(({ channel, ephemeral }) => channel === to && !ephemeral);
  return { ...desk, look, heard, first: (to = "UADA") => until(() => heard(to)[0], 8_000) };
}
/** Waits until what is stored is so. */
async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  const end = performance.now() + 8_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`not so within 8 s: ${look}`);
    await wait(20);
  }
}
/** Nothing is planned that is due. */
const idle = ({ db, now }: Pick<SlackDesk, "db" | "now">) =>
  eventually(async () => {
    const open = await db.selectFrom("notices").select("due_at").where("state", "in", ["planned", "telling"]).execute();
    return open.every(({ due_at }) => due_at.getTime() > now());
  });
const textOf = (message: object) => readMessage({ ...message }).text;

describe("whoever answers for a story", () => {
  test("hears once that it is to be checked, and which days are over, in one message", async () => {
    const library = libraryOf({
      ...story("bridge", `${ADA}\ncheckBy: 7 days`, "It will open on 20 November."),
      ...story("tunnel", `${ADA}\ncheckBy: 2026-11-20`),
      ...story("ferry", `${ADA}\ncheckBy: 30 days`, "It will sail on 8 January."),
    });
    const desk = await opened(library);
    await desk.look();
    await desk.look();
    const text = textOf(await desk.first());
    expect(text).toContain("3 things about your stories");
    expect(text).toContain("“The bridge” was due for a check by 17 Nov, and was last checked on 10 Nov.");
    expect(text).toContain(
      "“The bridge” still lists something under What's next that was due by 20 Nov. It says: It will open on 20 November.",
    );
    expect(text).toContain("“The tunnel” was due for a check by 20 Nov");
    expect(text).not.toContain("ferry");
    await desk.look();
    desk.skip(2 * DAY_MS);
    await desk.look();
    await idle(desk);
    expect(desk.heard()).toHaveLength(1);
    expect(desk.slack.faults).toEqual([]);
  });

  test("hears no more than once a day, and then of all that came since", async () => {
    const one = libraryOf(story("bridge", `${ADA}\ncheckBy: 7 days`));
    const more = libraryOf({
      ...story("bridge", `${ADA}\ncheckBy: 7 days`),
      ...story("tunnel", `${ADA}\ncheckBy: 7 days`),
      ...story("ferry", `${ADA}\ncheckBy: 7 days`),
    });
    const desk = await opened(one);
    await desk.look();
    await desk.first();
    await desk.look(more);
    await eventually(async () => {
      const waiting = await desk.db.selectFrom("notices").selectAll().where("state", "=", "planned").execute();
      return waiting.length === 2 && waiting.every(({ due_at }) => due_at.getTime() > desk.now() + DAY_MS / 2);
    });
    expect(desk.heard()).toHaveLength(1);
    desk.skip(DAY_MS + 1_000);
    const [, second] = await until(() => desk.heard().length > 1 && desk.heard(), 8_000);
    expect(textOf(second ?? {})).toContain("2 things about your stories");
    expect(desk.heard()).toHaveLength(2);
  });

  test.each([
    ["a channel", `owner: slack:${TEAM}/CDESK`, "CDESK", "“The bridge” was due for a check"],
    ["only a name", "owner: Ann Lee", OPERATOR.id, "Its owner is Ann Lee."],
    ["nobody", "", OPERATOR.id, "“The bridge” was due for a check"],
    ["a person where the bot is not", "owner: discord:1122/@3344", OPERATOR.id, "“The bridge” was due for a check"],
  ])("may be %s", async (_, owner, where, words) => {
    const desk = await opened(libraryOf(story("bridge", [owner, "checkBy: 7 days"].filter(Boolean).join("\n"))));
    await desk.look();
    expect(textOf(await desk.first(where))).toContain(words);
  });

  test("that cannot be reached leaves it to whoever runs the bot", async () => {
    const desk = await opened(libraryOf(story("bridge", `${ADA}\ncheckBy: 7 days`)));
    desk.slack.failNext("chat.postMessage", { error: "user_not_found" });
    await desk.look();
    expect(textOf(await desk.first(OPERATOR.id))).toContain("“The bridge” was due for a check");
    expect(desk.heard()).toHaveLength(0);
  });

  test("says by a button that it is still true, and nobody else does", async () => {
    // Loaded when first needed, which takes a while where modules are transformed.
    await import("#draft");
    const files = story("bridge", `${ADA}\ncheckBy: 7 days`);
    const folder = await contentFolder(files);
    let at = Date.parse("2026-11-23T08:00:00Z");
    const upkeep = openUpkeep({ CONTENT_DIR: folder }, () => at);
    const desk = await opened(await loadLibrary(folder), { upkeep });
    at = desk.now();
    await desk.look();
    const reminder = await desk.first();
    const refused = await desk.answerTo(() =>
      desk.ada.press(reminder, "Still true", { channel: CHANNEL, user: { id: "UBEN", team_id: TEAM } }),
    );
    expect(textOf(refused)).toContain("Only the owner of a story can say");
    const answer = await desk.answerTo(() => desk.ada.press(reminder, "Still true"));
    expect(textOf(answer)).toContain("“The bridge” now says that you checked it today");
    const written = await readFile(`${folder}/briefings/bridge.md`, "utf8");
    expect(written).toMatch(/^checked: \{ by: ".+", at: "2026-11-23T/m);
    const now = await loadLibrary(folder);
    desk.publish(now);
    const told = await desk.answerTo(() => desk.ada.slash("/whats-next", "bridge"));
    expect(textOf(told)).toMatch(/Checked 23 Nov by /);
  });
});

describe("a schedule of a story that is overdue for a check", () => {
  test.each([
    ["say", 1],
    ["skip", 0],
  ] as const)("may %s it", async (stale, posts) => {
    const desk = await slackDesk({ schedule: { stale, operator: OPERATOR } });
    const { ada, answerTo, skip, posted } = desk;
    desk.publish(libraryOf(story("bridge", "checkBy: 7 days")));
    desk.start();
    const proposed = await answerTo(() => ada.slash("/briefing-schedule", "bridge daily 09:00"));
    await answerTo(() => ada.press(proposed, "Save and introduce it here"));
    const before = posted().length;
    skip(3_600_000);
    const end = () =>
      desk.db.selectFrom("deliveries").selectAll().where("state", "in", ["sent", "skipped"]).executeTakeFirst();
    const delivery = await eventually(end);
    expect(delivery).toMatchObject(stale === "say" ? { state: "sent" } : { state: "skipped", reason: "check overdue" });
    expect(posted().length - before).toBe(posts);
    if (stale === "say") return expect(posted().at(-1)).toContain("Last checked 10 Nov");
    const [notice] = await until(() => {
      const told = desk.slack.messages.filter(({ channel }) => channel === "UADA");
      return told.length > 0 && told;
    }, 8_000);
    expect(textOf(notice ?? {})).toContain("was not posted: it is overdue for a check");
  });
});
