import { ChannelType } from "discord-api-types/v10";
import { describe, expect, test } from "vitest";
import type { Options } from "#chat";
import { CHANNEL, SERVER } from "../../fakes/discord/payloads.ts";
import { readMessage } from "../../fakes/discord/reading.ts";
import { until } from "../../fakes/discord/scene.ts";
import type { Failure } from "../../fakes/discord/server.ts";
import { libraryOf } from "../../fixtures/content/library.ts";
import { story } from "../../fixtures/content/stories.ts";
import { type Desk, EDITOR, openDesk } from "../../fixtures/discord-desk.ts";

const WISH = { topic: "rail-strike", times: "weekdays 9am", zone: "Europe/London", post: "always" };
const SAVE = "Save and introduce it here";
const ANNOUNCING = { ...EDITOR, channelType: ChannelType.GuildAnnouncement as const };

/** The second message of the channel: after the introduction comes the briefing. */
async function afterNine(desk: Desk, failures: readonly Failure[] = []) {
  const { server } = desk;
  for (const failure of failures) server.fail(/\/crosspost$/, failure);
  desk.start();
  desk.skip(120_000);
  await until(() => desk.posts().length === 2, 10_000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const rows = await desk.db.selectFrom("deliveries").select(["state", "message"]).execute();
  return rows.map(({ state, message }) => [state, message] as const);
}

describe("an announcement channel", () => {
  test.each<{ how: string; wish: Options; label: string; publish: boolean }>([
    { how: "by the option", wish: { publish: "publish" }, label: SAVE, publish: true },
    { how: "by a button", wish: {}, label: "Save, and publish each post", publish: true },
    { how: "not at all", wish: {}, label: SAVE, publish: false },
    { how: "by the option, said no", wish: { publish: "no-publish" }, label: SAVE, publish: false },
  ])("publishes the posts of a schedule, and not its introduction: $how", async ({ wish, label, publish }) => {
    const desk = await openDesk({ at: "2026-11-23T08:58:00Z" });
    const saved = await desk.press(await desk.use({ ...WISH, ...wish }, ANNOUNCING), label, ANNOUNCING);
    expect(saved.words.includes("published to the servers that follow it")).toBe(publish);
    const [delivered] = await afterNine(desk);
    expect(delivered?.[0]).toBe("sent");
    expect(desk.server.published).toEqual(publish ? [delivered?.[1]] : []);
    expect(desk.server.illegal).toEqual([]);
  });

  test.each([
    {
      what: "is limited",
      failure: { status: 429, headers: { "retry-after": "0.1" }, json: { message: "limited", retry_after: 0.1 } },
      times: 1,
    },
    { what: "fails", failure: { status: 500, text: "no" }, times: 1 },
    { what: "is forbidden", failure: { status: 403, json: { code: 50013, message: "Missing" } }, times: 0 },
    { what: "was done already", failure: { status: 400, json: { code: 40033, message: "Already" } }, times: 0 },
  ])("has the post once, whatever comes of publishing it: that $what", async ({ failure, times }) => {
    const desk = await openDesk({ at: "2026-11-23T08:58:00Z" });
    await desk.press(await desk.use({ ...WISH, publish: "publish" }, ANNOUNCING), SAVE, ANNOUNCING);
    expect((await afterNine(desk, [failure]))[0]?.[0]).toBe("sent");
    if (times > 0) await until(() => desk.server.published.length === times, 10_000);
    expect(desk.server.published).toHaveLength(times);
    expect(desk.posts()).toHaveLength(2);
  });

  test("publishes a post whose answer was lost once it is found", async () => {
    const desk = await openDesk({ at: "2026-11-23T08:58:00Z" });
    await desk.press(await desk.use({ ...WISH, publish: "publish" }, ANNOUNCING), SAVE, ANNOUNCING);
    desk.server.fail(new RegExp(`^POST /channels/${CHANNEL}/messages$`), { status: 500, done: true });
    await afterNine(desk);
    await until(() => desk.server.published.length === 1, 10_000);
    expect(desk.posts()).toHaveLength(2);
  });

  test("never publishes a story that is for its server alone, also where that was saved before", async () => {
    const library = libraryOf(story("rail-strike", `title: Rail strike\naudience: ["discord:${SERVER}"]`));
    const desk = await openDesk({ at: "2026-11-23T08:58:00Z", library });
    expect((await desk.use({ ...WISH, publish: "publish" }, ANNOUNCING)).words).toContain("This story is restricted");
    const proposed = await desk.use(WISH, ANNOUNCING);
    expect(readMessage(proposed.message).controls.map(({ label }) => label)).toEqual([SAVE]);
    await desk.press(proposed, SAVE, ANNOUNCING);
    await desk.db.updateTable("subscriptions").set({ publish: true }).execute();
    desk.start();
    desk.skip(120_000);
    await until(async () => (await desk.db.selectFrom("deliveries").select("state").execute())[0]?.state === "skipped");
    expect(desk.posts()).toHaveLength(1);
    expect(desk.server.published).toEqual([]);
  });

  test("is what it takes: any other is told so, and is offered no such button", async () => {
    const desk = await openDesk();
    expect((await desk.use({ ...WISH, publish: "publish" })).words).toContain("Only posts of an announcement channel");
    const labels = readMessage((await desk.use(WISH)).message).controls.map(({ label }) => label);
    expect(labels).toEqual([SAVE]);
  });

  test("goes on or stops publishing when the schedule is changed so, and keeps it otherwise", async () => {
    const desk = await openDesk();
    await desk.press(await desk.use({ ...WISH, publish: "publish" }, ANNOUNCING), SAVE, ANNOUNCING);
    const change = async (options: Readonly<Record<string, string>>) => {
      await desk.press(await desk.use({ do: "change", ...options }, ANNOUNCING), "Save", ANNOUNCING);
      return (await desk.saved())[0]?.publish;
    };
    expect(await change({ times: "daily 7:00" })).toBe(true);
    expect(await change({ times: "daily 7:00", publish: "no-publish" })).toBe(false);
    expect(await change({ times: "daily 8:00", publish: "publish" })).toBe(true);
  });
});
