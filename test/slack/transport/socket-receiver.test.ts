import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { slashCommand } from "../../fakes/slack/payloads.ts";
import { personAt } from "../../fakes/slack/person.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { openSocketRig, type SocketRig, until } from "../../fakes/slack/rig.ts";
import { longReply, scriptedBot } from "../../fixtures/content/replies.ts";

let rig: SocketRig;
afterEach(() => rig.stop());

const start = async () => {
  const bot = scriptedBot(({ words = "" }) => ({ ...longReply(1), title: `Answer ${words}` }));
  rig = await openSocketRig(bot);
  return { ...rig, bot };
};
const command = (words: string) =>
  slashCommand({
    command: "/whats-next",
    text: words,
    trigger_id: rig.slack.newTrigger(),
    response_url: rig.slack.newResponseUrl("CGENERAL"),
  });
const titles = () => rig.slack.messages.map((message) => readMessage(message).text.split("\n")[0]);

describe("a Socket Mode connection", () => {
  it.each(["warning", "refresh_requested", "link_disabled"] as const)(
    "that Slack closes with %s is opened again at once",
    async (reason) => {
      const { socket } = await start();
      socket.disconnect(reason);
      const from = performance.now();
      await until(() => socket.state.connections === 2 && socket.openConnections() === 1);
      expect(performance.now() - from).toBeLessThan(1_000);
      await personAt(rig).slash("/whats-next", "1");
      expect(titles()).toEqual(["Answer 1"]);
    },
  );

  it("that breaks loses no command that Slack delivers again, and answers none twice", async () => {
    const { socket, slack, bot } = await start();
    const count = 60;
    for (let number = 1; number <= count; number++) {
      if (number % 20 === 5) socket.state.deafOnce = true;
      socket.deliver("slash_commands", command(String(number)));
      if (number % 20 === 7) socket.cut();
      if (number % 20 === 14) socket.disconnect("refresh_requested");
      await wait(number % 3);
    }
    await until(() => slack.messages.length >= count && socket.unacknowledged().length === 0, 10_000);
    await wait(200);
    expect(new Set(titles()).size).toBe(count);
    expect(slack.messages).toHaveLength(count);
    expect(bot.asked).toHaveLength(count);
    expect(socket.state.connections).toBeGreaterThanOrEqual(6);
  });

  it("is tried again, ever more slowly, while Slack does not open one", async () => {
    const { slack, socket } = await start();
    slack.failNext(
      "apps.connections.open",
      { status: 500, body: "" },
      { error: "internal_error" },
      { status: 200, body: "<html>" },
    );
    socket.cut();
    await until(() => socket.openConnections() === 1 && socket.state.connections === 2, 6_000);
    expect(slack.callsTo("apps.connections.open")).toHaveLength(5);
    await personAt(rig).slash("/whats-next", "1");
    expect(titles()).toEqual(["Answer 1"]);
  });

  it("is not opened again after a stop", async () => {
    const { socket, adapter } = await start();
    await adapter.stop();
    await wait(200);
    expect(socket.openConnections()).toBe(0);
    expect(socket.state.connections).toBe(1);
  });

  it("is not tried again after a stop in between two attempts", async () => {
    const { socket, slack, adapter } = await start();
    slack.failNext("apps.connections.open", { status: 500, body: "" });
    socket.cut();
    await until(() => slack.callsTo("apps.connections.open").length === 2);
    await wait(50);
    await adapter.stop();
    await wait(1_300);
    expect(slack.callsTo("apps.connections.open")).toHaveLength(2);
  });

  it("waits exactly as long as Slack asks to, and after other failures about a second", async () => {
    const { socket, slack } = await start();
    slack.failNext("apps.connections.open", { retryAfter: 2 }, { error: "service_unavailable" });
    socket.cut();
    await until(() => socket.state.connections === 2, 6_000);
    const at = slack.callsTo("apps.connections.open").map((call) => call.at);
    const waits = at.slice(2).map((time, index) => time - (at[index + 1] ?? 0));
    expect(waits[0]).toBeGreaterThan(1_950);
    expect(waits[0]).toBeLessThan(2_500);
    expect(waits[1]).toBeGreaterThan(900);
    expect(waits[1]).toBeLessThan(2_000);
  });

  it("that Slack refuses since the app has too many is told of, and opened ever more slowly", async () => {
    const { socket, slack } = await start();
    slack.failNext("apps.connections.open", ...Array.from({ length: 2 }, () => ({ error: "too_many_websockets" })));
    socket.cut();
    await until(() => socket.state.connections === 2, 8_000);
    const at = slack.callsTo("apps.connections.open").map((call) => call.at);
    expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThan(900);
    expect((at[3] ?? 0) - (at[2] ?? 0)).toBeGreaterThan(1_400);
    const told = rig.logged.filter(({ message }) => message.includes("too_many_websockets"));
    expect(told).toEqual([
      expect.objectContaining({ level: "warn", message: expect.stringContaining("Stop other copies of the bot") }),
    ]);
  });

  it("that Slack closes since the app has too many is not opened again at once", async () => {
    const { socket, adapter } = await start();
    socket.disconnect("too_many_websockets");
    await until(() => socket.openConnections() === 0);
    await wait(1_500);
    expect(socket.state.connections).toBe(1);
    expect(adapter.away?.()).toContain("Stop other copies of the bot");
    expect(rig.logged.filter(({ message }) => message.includes("too_many_websockets"))).toHaveLength(1);
    await until(() => socket.state.connections === 2, 6_000);
  });

  it("whose token Slack takes no more ends with what to do", async () => {
    const { socket, slack, adapter } = await start();
    slack.failNext("apps.connections.open", { error: "invalid_auth" });
    socket.cut();
    await until(() => rig.fatal.length > 0);
    expect(rig.fatal).toEqual([expect.stringMatching(/rejects SLACK_APP_TOKEN: invalid_auth/)]);
    expect(adapter.connected?.()).toBe(false);
    await wait(1_500);
    expect(slack.callsTo("apps.connections.open")).toHaveLength(2);
  });
});
