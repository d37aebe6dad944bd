import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSlack, type SlackOptions } from "#slack";
import { checkSlack } from "../../../src/slack/check-credentials.ts";
import { manifest } from "../../../src/slack/manifest.ts";
import { APP_TOKEN, BOT_TOKEN, type FakeSlack, openFakeSlack } from "../../fakes/slack/api.ts";
import { EVENT_SCOPES, subscribedEvents } from "../../fakes/slack/person.ts";
import { SIGNING_SECRET } from "../../fakes/slack/sign.ts";
import { longReply, scriptedBot, specs } from "../../fixtures/content/replies.ts";

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

describe("a start", () => {
  let slack: FakeSlack;
  beforeEach(async () => {
    slack = await openFakeSlack();
  });
  afterEach(() => slack.close());

  const start = async (more: Partial<SlackOptions>) => {
    const options = { botToken: BOT_TOKEN, apiUrl: slack.apiUrl, log: SILENT, now: Date.now, ...more };
    const adapter = await openSlack(options);
    await adapter.start(scriptedBot(() => longReply(1)));
    return adapter;
  };

  it("with a token of an org-wide installation says where to install the app instead", async () => {
    slack.settings.me = { is_enterprise_install: true, team_id: "E0ORG", enterprise_id: "E0ORG" };
    const explained = /SLACK_BOT_TOKEN is of an org-wide installation .* Install the app in that workspace/;
    await expect(start({ signingSecret: SIGNING_SECRET })).rejects.toThrow(explained);
    expect(slack.callsTo("auth.test")).toHaveLength(1);
    const found = await checkSlack({ botToken: BOT_TOKEN, apiUrl: slack.apiUrl, log: SILENT, now: Date.now });
    expect(found).toEqual([{ ok: false, what: expect.stringMatching(explained) }]);
  });

  it.each<[string, Partial<SlackOptions>, RegExp]>([
    [
      "a wrong bot token",
      { botToken: "xoxb-wrong", signingSecret: SIGNING_SECRET },
      /SLACK_BOT_TOKEN: invalid_auth.*OAuth & Permissions/,
    ],
    [
      "an app token for a bot token",
      { botToken: APP_TOKEN, signingSecret: SIGNING_SECRET },
      /SLACK_BOT_TOKEN: not_allowed_token_type.*xoxb-/,
    ],
    ["a wrong app token", { appToken: "xapp-wrong" }, /SLACK_APP_TOKEN: invalid_auth.*connections:write/],
    ["a bot token for an app token", { appToken: BOT_TOKEN }, /SLACK_APP_TOKEN: not_allowed_token_type.*xapp-/],
  ])("with %s says what to do", async (_, options, message) => {
    await expect(start(options)).rejects.toThrow(message);
    const error = await start(options).catch(String);
    expect(error).not.toContain(BOT_TOKEN);
  });

  it.each(["token_revoked", "account_inactive", "token_expired"])(
    "with a token that Slack answers %s to says what to do",
    async (error) => {
      slack.failNext("auth.test", { error });
      await expect(start({ signingSecret: SIGNING_SECRET })).rejects.toThrow(
        new RegExp(`${error}.*(install the app|copy the)`, "i"),
      );
    },
  );

  it.each([
    { error: "internal_error" },
    { error: "service_unavailable" },
    { error: "ratelimited" },
    { error: "fatal_error" },
    { status: 503, body: "" },
    { retryAfter: 1 },
  ])("while Slack answers %j is tried again", async (failure) => {
    slack.failNext("auth.test", failure);
    await start({ signingSecret: SIGNING_SECRET });
    expect(slack.callsTo("auth.test")).toHaveLength(2);
  });

  it("goes on without Slack while it is unwell, says so, and connects when it is well", async () => {
    const failure = { error: "internal_error" };
    slack.failNext("auth.test", ...Array.from({ length: 4 }, () => failure));
    const warned: string[] = [];
    const log = { ...SILENT, warn: (_: object, message: string) => void warned.push(message) };
    const adapter = await start({ signingSecret: SIGNING_SECRET, log });
    expect(warned).toEqual([
      expect.stringMatching(/Slack is having problems: .*internal_error/),
      expect.stringMatching(/starting without it/),
    ]);
    expect(warned.join()).not.toMatch(/copy|xoxb/);
    expect([adapter.connected?.(), adapter.away?.()]).toEqual([false, warned[0]]);
    await expect.poll(() => adapter.connected?.(), { timeout: 10_000 }).toBe(true);
  });

  it("that never ends is given up by a stop", async () => {
    await slack.goAway();
    const adapter = await start({ signingSecret: SIGNING_SECRET });
    await adapter.stop();
    await slack.comeBack();
    await wait(3_000);
    expect(slack.calls).toEqual([]);
  });

  it("names the scopes that are missing, what they are for, and the step", async () => {
    slack.scopes.delete("im:history");
    const warned: string[] = [];
    const log = { ...SILENT, warn: (_: object, message: string) => void warned.push(message) };
    await start({ signingSecret: SIGNING_SECRET, log });
    expect(warned).toEqual([
      expect.stringMatching(/lacks im:history \(answering direct messages\)\. Add it .* reinstall the app/),
    ]);
  });

  it("without a network says what to check", async () => {
    await slack.goAway();
    const adapter = await start({ signingSecret: SIGNING_SECRET });
    expect(adapter.away?.()).toMatch(/cannot be reached \(ECONNREFUSED\).*SLACK_API_URL/);
    await adapter.stop();
    await slack.comeBack();
  });

  it.each<[string, Partial<SlackOptions>, object]>([
    ["the bot's", { signingSecret: SIGNING_SECRET }, { botToken: "xoxb-another" }],
    ["the app's", { appToken: APP_TOKEN }, { appToken: "xapp-another" }],
  ])("that turns out later to be with a wrong token of %s ends with what to do", async (_, options, wrong) => {
    await slack.goAway();
    const fatal: string[] = [];
    const adapter = await start({ ...options, onFatal: (sentence) => fatal.push(sentence) });
    Object.assign(slack.settings, wrong);
    await slack.comeBack();
    await expect.poll(() => fatal, { timeout: 10_000 }).toEqual([expect.stringMatching(/_TOKEN: invalid_auth/)]);
    expect([adapter.connected?.(), adapter.away?.()]).toEqual([false, fatal[0]]);
    await adapter.stop();
  });

  it("needs a signing secret or an app token", async () => {
    await expect(openSlack({ botToken: BOT_TOKEN, log: SILENT, now: Date.now })).rejects.toThrow(
      /SLACK_APP_TOKEN.*SLACK_SIGNING_SECRET/,
    );
  });
});

