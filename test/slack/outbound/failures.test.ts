import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Ask } from "#chat";
import { BOT_TOKEN, CHANNEL, type Failure, type Message, TEAM } from "../../fakes/slack/api.ts";
import { type Person, personAt } from "../../fakes/slack/person.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { type HttpRig, openHttpRig, until } from "../../fakes/slack/rig.ts";
import { SIGNING_SECRET } from "../../fakes/slack/sign.ts";
import { longReply, scriptedBot } from "../../fixtures/content/replies.ts";
import { smallBot } from "../small-bot.ts";

const PLACE = { platform: "slack", tenant: TEAM, id: CHANNEL };
const HTML: Failure = { status: 200, body: "<html>Sorry</html>" };

let rig: HttpRig;
let ada: Person;
const start = async (bot = smallBot().bot) => {
  rig = await openHttpRig(bot);
  ada = personAt(rig);
  return rig.slack;
};
const nth = (index: number): Promise<Message> => until(() => rig.slack.messages[index]);
const logged = () => JSON.stringify(rig.logged);
afterEach(async () => {
  await rig.stop();
  for (const secret of [BOT_TOKEN, SIGNING_SECRET, "/response/"]) expect(logged()).not.toContain(secret);
});

describe("an answer that does not get through", () => {
  it.each<[string, Failure]>([
    ["expired", { status: 404, body: "expired_url" }],
    ["out of order", { status: 500, body: "<html>oops</html>" }],
    ["too busy", { retryAfter: 30 }],
    ["silent", { lost: true }],
  ])("by an address that is %s goes to the asker in the channel", async (_, failure) => {
    const slack = await start();
    slack.failNext("response_url", failure);
    await ada.slash("/whats-next", "harbour");
    const answer = await until(() => slack.messages.find(({ user }) => user === "UADA"));
    expect(answer).toMatchObject({ channel: CHANNEL, ephemeral: true });
    expect(readMessage(answer).text).toContain("Talks begin");
    expect(rig.logged.some(({ details }) => "ask" in details)).toBe(true);
  });

  it("waits once where the way round is busy", async () => {
    const slack = await start();
    slack.failNext("response_url", { status: 404, body: "expired_url" });
    slack.failNext("chat.postEphemeral", { retryAfter: 1 });
    await ada.slash("/whats-next", "harbour");
    expect(readMessage(await nth(0)).text).toContain("Talks begin");
    expect(slack.callsTo("chat.postEphemeral")).toHaveLength(2);
  });

  it.each<[string, Failure]>([
    ["out of order", { status: 503, body: "" }],
    ["silent", { lost: true }],
    ["busy without saying for how long", { error: "ratelimited" }],
  ])("is tried again where the way round is %s: twice is better than not at all", async (_, failure) => {
    const slack = await start();
    slack.failNext("response_url", { status: 404, body: "expired_url" });
    slack.failNext("chat.postEphemeral", failure);
    await ada.slash("/whats-next", "harbour");
    await until(() => slack.callsTo("chat.postEphemeral").length === 2);
    const answer = await until(() => slack.messages.at(-1));
    expect(answer).toMatchObject({ ephemeral: true, channel: CHANNEL });
    expect(readMessage(answer).text).toContain("Talks begin");
  });

  it.each<[string, Failure[]]>([
    ["out of order twice", [{ status: 500, body: "" }, HTML]],
    ["busy for long", [{ retryAfter: 60 }]],
    ["closed", [{ error: "is_archived" }]],
  ])("goes to a direct message where the way round is %s", async (_, failures) => {
    const slack = await start();
    slack.failNext("response_url", { status: 500, body: "" });
    slack.failNext("chat.postEphemeral", ...failures);
    await ada.slash("/whats-next", "harbour");
    const answer = await nth(0);
    expect(answer).toMatchObject({ channel: "UADA" });
    expect(readMessage(answer).text).toContain("Talks begin");
  });

  it("goes to a direct message where the bot is not in the channel", async () => {
    const slack = await start();
    slack.channels.set(CHANNEL, { is_member: false });
    slack.failNext("response_url", { status: 404, body: "expired_url" });
    await ada.slash("/whats-next", "harbour");
    expect(await nth(0)).toMatchObject({ channel: "UADA" });
  });

  it("is made half as long where Slack finds it too long all the same", async () => {
    const slack = await start(scriptedBot(() => longReply(300)));
    slack.settings.blocksTooLong = 6_000;
    await ada.slash("/whats-next", "harbour");
    const answer = await nth(0);
    expect(JSON.stringify(answer.blocks).length).toBeLessThanOrEqual(5_000);
    await rig.adapter.post(PLACE, longReply(300), "long-1");
    expect(JSON.stringify((await nth(1)).blocks).length).toBeLessThanOrEqual(5_000);
    await ada.mention("whats-next harbour");
    expect(JSON.stringify((await nth(2)).blocks).length).toBeLessThanOrEqual(5_000);
  });

  it("is logged with the ask's reference where nothing works", async () => {
    const slack = await start();
    slack.failNext("response_url", { status: 500, body: "" });
    slack.failNext("chat.postEphemeral", { status: 500, body: "" }, { status: 500, body: "" });
    slack.failNext("chat.postMessage", { status: 500, body: "" });
    await ada.slash("/whats-next", "harbour", { trigger_id: "the-reference" });
    await until(() => rig.logged.some(({ level }) => level === "error"));
    expect(rig.logged.find(({ level }) => level === "error")?.details).toMatchObject({ ask: "the-reference" });
  });
});

