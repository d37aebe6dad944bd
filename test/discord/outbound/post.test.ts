import { afterEach, describe, expect, it } from "vitest";
import { ChatError, type ChatTrouble } from "#chat";
import type { DiscordOptions } from "#discord";
import { MEANINGS } from "../../../src/discord/transport/errors.ts";
import { isObject } from "../../fakes/discord/limits.ts";
import { CHANNEL, commandInteraction, MEMBER, SERVER } from "../../fakes/discord/payloads.ts";
import { openScene, serverOf } from "../../fakes/discord/scene.ts";
import type { Failure, DiscordServer as Platform } from "../../fakes/discord/server.ts";
import { answered, cite, line, note, scriptedBot } from "../../fixtures/content/replies.ts";

const REPLY = answered([{ kind: "lines", lines: [line("The harbour stays closed.", [1])] }], [note(1)]);
const PLACE = { platform: "discord", tenant: SERVER, id: CHANNEL };
const POST = /^POST \/channels\//;

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function start(options: Partial<DiscordOptions> = {}, permissions?: string) {
  const scene = await openScene(
    scriptedBot(() => REPLY),
    options,
    { servers: [serverOf(SERVER, permissions)] },
  );
  stop = scene.stop;
  return { ...scene, posts: () => scene.server.arrived.filter(({ kind }) => kind === "post") };
}

async function refused(work: Promise<unknown>): Promise<ChatError> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof ChatError)) throw new Error("it was not refused");
  return error;
}

