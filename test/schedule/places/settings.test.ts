import { describe, expect, test } from "vitest";
import { APPLICATION, CHANNEL, type Scene, SERVER, saidMessage, THREAD } from "../../fakes/discord/payloads.ts";
import { readMessage } from "../../fakes/discord/reading.ts";
import { until } from "../../fakes/discord/scene.ts";
import { type Desk, EDITOR, openDesk } from "../../fixtures/discord-desk.ts";

/** Manages the server. */
const ADMIN: Scene = { memberPermissions: String((1n << 10n) | (1n << 11n) | (1n << 5n)) };
const OTHER_CHANNEL = "645027906669510999";
const COMMAND = "nutgraf-settings";

/** Whether a mention is answered in a channel: two are made, and the second is where one surely is. One that should be is waited for. */
async function hears({ server, posts }: Desk, channel: string, should = false): Promise<boolean> {
  const before = posts(channel).length;
  server.gateway.dispatch("MESSAGE_CREATE", saidMessage(`<@${APPLICATION}> what's next on the walkout?`, { channel }));
  const direct = { channel: "1181234567890123777", server: undefined };
  const directs = posts(direct.channel).length;
  server.gateway.dispatch("MESSAGE_CREATE", saidMessage("what's next on the walkout?", direct));
  await until(() => posts(direct.channel).length > directs);
  if (should) await until(() => posts(channel).length > before);
  else await new Promise((resolve) => setTimeout(resolve, 100));
  return posts(channel).length > before;
}

describe("mentions on a server", () => {
  test.each([
    { wish: [], heard: [true, true] },
    { wish: ["off"], heard: [false, false] },
    { wish: ["here"], heard: [true, false] },
    { wish: ["not-here"], heard: [false, true] },
    { wish: ["here", "not-here"], heard: [false, false] },
    { wish: ["off", "not-here"], heard: [false, false] },
    { wish: ["not-here", "here"], heard: [true, false] },
    { wish: ["off", "on"], heard: [true, true] },
  ])("after $wish are answered in this channel and another: $heard", async ({ wish, heard }) => {
    const desk = await openDesk();
    for (const mentions of wish) expect((await desk.ask(COMMAND, { mentions }, ADMIN)).words).toContain("Saved.");
    expect([await hears(desk, CHANNEL, heard[0]), await hears(desk, OTHER_CHANNEL, heard[1])]).toEqual(heard);
    desk.server.channels.set(THREAD, { id: THREAD, type: 11, parent_id: CHANNEL, guild_id: SERVER, name: "t" });
    expect(await hears(desk, THREAD, heard[0])).toBe(heard[0]);
    expect(desk.server.illegal).toEqual([]);
  });

  test("are set by buttons too, by those alone who manage the server", async () => {
    const desk = await openDesk();
    const told = await desk.ask(COMMAND, {}, EDITOR);
    expect(told.words).toContain("Mentions are answered · in every channel");
    expect(readMessage(told.message).controls).toEqual([]);
    expect((await desk.ask(COMMAND, { mentions: "off" }, EDITOR)).words).toContain(
      "Only someone who manages this server",
    );
    const offered = await desk.ask(COMMAND, {}, ADMIN);
    const labels = ["Answer only here", "Not in this channel", "Answer no mentions"];
    expect(readMessage(offered.message).controls.map(({ label }) => label)).toEqual(labels);
    expect((await desk.press(offered, "Not in this channel", ADMIN)).words).toContain(
      "in every channel but this channel",
    );
    expect((await desk.press(offered, "Answer no mentions", EDITOR)).words).toContain("Only someone who manages");
    const off = await desk.press(offered, "Answer no mentions", ADMIN);
    expect(off.words).toContain("nowhere; commands and direct messages still work");
    expect((await desk.press(off, "Answer everywhere", ADMIN)).words).toContain("in every channel");
    const direct = { directMessage: true, channel: "1181234567890123777" };
    expect((await desk.ask(COMMAND, { mentions: "off" }, direct)).words).toContain(
      "Ask this in a channel of the server",
    );
    expect(desk.server.illegal).toEqual([]);
  });
});

describe("the zone of a server", () => {
  test("is set by those who manage it, and times are meant in it", async () => {
    const desk = await openDesk();
    expect((await desk.ask(COMMAND, { zone: "nowhere" }, ADMIN)).words).toContain("Unknown time zone “nowhere”.");
    expect((await desk.ask(COMMAND, { zone: "Kolkata" }, ADMIN)).words).toContain("Default time zone · Asia/Kolkata");
    const { words } = await desk.use({ topic: "rail-strike", times: "daily 9:00" });
    expect(words).toContain("every day at 09:00 (Asia/Kolkata, UTC+5:30)");
    expect((await desk.ask(COMMAND, { mentions: "off" }, ADMIN)).words).toContain("Asia/Kolkata");
  });
});
