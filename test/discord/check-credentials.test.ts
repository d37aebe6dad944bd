import { afterEach, beforeEach, expect, test } from "vitest";
import { checkDiscord } from "../../src/discord/check-credentials.ts";
import { APPLICATION, TOKEN } from "../fakes/discord/payloads.ts";
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
  const log = { info() {}, warn() {}, error() {} };
  const found = await checkDiscord({
    token: TOKEN,
    applicationId: APPLICATION,
    apiUrl: server.url,
    log,
    now: Date.now,
    ...given,
  });
  expect(found).toEqual({ ok, what: expect.stringContaining(what) });
});