describe("a post", () => {
  it("carries a nonce of its key, so that Discord makes it once", async () => {
    const { adapter, posts } = await start();
    const first = await adapter.post(PLACE, REPLY, "delivery-1");
    const again = await adapter.post(PLACE, REPLY, "delivery-1");
    expect(again).toEqual(first);
    expect(first.url).toMatch(new RegExp(`/channels/${SERVER}/${CHANNEL}/${first.message}$`));
    await adapter.post(PLACE, REPLY, "delivery-2");
    const nonces = posts().map(({ message }) => (isObject(message) ? String(message.nonce) : ""));
    expect(nonces.map((nonce) => nonce.length)).toEqual([24, 24]);
    expect(new Set(nonces).size).toBe(2);
  });

  const CODES = [
    [10003, 404, "gone"],
    [10004, 404, "tenant-gone"],
    [10008, 404, "gone"],
    [10015, 404, "gone"],
    [10062, 404, "gone"],
    [20016, 429, "busy"],
    [20022, 429, "busy"],
    [20028, 429, "busy"],
    [20029, 429, "busy"],
    [30046, 429, "busy"],
    [40004, 403, "busy"],
    [40005, 413, "our-bug"],
    [40058, 400, "forbidden"],
    [40060, 400, "our-bug"],
    [40062, 429, "busy"],
    [40067, 400, "forbidden"],
    [40094, 400, "gone"],
    [40333, 403, "our-bug"],
    [50001, 403, "needs-invite"],
    [50005, 403, "forbidden"],
    [50006, 400, "our-bug"],
    [50007, 403, "forbidden"],
    [50008, 400, "forbidden"],
    [50013, 403, "forbidden"],
    [50024, 400, "forbidden"],
    [50035, 400, "our-bug"],
    [50083, 400, "forbidden"],
    [50109, 400, "our-bug"],
    [50278, 403, "forbidden"],
    [130000, 503, "unknown-outcome"],
    [160005, 400, "forbidden"],
    [200000, 400, "forbidden"],
    [200001, 400, "forbidden"],
    [240000, 400, "forbidden"],
  ] as const satisfies readonly (readonly [number, number, ChatTrouble])[];

  it("is refused by every code in words of what to do, and not repeated", async () => {
    const { adapter, server } = await start();
    expect(CODES.map(([code]) => code)).toEqual([...MEANINGS.keys()]);
    const seen: [number, number, string][] = [];
    for (const [code, status] of CODES) {
      const forms = [40005, 50006, 50035, 50109, 200000, 200001, 240000].includes(code) ? 2 : 1;
      const headers = { "retry-after": "3", "x-ratelimit-scope": "shared" };
      const before = server.requests.length;
      server.fail(
        POST,
        { status, json: { code, message: "Refused", retry_after: 3 }, ...(status === 429 && { headers }) },
        forms,
      );
      const error = await refused(adapter.post(PLACE, REPLY, `code-${code}`));
      seen.push([code, status, error.trouble]);
      expect(error.message).not.toBe("");
      expect(server.requests.length - before).toBe(forms);
      if (error.trouble === "busy") expect(error.retryAfterMs).toBe(3_000);
    }
    expect(seen).toEqual(CODES);
  });

  const OWN_503 = { status: 503, json: { message: "API resource is currently overloaded", code: 130000 } };

  it.each([
    { name: "500", failure: { status: 500 }, trouble: "unknown-outcome" },
    { name: "500 in HTML", failure: { status: 500, text: "<html>oops</html>" }, trouble: "unknown-outcome" },
    { name: "503 in Discord's own words", failure: OWN_503, trouble: "unknown-outcome" },
    { name: "200 in HTML", failure: { status: 200, text: "<html>portal</html>" }, trouble: "unknown-outcome" },
    { name: "200 with nothing of a message", failure: { status: 200, json: {} }, trouble: "unknown-outcome" },
    { name: "403 without a code", failure: { status: 403, json: { message: "no" } }, trouble: "busy" },
    { name: "403 with code 0", failure: { status: 403, json: { message: "no", code: 0 } }, trouble: "forbidden" },
    { name: "404 with an unknown code", failure: { status: 404, json: { code: 10999 } }, trouble: "gone" },
    { name: "404 of an address", failure: { status: 404, json: { message: "404", code: 0 } }, trouble: "our-bug" },
    { name: "a broken connection", failure: "broken", trouble: "unknown-outcome" },
    { name: "400 with null", failure: { status: 400, json: null }, trouble: "busy" },
  ] satisfies { name: string; failure: Failure; trouble: ChatTrouble }[])(
    "answered by $name is $trouble",
    async ({ failure, trouble }) => {
      const { adapter, server } = await start();
      server.fail(POST, failure);
      expect((await refused(adapter.post(PLACE, REPLY, "key"))).trouble).toBe(trouble);
      await adapter.post(PLACE, REPLY, "after");
    },
  );

  const LIMIT = { message: "You are being rate limited.", retry_after: 64.57, global: false };
  const EVERYTHING = { ...LIMIT, global: true };

  type Limit = { readonly name: string; readonly headers: Readonly<Record<string, string>>; json: object; all?: true };
  it.each<Limit>([
    { name: "in a header", headers: { "retry-after": "64.57", "x-ratelimit-scope": "user" }, json: LIMIT },
    { name: "in the body alone", headers: {}, json: LIMIT },
    {
      name: "in a header of all",
      headers: { "retry-after": "64.57", "x-ratelimit-global": "true" },
      json: LIMIT,
      all: true,
    },
    { name: "of all in a header and the body", headers: { "retry-after": "64.57" }, json: EVERYTHING, all: true },
    { name: "of all in the body alone", headers: {}, json: EVERYTHING, all: true },
  ])("waits as long as Discord says $name", async ({ headers, json, all }) => {
    const { adapter, server } = await start();
    server.fail(POST, { status: 429, headers, json });
    const error = await refused(adapter.post(PLACE, REPLY, "key"));
    expect(error).toMatchObject({ trouble: "busy", retryAfterMs: 64_570 });
    expect(error.general).toBe(all);
    const before = server.requests.length;
    const elsewhere = { ...PLACE, id: "645027906669510668" };
    const next = await adapter.post(elsewhere, REPLY, "other").catch((error: unknown) => error);
    if (!all) return expect(next).not.toBeInstanceOf(ChatError);
    expect(next).toMatchObject({ trouble: "busy", general: true });
    expect(server.requests).toHaveLength(before);
  });

  it("is not tried again at once where Discord does not say for how long", async () => {
    const { adapter, server } = await start();
    server.fail(POST, { status: 429, json: { message: "limited", code: 0 } });
    server.fail(POST, { status: 403, json: { message: "off", code: 40004 } });
    for (const key of ["limited", "switched off"]) {
      const error = await refused(adapter.post(PLACE, REPLY, key));
      expect(error).toMatchObject({ trouble: "busy" });
      expect(error.retryAfterMs).toBeUndefined();
    }
  });

  it("stops all others while everything from here is turned away, also answers to people", async () => {
    let now = Date.now();
    const { adapter, server } = await start({ now: () => now });
    server.fail(POST, { status: 429, text: "<html>error code: 1015</html>", headers: { "retry-after": "60" } });
    await refused(adapter.post(PLACE, REPLY, "key"));
    const before = server.requests.length;
    server.interact(commandInteraction("whats-next", { topic: "harbour" }));
    now += 20_000;
    const told = await refused(adapter.post(PLACE, REPLY, "other"));
    expect(told).toMatchObject({ trouble: "busy", retryAfterMs: 40_000, general: true });
    expect(server.requests).toHaveLength(before);
    now += 40_000;
    await adapter.post(PLACE, REPLY, "then");
  });

  it("is not held up for hours where the clock is set back meanwhile", async () => {
    let now = Date.now();
    const { adapter, server } = await start({ now: () => now });
    server.fail(POST, { status: 429, text: "<html>error code: 1015</html>", headers: { "retry-after": "60" } });
    await refused(adapter.post(PLACE, REPLY, "key"));
    now -= 2 * 3_600_000;
    await adapter.post(PLACE, REPLY, "then");
  });

  it("is not sent at all while its bucket is empty", async () => {
    const { adapter, server } = await start();
    const headers = {
      "x-ratelimit-limit": "5",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset-after": "4.0",
      "x-ratelimit-bucket": "abc",
    };
    server.fail(POST, { status: 200, json: { id: "1" }, headers }, 2);
    await adapter.post(PLACE, REPLY, "one");
    await adapter.post(PLACE, REPLY, "last");
    const before = server.requests.length;
    const { trouble, retryAfterMs = 0 } = await refused(adapter.post(PLACE, REPLY, "next"));
    expect(trouble).toBe("busy");
    expect(retryAfterMs).toBeGreaterThan(3_000);
    expect(server.requests).toHaveLength(before);
  });

  it("names the permission that is missing", async () => {
    const { adapter, server } = await start({}, String(1n << 10n));
    server.fail(POST, { status: 403, json: { code: 50013, message: "Missing Permissions" } });
    expect((await refused(adapter.post(PLACE, REPLY, "key"))).message).toBe(
      "the bot lacks “Send Messages” in this channel (50013)",
    );
  });

  it("to what is no channel is not sent", async () => {
    const { adapter } = await start();
    expect(await refused(adapter.post({ ...PLACE, id: "../users/@me" }, REPLY, "key"))).toMatchObject({
      trouble: "gone",
    });
  });

  it("with a token that is no longer accepted ends it all, once", async () => {
    const { adapter, server, fatal } = await start();
    server.fail(POST, { status: 401, json: { message: "401: Unauthorized", code: 0 } });
    expect(await refused(adapter.post(PLACE, REPLY, "key"))).toMatchObject({ trouble: "busy" });
    const before = server.requests.length;
    expect(await refused(adapter.post(PLACE, REPLY, "key"))).toMatchObject({ trouble: "busy" });
    expect(server.requests).toHaveLength(before);
    expect(fatal).toEqual(["Discord no longer accepts DISCORD_TOKEN: copy the bot's token again and restart the bot"]);
  });

  it("keeps its token where a proxy and not Discord says 401", async () => {
    const { adapter, server, fatal } = await start();
    server.fail(POST, { status: 401, text: "<html>log in to the network</html>" });
    await refused(adapter.post(PLACE, REPLY, "key"));
    await adapter.post(PLACE, REPLY, "key");
    expect(fatal).toEqual([]);
  });
});