describe("a check of the log-in", () => {
  it("tells how each token is, without connecting", async () => {
    const slack = await openFakeSlack();
    const check = (more: Partial<SlackOptions>) =>
      checkSlack({
        commandPrefix: "acme",
        botToken: BOT_TOKEN,
        apiUrl: slack.apiUrl,
        log: SILENT,
        now: Date.now,
        ...more,
      });
    expect(await check({ appToken: APP_TOKEN })).toEqual([
      { ok: true, what: "Slack accepts SLACK_BOT_TOKEN, for the workspace Home" },
      { ok: true, what: "Slack accepts SLACK_APP_TOKEN: Socket Mode can connect" },
    ]);
    slack.failNext("apps.connections.open", { error: "too_many_websockets" });
    expect(await check({ appToken: APP_TOKEN })).toContainEqual({
      ok: false,
      what: expect.stringMatching(/too_many_websockets\).*Stop other copies of the bot/),
    });
    slack.failNext("auth.test", { error: "internal_error" });
    expect((await check({})).map(({ ok }) => ok)).toEqual([true]);
    slack.scopes.delete("users:read");
    const found = await check({ appToken: "xapp-wrong" });
    expect(found.filter(({ ok }) => !ok).map(({ what }) => what)).toEqual([
      expect.stringContaining("lacks users:read"),
      expect.stringContaining("Slack rejects SLACK_APP_TOKEN: invalid_auth"),
    ]);
    await slack.close();
  });
});

describe("the manifest", () => {
  const text = (options: Partial<Parameters<typeof manifest>[0]> = {}) =>
    JSON.stringify(manifest({ specs, ...options }));

  it("is for Socket Mode, or for HTTP where there is a public address", () => {
    expect(manifest({ specs })).toMatchObject({ settings: { socket_mode_enabled: true } });
    expect(text()).not.toContain("request_url");
    const http = manifest({ specs, publicUrl: "https://nutgraf.example" });
    expect(http).toMatchObject({
      features: {
        slash_commands: [
          { command: "/whats-next", url: "https://nutgraf.example/slack/events", should_escape: true },
          {},
        ],
      },
      settings: {
        socket_mode_enabled: false,
        event_subscriptions: { request_url: "https://nutgraf.example/slack/events" },
        interactivity: { is_enabled: true, request_url: "https://nutgraf.example/slack/events" },
      },
    });
  });

  it("asks for no more than each feature needs, and for history only when told", () => {
    expect(manifest({ specs })).toMatchObject({
      oauth_config: {
        scopes: {
          bot: [
            "commands",
            "chat:write",
            "app_mentions:read",
            "im:history",
            "mpim:history",
            "im:read",
            "mpim:read",
            "channels:read",
            "groups:read",
            "users:read",
          ],
        },
      },
    });
    expect(text({ readHistory: true })).toContain("channels:history");
  });

  it("subscribes to what its scopes let it hear, and nothing else", () => {
    const made = manifest({ specs });
    const { oauth_config } = made as { oauth_config: { scopes: { bot: string[] } } };
    const events = subscribedEvents(made);
    expect([...events].sort()).toEqual(Object.keys(EVENT_SCOPES).sort());
    for (const event of events)
      expect(oauth_config.scopes.bot).toEqual(expect.arrayContaining([...(EVENT_SCOPES[event] ?? [])]));
  });

  it("keeps Slack's limits, and says what to change where a prefix breaks them", () => {
    expect(text({ commandPrefix: "acme" })).toContain('"/acme-whats-next"');
    expect(() => text({ commandPrefix: "a-very-long-company-name-indeed" })).toThrow(/COMMAND_PREFIX/);
    expect(() => text({ commandPrefix: "Ä" })).toThrow(/COMMAND_PREFIX/);
  });
});
