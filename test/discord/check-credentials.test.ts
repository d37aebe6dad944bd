import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { checkDiscord } from "../../src/discord/check-credentials.ts";
import { APPLICATION, TOKEN } from "../fakes/discord/payloads.ts";
import { serverOf } from "../fakes/discord/scene.ts";
import { type DiscordServer, type Failure, openDiscord } from "../fakes/discord/server.ts";

let server: DiscordServer;
beforeEach(async () => {
  server = await openDiscord();
});
afterEach(() => server.close());

const html: Failure = { status: 502, text: "<html>bad gateway</html>" };

test.each([
  { name: "right credentials", ok: true, what: "Discord accepts DISCORD_TOKEN: the application is “Nutgraf”" },
  { name: "a wrong token", given: { token: "wrong" }, ok: false, what: "Discord does not accept DISCORD_TOKEN" },
  { name: "another's id", given: { applicationId: "1" }, ok: false, what: `whose application is ${APPLICATION}` },
  {
    name: "a bad day",
    failure: html,
    ok: false,
    what: "DISCORD_TOKEN could not be checked with Discord: Discord cannot be reached (something else answered, with HTTP 502)",
  },
])("$name: $what", async ({ given = {}, failure, ok, what }) => {
  if (failure) server.fail(/applications/, failure);
  const [first, ...others] = await found(server, given);
  expect(first).toEqual({ ok, what: expect.stringContaining(what) });
  // What it may do is asked only with credentials that are right.
  expect(others).toEqual(ok ? [{ ok: true, toLookAt: true, what: "The bot is in no Discord server yet" }] : []);
});

const NAMES = { "View Channel": 1n << 10n, "Send Messages": 1n << 11n, "Send Messages in Threads": 1n << 38n };
/** Every set of them, and whatever else the bot may do. */
const HELD = [0, 1, 2, 3, 4, 5, 6, 7].map((which) => Object.keys(NAMES).filter((_, index) => which & (1 << index)));
const bits = (held: readonly string[]) =>
  held.reduce((all, name) => all | (NAMES[name as keyof typeof NAMES] ?? 0n), 1n << 31n);

test("names what the bot lacks, server by server", async () => {
  const servers = HELD.map((held, index) => ({
    ...serverOf(String(100 + index), String(bits(held))),
    name: `S${index}`,
  }));
  const admin = { ...serverOf("200", String(1n << 3n)), name: "Run by it" };
  const lacking = HELD.flatMap((held, index) => {
    const missing = Object.keys(NAMES).filter((name) => !held.includes(name));
    const it = missing.length === 1 ? "it" : "them";
    return missing.length === 0
      ? []
      : [
          expect.stringContaining(
            `In the Discord server “S${index}” the bot lacks ${missing.join(", ")}: allow ${it} `,
          ),
        ];
  });
  const [, ...told] = await found(await openWith([...servers, admin]));
  expect(told.map(({ what }) => what)).toEqual(lacking);
  expect(told.every(({ ok, toLookAt }) => ok && toLookAt)).toBe(true);
});

test("looks at every server, names some, and counts the others", async () => {
  const many = Array.from({ length: 450 }, (_, index) =>
    serverOf(String(1_000 + index), index < 425 ? "1024" : undefined),
  );
  const [, ...told] = await found(await openWith(many));
  expect(told).toHaveLength(11);
  expect(told.at(-1)?.what).toBe("The bot lacks permissions in 415 more Discord servers");
});

test.each([
  [1, "The bot may post in its server"],
  [2, "The bot may post in its 2 servers"],
])("says that all is well in %i", async (count, what) => {
  const servers = Array.from({ length: count }, (_, index) => serverOf(String(100 + index)));
  expect((await found(await openWith(servers))).slice(1)).toEqual([{ ok: true, what }]);
});

test("a server's name moves no cursor, and a bad day is told", async () => {
  const one = await openWith([{ ...serverOf("100", "0"), name: "New\u001b[2Js\u202eroom" }]);
  const [, told] = await found(one);
  expect(told?.what).toContain("“New [2Jsroom”");
  one.fail(/guilds/, html);
  expect((await found(one)).slice(1)).toEqual([
    {
      ok: true,
      toLookAt: true,
      what: expect.stringMatching(/^The bot's permissions could not be checked with Discord: /),
    },
  ]);
});

async function openWith(servers: readonly object[]): Promise<DiscordServer> {
  const opened = await openDiscord({ servers });
  onTestFinished(() => opened.close());
  return opened;
}

async function found({ url: apiUrl }: DiscordServer, given: Partial<Parameters<typeof checkDiscord>[0]> = {}) {
  const log = { info() {}, warn() {}, error() {} };
  return checkDiscord({ token: TOKEN, applicationId: APPLICATION, apiUrl, log, now: Date.now, ...given });
}