describe("a post whose words Discord refuses", () => {
  const linked = answered(
    [{ kind: "lines", lines: [line("The harbour stays closed.", [cite(1, { url: "https://example.org/harbour" })])] }],
    [note(1)],
  );

  it.each([200000, 200001, 240000])("with %i is sent once more without its links", async (code) => {
    const { adapter, server, posts } = await start();
    server.fail(POST, { status: 400, json: { code, message: "Blocked" } });
    await adapter.post(PLACE, linked, "key");
    expect(posts()).toHaveLength(1);
    expect(JSON.stringify(posts())).toContain("The harbour stays closed.");
    expect(JSON.stringify(posts())).not.toContain("example.org");
    expect(server.requests.filter(({ path }) => path.endsWith("/messages"))).toHaveLength(2);
    expect(server.illegal).toEqual([]);
  });
});

describe("a direct message", () => {
  const PERSON = { platform: "discord", tenant: SERVER, id: MEMBER, person: true };
  const opened = (server: { requests: readonly { path: string }[] }) =>
    server.requests.filter(({ path }) => path === "/users/@me/channels");

  it("opens its channel when it is first needed, and once", async () => {
    let now = Date.now();
    const { adapter, server, posts } = await start({ now: () => now });
    server.members.set(MEMBER, {});
    expect(opened(server)).toEqual([]);
    const [first] = await Promise.all([
      adapter.post(PERSON, REPLY, "notice-1"),
      adapter.post(PERSON, REPLY, "notice-2"),
    ]);
    now += 23 * 60 * 60_000;
    await adapter.post(PERSON, REPLY, "notice-3");
    expect(opened(server)).toHaveLength(1);
    const channel = server.directs.get(MEMBER);
    expect(posts().map(({ channel }) => channel)).toEqual([channel, channel, channel]);
    expect(first.url).toMatch(new RegExp(`/channels/@me/${channel}/${first.message}$`));
    now += 2 * 60 * 60_000;
    await adapter.post(PERSON, REPLY, "notice-4");
    expect(opened(server)).toHaveLength(2);
    expect(server.illegal).toEqual([]);
  });

  it("goes to a new channel where the one that was remembered is gone, once", async () => {
    const { adapter, server, posts } = await start();
    server.members.set(MEMBER, {});
    await adapter.post(PERSON, REPLY, "notice-1");
    const gone = { status: 404, json: { code: 10003, message: "Unknown Channel" } };
    server.fail(POST, gone);
    await adapter.post(PERSON, REPLY, "notice-2");
    expect(posts()).toHaveLength(2);
    server.fail(POST, gone, 5);
    expect(await refused(adapter.post(PERSON, REPLY, "notice-3"))).toMatchObject({ trouble: "gone" });
    expect(opened(server)).toHaveLength(3);
  });

  it.each([
    { name: "a stranger", code: 50007, set: (_: Platform): void => {} },
    {
      name: "someone who takes none",
      code: 50007,
      set: (server: Platform): void => {
        server.members.set(MEMBER, {});
        server.takesNoDirects.add(MEMBER);
      },
    },
    {
      name: "someone who shares no server by now",
      code: 50278,
      set: (server: Platform): void => void server.directs.set(MEMBER, "1181234567890123999"),
      fail: { status: 200, json: { id: "1181234567890123999" } },
    },
  ])("to $name is refused, and not tried again", async ({ code, set, fail }) => {
    const { adapter, server, posts } = await start();
    set(server);
    if (fail) server.fail(/^POST \/users/, fail);
    const error = await refused(adapter.post(PERSON, REPLY, "notice-1"));
    expect(error).toMatchObject({ trouble: "forbidden", message: expect.stringContaining(String(code)) });
    expect(posts()).toEqual([]);
    expect(opened(server)).toHaveLength(1);
  });

  it("waits where too many are opened, and goes on after a lost answer", async () => {
    const { adapter, server, posts } = await start();
    server.members.set(MEMBER, {});
    server.fail(/^POST \/users/, {
      status: 429,
      headers: { "retry-after": "600", "x-ratelimit-scope": "user" },
      json: { message: "You are opening direct messages too fast.", retry_after: 600, global: false, code: 40003 },
    });
    expect(await refused(adapter.post(PERSON, REPLY, "notice-1"))).toMatchObject({
      trouble: "busy",
      retryAfterMs: 600_000,
    });
    expect(posts()).toEqual([]);
    const other = await start();
    other.server.members.set(MEMBER, {});
    other.server.fail(/^POST \/users/, { status: 500, done: true });
    await other.adapter.post(PERSON, REPLY, "notice-1");
    expect(other.posts()).toHaveLength(1);
  });

  it("to what is nobody is not sent", async () => {
    const { adapter, server } = await start();
    expect(await refused(adapter.post({ ...PERSON, id: "@me" }, REPLY, "notice"))).toMatchObject({ trouble: "gone" });
    expect(opened(server)).toEqual([]);
  });
});