describe("an answer in a thread", () => {
  it("waits as long as Slack asks to, once", async () => {
    const slack = await start();
    slack.failNext("chat.postMessage", { retryAfter: 1 });
    const from = performance.now();
    await ada.mention("whats-next harbour");
    expect(await nth(0)).toMatchObject({ channel: CHANNEL, thread_ts: expect.any(String) });
    expect(performance.now() - from).toBeGreaterThan(950);
    expect(slack.callsTo("chat.postMessage")).toHaveLength(2);
  });

  it.each(["restricted_action_thread_only_channel", "is_archived"])(
    "that %s forbids is shown to the asker",
    async (error) => {
      const slack = await start();
      slack.failNext("chat.postMessage", { error });
      await ada.mention("whats-next harbour");
      expect(await nth(0)).toMatchObject({ ephemeral: true, user: "UADA" });
    },
  );

  it("is not repeated where it may be there already", async () => {
    const slack = await start();
    slack.failNext("chat.postMessage", { lost: true });
    await ada.mention("whats-next harbour");
    await until(() => slack.messages.length > 1);
    await wait(50);
    expect(slack.messages.map(({ ephemeral }) => ephemeral)).toEqual([undefined, true]);
  });

  it.each<[string, Failure]>([
    ["HTTP 500", { status: 500, body: "oops" }],
    ["internal_error", { error: "internal_error" }],
    ["a broken connection", { lost: true }],
  ])("that may be there already after %s is told of", async (_, failure) => {
    const slack = await start();
    slack.failNext("chat.postMessage", failure);
    await ada.mention("whats-next harbour");
    const told = await until(() => slack.messages.find(({ ephemeral }) => ephemeral));
    expect(told).toMatchObject({ user: "UADA", channel: CHANNEL });
    expect(readMessage(told).text).toContain("may already be in the thread");
    expect(slack.callsTo("chat.postMessage")).toHaveLength(1);
  });

  it.each([1, 2])(
    "that follows a progress message is tried again, then shown to the asker: %d failures",
    async (count) => {
      const small = smallBot().bot;
      const slack = await start({ ...small, answer: (ask) => wait(900).then(() => small.answer(ask)) });
      slack.failNext("chat.update", ...Array.from({ length: count }, () => ({ status: 500, body: "" })));
      await ada.mention("whats-next harbour");
      const answer = await until(() => slack.messages.find(({ blocks }) => blocks));
      expect(readMessage(answer).text).toContain("Talks begin");
      expect(answer.ephemeral).toBe(count === 2 ? true : undefined);
      expect(slack.callsTo("chat.postMessage")).toHaveLength(1);
    },
  );

  it("is announced while Slack is slow to tell who reads along", async () => {
    const slack = await start();
    slack.failNext("conversations.info", { slowMs: 1_200 });
    await ada.mention("whats-next harbour");
    expect((await nth(0)).text).toBe("Looking…");
    await until(() => slack.messages[0]?.blocks);
  });

  it("follows the progress message in its place", async () => {
    const small = smallBot().bot;
    const slack = await start({ ...small, answer: (ask) => wait(1_000).then(() => small.answer(ask)) });
    await ada.mention("whats-next harbour");
    expect((await nth(0)).text).toBe("Looking…");
    await until(() => slack.messages[0]?.blocks);
    expect(slack.messages).toHaveLength(1);
    expect(slack.faults).toEqual([]);
  });
});

