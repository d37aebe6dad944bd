import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { socketReceiver } from "../../../src/slack/transport/socket-receiver.ts";
import { APP_TOKEN, openFakeSlack } from "../../fakes/slack/api.ts";
import { until } from "../../fakes/slack/rig.ts";
import { openFakeSocket, openSilentSocket } from "../../fakes/slack/socket.ts";

describe("a connection that is accepted and never opened", () => {
  const open = async () => {
    const slack = await openFakeSlack();
    const socket = await openFakeSocket();
    const silent = await openSilentSocket();
    const warned: string[] = [];
    const log = { info: () => {}, error: () => {}, warn: (_: object, words: string) => void warned.push(words) };
    let clock = 0;
    const now = () => clock;
    const receiver = socketReceiver({ appToken: APP_TOKEN, apiUrl: slack.apiUrl, log, now, attemptMs: 1_000 });
    const skip = (ms: number) => {
      clock += ms;
    };
    const closeAll = async () => {
      await receiver.stop();
      await Promise.all([slack.close(), socket.close(), silent.close()]);
    };
    return { slack, socket, silent, warned, receiver, skip, closeAll };
  };

  it("does not end a start: it is tried again, and told of", async () => {
    const { slack, socket, silent, warned, receiver, closeAll } = await open();
    slack.settings.socketUrl = silent.url;
    await receiver.start();
    expect(warned).toEqual([
      expect.stringMatching(/no connection within 1 s.*; starting without Slack, and trying again/),
    ]);
    expect(receiver.connected()).toBe(false);
    await until(() => silent.openConnections() === 0, 1_000);
    slack.settings.socketUrl = socket.url;
    await until(() => receiver.connected());
    expect(socket.openConnections()).toBe(1);
    await closeAll();
  });

  it("is tried again after a start while Slack is unwell, until a stop", async () => {
    const { slack, receiver, warned, closeAll } = await open();
    slack.failNext("apps.connections.open", { status: 503, body: "" }, { error: "internal_error" });
    slack.settings.socketUrl = "ws://127.0.0.1:9";
    await receiver.start();
    await until(() => slack.callsTo("apps.connections.open").length > 2);
    await receiver.stop();
    const calls = slack.callsTo("apps.connections.open").length;
    await wait(1_500);
    expect(slack.callsTo("apps.connections.open")).toHaveLength(calls);
    expect(warned.length).toBeGreaterThanOrEqual(2);
    await closeAll();
  });

  it("ends a start whose token is refused, with what to do", async () => {
    const { slack, receiver, closeAll } = await open();
    slack.failNext("apps.connections.open", { error: "invalid_auth" });
    await expect(receiver.start()).rejects.toThrow(/rejects SLACK_APP_TOKEN: invalid_auth\. Create an App-Level Token/);
    await wait(1_500);
    expect(slack.callsTo("apps.connections.open")).toHaveLength(1);
    await closeAll();
  });

  it("is told of by whoever asks, once it lasts longer than a moment", async () => {
    const { slack, socket, silent, receiver, skip, closeAll } = await open();
    expect(receiver.connected()).toBe(false);
    slack.settings.socketUrl = socket.url;
    await receiver.start();
    expect(receiver.connected()).toBe(true);
    slack.settings.socketUrl = silent.url;
    socket.cut();
    await until(() => silent.openConnections() === 1);
    skip(4_000);
    expect(receiver.connected()).toBe(true);
    skip(2_000);
    expect(receiver.connected()).toBe(false);
    slack.settings.socketUrl = socket.url;
    await until(() => receiver.connected());
    await closeAll();
  });

  it("is closed and tried again", async () => {
    const { slack, socket, silent, warned, receiver, closeAll } = await open();
    slack.settings.socketUrl = socket.url;
    await receiver.start();
    slack.settings.socketUrl = silent.url;
    socket.cut();
    await until(() => warned.some((words) => words.includes("no connection within 1 s")));
    await until(() => silent.openConnections() === 0, 2_000);
    slack.settings.socketUrl = socket.url;
    await until(() => socket.openConnections() === 1);
    await closeAll();
  });

  it("leaves none behind where Slack says too late where to connect", async () => {
    const { slack, socket, receiver, closeAll } = await open();
    slack.settings.socketUrl = socket.url;
    slack.failNext("apps.connections.open", { slowMs: 2_500 });
    await receiver.start();
    await until(() => receiver.connected(), 8_000);
    await wait(2_500);
    expect(socket.openConnections()).toBe(1);
    await receiver.stop();
    await until(() => socket.openConnections() === 0, 1_000);
    await closeAll();
  });

  it("does not hold up a stop", async () => {
    const { slack, socket, silent, receiver, closeAll } = await open();
    slack.settings.socketUrl = socket.url;
    await receiver.start();
    slack.settings.socketUrl = silent.url;
    socket.cut();
    await until(() => silent.openConnections() === 1);
    await receiver.stop();
    await until(() => silent.openConnections() === 0, 1_000);
    await closeAll();
  });
});