describe("an unknown outcome", () => {
  it("is settled by the same nonce: the message that was made, or one now", async () => {
    const { adapter, server, posts } = await start();
    const now = performance.timeOrigin + performance.now();
    server.fail(POST, { status: 500, done: true });
    await refused(adapter.post(PLACE, REPLY, "made"));
    expect(await adapter.settle(PLACE, REPLY, "made", now)).toMatchObject({ message: expect.stringMatching(/^\d+$/) });
    server.fail(POST, "broken");
    await refused(adapter.post(PLACE, REPLY, "lost"));
    await adapter.settle(PLACE, REPLY, "lost", now);
    expect(posts()).toHaveLength(2);
  });

  it("is asked for again for a minute, and cannot be told then", async () => {
    let now = Date.now();
    const { adapter, server, posts } = await start({ now: () => now });
    const first = now;
    const settle = () => adapter.settle(PLACE, REPLY, "key", first);
    server.fail(POST, "broken", 3);
    await refused(adapter.post(PLACE, REPLY, "key"));
    const again = await refused(settle());
    expect([again.trouble, again.retryAfterMs]).toEqual(["busy", undefined]);
    now += 59_000;
    expect(await refused(settle())).toMatchObject({ trouble: "busy" });
    expect(await settle()).toMatchObject({ message: expect.stringMatching(/^\d+$/) });
    now += 2_000;
    expect(await settle()).toBe("cannot-tell");
    expect(posts()).toHaveLength(1);
  });

  it("cannot be told where the minute ends while it is asked for, or the clock was set", async () => {
    let now = Date.now();
    const { adapter, server, posts } = await start({ now: () => now });
    const first = now;
    server.fail(POST, { status: 500, lateMs: 300 });
    const settling = adapter.settle(PLACE, REPLY, "key", first);
    now += 60_001;
    expect(await settling).toBe("cannot-tell");
    now = first - 3_600_000;
    expect(await adapter.settle(PLACE, REPLY, "key", first)).toBe("cannot-tell");
    expect(posts()).toEqual([]);
  });

  it("is told where Discord refuses the second", async () => {
    const { adapter, server, posts } = await start();
    server.fail(POST, { status: 404, json: { code: 10003, message: "Unknown Channel" } });
    expect(await refused(adapter.settle(PLACE, REPLY, "gone", Date.now()))).toMatchObject({ trouble: "gone" });
    expect(posts()).toEqual([]);
  });
});