describe("the App Home", () => {
  it.each<[string, Failure]>([
    ["busy", { retryAfter: 1 }],
    ["out of order", { status: 500, body: "" }],
  ])("is filled at the second try where Slack is %s", async (_, failure) => {
    const slack = await start();
    slack.failNext("views.publish", failure);
    await ada.openHome();
    expect(readMessage(await until(() => slack.views.get("home-UADA"))).text).toContain("Harbour strike");
    expect(slack.callsTo("views.publish")).toHaveLength(2);
  });
});

describe("a stop", () => {
  const slow = async (ms: number) => {
    const small = smallBot().bot;
    return start({ ...small, answer: (ask) => wait(ms).then(() => small.answer(ask)) });
  };

  it("lets what was asked before it be answered, and takes nothing new", async () => {
    const slack = await slow(500);
    await ada.slash("/whats-next", "harbour");
    await ada.mention("whats-next harbour");
    await rig.adapter.stop();
    expect(slack.messages.map(({ ephemeral }) => ephemeral ?? false).sort()).toEqual([false, true]);
    await expect(ada.slash("/whats-next", "harbour")).rejects.toThrow("HTTP 503");
  });

  it("does not wait for ever", { timeout: 15_000 }, async () => {
    await slow(8_000);
    await ada.slash("/whats-next", "harbour");
    const from = performance.now();
    await rig.adapter.stop();
    expect(performance.now() - from).toBeGreaterThan(4_500);
    expect(performance.now() - from).toBeLessThan(6_500);
  });
});

describe("a form whose answer does not get through", () => {
  it.each<[string, Failure[], boolean]>([
    ["busy", [{ retryAfter: 1 }], false],
    ["out of order", [{ status: 500, body: "" }], false],
    ["out of order twice", [{ status: 500, body: "" }, HTML], true],
    ["busy for long", [{ retryAfter: 60 }], true],
  ])("where Slack is %s is answered all the same", async (_, failures, isMessage) => {
    const small = smallBot().bot;
    const later = (ask: Ask) => wait(ask.options?.topic ? 1_600 : 0).then(() => small.answer(ask));
    const slack = await start({ ...small, answer: later });
    await ada.slash("/whats-next");
    await ada.press(await nth(0), "Choose a story…");
    const [viewId = ""] = await until(() => slack.views.size > 0 && [...slack.views.keys()]);
    slack.failNext("views.update", ...failures);
    await ada.submit(viewId, { topic: "harbour-strike" });
    const shown = () => (isMessage ? slack.messages[1] : slack.views.get(viewId)) ?? {};
    await until(() => readMessage(shown()).text.includes("Talks begin"));
    expect(slack.messages).toHaveLength(isMessage ? 2 : 1);
  });
});

describe("a dialog that does not open", () => {
  it.each(["expired_trigger_id", "exchanged_trigger_id"])("because of %s is shown as a message", async (error) => {
    const slack = await start();
    await ada.slash("/whats-next", "harbour");
    const answer = await nth(0);
    slack.failNext("views.open", { error });
    await ada.press(answer, "See quotes");
    expect(readMessage(await nth(1)).text).toContain("“talks begin on Monday”");
  });

  it("because Slack fails is told to the asker", async () => {
    const slack = await start();
    await ada.slash("/whats-next", "harbour");
    slack.failNext("views.open", { status: 500, body: "" });
    await ada.press(await nth(0), "See quotes");
    expect(readMessage(await nth(1)).text).toContain("The dialog could not be opened");
  });

  it("in time says that it is on its way, within the trigger's life", async () => {
    const slow = smallBot().bot;
    const slack = await start({
      ...slow,
      async answer(ask) {
        if (ask.command === "sources") await wait(1_200);
        return slow.answer(ask);
      },
    });
    await ada.slash("/whats-next", "harbour");
    await ada.press(await nth(0), "See quotes");
    await until(() => slack.callsTo("views.open").length > 0);
    const view = await until(() =>
      [...slack.views.values()].find((view) => readMessage(view).text.includes("talks begin")),
    );
    expect(slack.callsTo("views.open")).toHaveLength(1);
    expect(view).toMatchObject({ type: "modal" });
  });
});

describe("a post", () => {
  it("in a thread goes to the thread of its channel", async () => {
    const slack = await start();
    await rig.adapter.post({ ...PLACE, id: "1700000000.000042", parent: CHANNEL }, longReply(2), "key-1");
    expect(slack.messages).toMatchObject([{ channel: CHANNEL, thread_ts: "1700000000.000042" }]);
  });

  it("carries its key, and unfolds no links", async () => {
    const slack = await start();
    await rig.adapter.post(PLACE, longReply(2), "key-1");
    const metadata = { event_type: "nutgraf_delivery", event_payload: { key: "key-1" } };
    expect(slack.messages).toMatchObject([{ metadata, unfurl_links: "false", unfurl_media: "false" }]);
  });
});

