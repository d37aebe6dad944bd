import { openSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openLog, withoutTokens } from "../../../src/app/log/log.ts";

/** Made up, in the forms that the platforms give them. */
const SECRETS: readonly [string, string, string][] = [
  ["a bot token of Slack", "token xoxb-1111-2222-abcdefGHIJ", "xoxb-1111-2222-abcdefGHIJ"],
  ["a rotating token of Slack", "xoxe.xoxb-1-abcdefghijkl", "xoxb-1-abcdefghijkl"],
  ["an app-level token", '"xapp-1-A01-22-abcdef"', "xapp-1-A01-22-abcdef"],
  ["a workflow token", "xwfp-abcdef123456", "xwfp-abcdef123456"],
  ["a hook of Slack", "POST https://hooks.example/services/T01/B02/abcdefghijkl", "T01/B02/abcdefghijkl"],
  ["an answer's address", "https://hooks.example/commands/T01/123/abcdefghijkl", "abcdefghijkl"],
  ["a workflow's address", "https://hooks.example/triggers/T01/123/abcdefghijkl", "abcdefghijkl"],
  ["a socket's address", "wss://wss.example/link/?ticket=abc-def-ghi&app_id=1", "abc-def-ghi"],
  [
    "a bot token of Discord",
    "MTEyMjMzNDQ1NTY2Nzc4ODk5.GabcDe.abcdefghijklmnopqrstuvwxyz0123456789",
    "abcdefghijklmnopqrstuvwxyz",
  ],
  ["a webhook of Discord", "/api/webhooks/112233445566778899/abcdefghijklmnop/messages", "abcdefghijklmnop"],
  ["an interaction of Discord", "/interactions/112233445566778899/aW50ZXJhY3Rpb246/callback", "aW50ZXJhY3Rpb246"],
  ["a header", "authorization: bearer abcdefghijklmnop", "abcdefghijklmnop"],
  ["a basic header", "Authorization: Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA"],
  ["a database's password", "postgres://nutgraf:hush-hush@db.example/nutgraf", "hush-hush"],
  ["a password with other marks in it", "postgres://nutgraf:hu:sh@hush@db.example/nutgraf", "hu:sh@hush"],
  ["a password without a name", "redis://:hush-hush@db.example", "hush-hush"],
];

describe("the log", () => {
  test.each(SECRETS)("does not hold %s", (_, line, secret) => {
    expect(line).toContain(secret);
    expect(withoutTokens(line)).not.toContain(secret);
    expect(withoutTokens(line)).toContain("[token]");
  });

  test("keeps what helps", () => {
    const line =
      "content/briefings/rail-strike.md:14:3 “stops at noon” reference 1a2b3c4d T0123 https://example.org/a/b?c=d";
    expect(withoutTokens(line)).toBe(line);
    const frames =
      '"stack":"Error: no\\n    at act (file:///app/commands/briefing-schedule.ts:45:19)\\n    at /app/node_modules/@slack/bolt/dist/App.js:7:1"';
    expect(withoutTokens(frames)).toBe(frames);
  });

  test("ends nothing where it cannot be written, as to a terminal that was closed", () => {
    const log = openLog("info", openSync(import.meta.filename, "r"));
    expect(() => log.info({}, "stopping")).not.toThrow();
  });
});
