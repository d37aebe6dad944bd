import { App } from "@slack/bolt";
import { expect, onTestFinished, test } from "vitest";
import { socketReceiver } from "../../../src/slack/transport/socket-receiver.ts";
import { APP_TOKEN, BOT_TOKEN, openFakeSlack } from "../../fakes/slack/api.ts";
import { until } from "../../fakes/slack/rig.ts";
import { openFakeSocket } from "../../fakes/slack/socket.ts";

const SILENT = { info() {}, warn() {}, error() {} };

async function opened() {
  const [slack, socket] = await Promise.all([openFakeSlack(), openFakeSocket()]);
  slack.settings.socketUrl = socket.url;
  let at = 1_000_000;
  const receiver = socketReceiver({ appToken: APP_TOKEN, apiUrl: slack.apiUrl, log: SILENT, now: () => at });
  const authorize = async () => ({ botToken: BOT_TOKEN, botId: "B1", botUserId: "U1" });
  new App({ receiver, authorize, clientOptions: { slackApiUrl: slack.apiUrl } });
  onTestFinished(async () => {
    await receiver.stop();
    await socket.close();
    await slack.close();
  });
  await receiver.start(0);
  return { receiver, socket, skip: (ms: number) => (at += ms) };
}

test("a connection that is open and carries nothing is told from one that is alive, by its answers and its envelopes", async () => {
  const { receiver, socket, skip } = await opened();
  expect(receiver.pulse()).toEqual({ answeredMsAgo: 0 });
  skip(59_000);
  expect([receiver.connected(), receiver.pulse()]).toEqual([true, { answeredMsAgo: 59_000 }]);
  skip(1_000);
  expect(receiver.connected()).toBe(false);
  expect(receiver.away()).toBe("its connection is open, but nothing has come on it for 60 s");
  // An answer to a ping is enough.
  socket.pong();
  await until(() => receiver.connected());
  expect([receiver.pulse(), receiver.away()]).toEqual([{ answeredMsAgo: 0 }, undefined]);
  socket.deliver("events_api", { event: { type: "app_home_opened" } });
  await until(() => receiver.pulse()?.heardMsAgo === 0);
  skip(5_000);
  socket.pong();
  await until(() => receiver.pulse()?.answeredMsAgo === 0);
  expect(receiver.pulse()).toEqual({ answeredMsAgo: 0, heardMsAgo: 5_000 });
});

test("another connection's answers count for nothing", async () => {
  const { receiver, skip } = await opened();
  skip(60_000);
  const other = await opened();
  other.socket.pong();
  await until(() => other.receiver.connected());
  expect(receiver.connected()).toBe(false);
});

test("what is not connected has no pulse", async () => {
  const { receiver, socket } = await opened();
  await socket.close();
  await until(() => receiver.pulse() === undefined);
});
