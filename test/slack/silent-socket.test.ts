import { describe, expect, it } from "vitest";
import { socketReceiver } from "../../src/slack/socket.ts";
import { APP_TOKEN, openFakeSlack } from "../fakes/slack/api.ts";
import { until } from "../fakes/slack/rig.ts";
import { openFakeSocket, openSilentSocket } from "../fakes/slack/socket.ts";

describe("a connection that is accepted and never opened", () => {
  const open = async () => {
    const slack = await openFakeSlack();
    const socket = await openFakeSocket();
    const silent = await openSilentSocket();
    const warned: string[] = [];
    const log = { info: () => {}, error: () => {}, warn: (_: object, words: string) => void warned.push(words) };
    const receiver = socketReceiver(APP_TOKEN, slack.apiUrl, log, 300);
    const closeAll = async () => {
      await receiver.stop();
      await Promise.all([slack.close(), socket.close(), silent.close()]);
    };
    return { slack, socket, silent, warned, receiver, closeAll };
  };

  it("ends a start with a sentence", async () => {
    const { slack, silent, receiver, closeAll } = await open();
    slack.settings.socketUrl = silent.url;
    await expect(receiver.start()).rejects.toThrow("no connection within 0.3 s");
    await until(() => silent.openConnections() === 0, 1_000);
    await closeAll();
  });

  it("is closed and tried again", async () => {
    const { slack, socket, silent, warned, receiver, closeAll } = await open();
    slack.settings.socketUrl = socket.url;
    await receiver.start();
    slack.settings.socketUrl = silent.url;
    socket.cut();
    await until(() => warned.some((words) => words.includes("no connection within 0.3 s")));
    await until(() => silent.openConnections() === 0, 900);
    slack.settings.socketUrl = socket.url;
    await until(() => socket.openConnections() === 1);
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