/** Slack's own words with a status that they rarely come with. */
function ownWord(status: number, error: string): Failure {
  return { status, body: JSON.stringify({ ok: false, error }), type: "application/json" };
}

describe("a post that fails", () => {
  it.each<[string, Failure, string]>([
    ["429", { retryAfter: 30 }, "busy"],
    ["ratelimited", { error: "ratelimited" }, "busy"],
    ["is_archived", { error: "is_archived" }, "gone"],
    ["channel_not_found", { error: "channel_not_found" }, "needs-invite"],
    ["not_in_channel", { error: "not_in_channel" }, "needs-invite"],
    ["restricted_action_read_only_channel", { error: "restricted_action_read_only_channel" }, "forbidden"],
    ["ekm_access_denied", { error: "ekm_access_denied" }, "forbidden"],
    ["missing_scope", { error: "missing_scope", more: { needed: "chat:write" } }, "forbidden"],
    ["token_revoked", { error: "token_revoked" }, "tenant-gone"],
    ["account_inactive", { error: "account_inactive" }, "tenant-gone"],
    ["invalid_auth", { error: "invalid_auth" }, "busy"],
    ["token_expired", { error: "token_expired" }, "busy"],
    ["team_not_found", { error: "team_not_found" }, "tenant-gone"],
    ["is_archived and HTTP 403", ownWord(403, "is_archived"), "gone"],
    ["not_in_channel and HTTP 404", ownWord(404, "not_in_channel"), "needs-invite"],
    ["internal_error and HTTP 503", ownWord(503, "internal_error"), "unknown-outcome"],
    ["org_login_required", { error: "org_login_required" }, "busy"],
    ["fatal_error", { error: "fatal_error" }, "unknown-outcome"],
    ["internal_error", { error: "internal_error" }, "unknown-outcome"],
    ["HTTP 500", { status: 500, body: "oops" }, "unknown-outcome"],
    ["HTML", HTML, "unknown-outcome"],
    ["nothing", { status: 200, body: "" }, "unknown-outcome"],
    ["a lost answer", { lost: true }, "unknown-outcome"],
    ["invalid_blocks", { error: "invalid_blocks" }, "our-bug"],
    ["metadata_too_large", { error: "metadata_too_large" }, "our-bug"],
    ["a code that nobody knows", { error: "flux_capacitor" }, "our-bug"],
  ])("with %s", async (_, failure, trouble) => {
    const slack = await start();
    slack.failNext("chat.postMessage", failure);
    await expect(rig.adapter.post(PLACE, longReply(2), "key-1")).rejects.toMatchObject({ name: "ChatError", trouble });
    expect(slack.callsTo("chat.postMessage")).toHaveLength(1);
  });

  it("names the missing scope and the step", async () => {
    const slack = await start();
    slack.scopes.delete("chat:write");
    await expect(rig.adapter.post(PLACE, longReply(2), "key-1")).rejects.toThrow(/chat:write.*reinstall the app/);
  });

  it.each<[string, Failure, object]>([
    ["a limit that says for how long", { retryAfter: 30 }, { retryAfterMs: 30_000, general: undefined }],
    ["a limit that does not", { error: "ratelimited" }, { retryAfterMs: undefined, general: undefined }],
    ["a limit of no time", { retryAfter: 0 }, { retryAfterMs: undefined, general: undefined }],
    ["service_unavailable", { error: "service_unavailable" }, { retryAfterMs: undefined, general: undefined }],
    ["a limit of all channels", { error: "message_limit_exceeded" }, { retryAfterMs: 60_000, general: true }],
  ])("with %s waits so long, or as the caller sees fit", async (_, failure, waits) => {
    const slack = await start();
    slack.failNext("chat.postMessage", failure);
    const error: unknown = await rig.adapter.post(PLACE, longReply(2), "key-1").catch((error: unknown) => error);
    expect(error).toMatchObject({ trouble: "busy" });
    expect({ retryAfterMs: undefined, general: undefined, ...(error as object) }).toMatchObject(waits);
  });

  it.each(["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"])(
    "with %s ends all that is asked with the token, with what to do",
    async (error) => {
      const slack = await start();
      slack.failNext("chat.postMessage", { error });
      await expect(rig.adapter.post(PLACE, longReply(2), "key-1")).rejects.toMatchObject({ name: "ChatError" });
      expect(rig.fatal).toEqual([expect.stringMatching(new RegExp(`SLACK_BOT_TOKEN: ${error}.*[Cc]opy`))]);
      await expect(rig.adapter.post(PLACE, longReply(2), "key-2")).rejects.toMatchObject({ trouble: "busy" });
      expect(slack.callsTo("chat.postMessage")).toHaveLength(1);
      expect(await rig.adapter.about({ id: "UADA" }, PLACE)).toMatchObject({ unsure: { trouble: "busy" } });
    },
  );

  it("waits as long as told in a storm, each time", async () => {
    const slack = await start();
    slack.failNext("chat.postMessage", ...Array.from({ length: 20 }, () => ({ retryAfter: 2 })));
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => rig.adapter.post(PLACE, longReply(2), `key-${index}`)),
    );
    for (const result of results)
      expect(result).toMatchObject({ status: "rejected", reason: { trouble: "busy", retryAfterMs: 2_000 } });
    expect(slack.callsTo("chat.postMessage")).toHaveLength(20);
    await rig.adapter.post(PLACE, longReply(2), "key-20");
  });

  it("is given up after twelve seconds of silence", { timeout: 20_000 }, async () => {
    const slack = await start();
    slack.failNext("chat.postMessage", { hang: true });
    const from = performance.now();
    await expect(rig.adapter.post(PLACE, longReply(2), "key-1")).rejects.toMatchObject({ trouble: "unknown-outcome" });
    expect(performance.now() - from).toBeGreaterThan(11_000);
    expect(performance.now() - from).toBeLessThan(15_000);
  });
});

describe("settling a post whose outcome is unknown", () => {
  const settle = (agoMs: number, key = "key-1") => rig.adapter.settle(PLACE, longReply(2), key, Date.now() - agoMs);

  it("finds it by its key where the history may be read", async () => {
    const slack = await start();
    slack.scopes.add("channels:history");
    slack.failNext("chat.postMessage", { lost: true });
    await expect(rig.adapter.post(PLACE, longReply(2), "key-1")).rejects.toMatchObject({ trouble: "unknown-outcome" });
    const [{ ts } = { ts: "" }] = slack.messages;
    expect(await settle(0)).toEqual({ message: `${CHANNEL}/${ts}`, atMs: Math.round(Number(ts) * 1_000) });
    await expect(settle(0, "key-2")).rejects.toMatchObject({ trouble: "busy" });
    expect(await settle(61_000, "key-2")).toBe("cannot-tell");
  });

  it.each(["missing_scope", "not_in_channel", "channel_not_found", "no_permission"])(
    "cannot tell where it may not: %s",
    async (error) => {
      const slack = await start();
      slack.scopes.add("channels:history");
      slack.failNext("conversations.history", { error });
      expect(await settle(0)).toBe("cannot-tell");
    },
  );

  it.each<[string, Failure]>([
    ["asks to wait", { retryAfter: 9 }],
    ["fails", { status: 500, body: "" }],
    ["is not reached", { status: 503, body: "" }],
    ["says nothing", { lost: true }],
  ])("is put off for a quarter of an hour while Slack %s", async (_, failure) => {
    const slack = await start();
    slack.failNext("conversations.history", failure, failure);
    const waits = "retryAfter" in failure ? { retryAfterMs: 9_000 } : {};
    await expect(settle(14 * 60_000)).rejects.toMatchObject({ trouble: "busy", ...waits });
    expect(await settle(15 * 60_000)).toBe("cannot-tell");
  });
});

describe("what Slack tells of a person and a channel", () => {
  it("is passed on, and nothing is allowed on a guess", async () => {
    const slack = await start();
    slack.users.set("UADA", { tz: "Europe/London", is_admin: false });
    slack.users.set("UGUEST", { tz: "Asia/Tokyo", is_restricted: true });
    const { about } = rig.adapter;
    expect(await about({ id: "UADA" }, PLACE)).toMatchObject({
      zone: "Europe/London",
      maySchedule: true,
      botMayPost: true,
    });
    expect(await about({ id: "UGUEST" }, PLACE)).toMatchObject({ zone: "Asia/Tokyo", maySchedule: false });
    for (const id of ["D0ADA", "UADA"])
      expect(await about({ id: "UADA" }, { ...PLACE, id })).toMatchObject({ botMayPost: true });
    expect(await about({ id: "UNOBODY" }, { ...PLACE, id: "CELSEWHERE" })).toEqual({
      maySchedule: false,
      notYet: expect.stringContaining("invite it first"),
      botMayPost: false,
      outsiders: true,
    });
  });
});
