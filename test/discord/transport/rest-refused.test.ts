import { expect, test } from "vitest";
import { toChatError } from "../../../src/discord/transport/errors.ts";
import { openRest } from "../../../src/discord/transport/rest.ts";
import { TOKEN } from "../../fakes/discord/payloads.ts";
import { openDiscord } from "../../fakes/discord/server.ts";

test("a thousand refused requests stop all others until the ten minutes are over: ten thousand would ban the address", async () => {
  const server = await openDiscord();
  const warnings: object[] = [];
  let now = Date.now();
  const log = { info() {}, warn: (facts: object) => void warnings.push(facts), error() {} };
  const send = openRest({ token: TOKEN, apiUrl: server.url, log, now: () => now });
  const call = () => send({ method: "PATCH", route: "/webhooks/1/token/messages/@original", auth: false });
  server.fail(/^PATCH/, { status: 403, json: { code: 50001, message: "Missing Access" } }, 5_000);
  const troubles: string[] = [];
  for (let asked = 0; asked < 1_010; asked++) await call().catch((error) => troubles.push(toChatError(error).trouble));
  expect(server.requests).toHaveLength(1_000);
  expect(new Set(troubles.slice(0, 1_000))).toEqual(new Set(["needs-invite"]));
  expect(new Set(troubles.slice(1_000))).toEqual(new Set(["busy"]));
  expect(warnings).toMatchObject([
    { count: 500, stopped: false },
    { count: 1_000, stopped: true },
  ]);
  now += 10 * 60_000;
  await call().catch(() => {});
  expect(server.requests).toHaveLength(1_001);
  await server.close();
});

test("a token that is not accepted is used no more, and that is told once", async () => {
  const server = await openDiscord();
  let told = 0;
  const log = { info() {}, warn() {}, error() {} };
  const onRejected = () => void told++;
  const send = openRest({ token: "wrong", apiUrl: server.url, log, now: Date.now, onRejected });
  const calls = [
    { method: "GET", route: "/gateway/bot" },
    { method: "GET", route: "/gateway/bot" },
    { method: "PATCH", route: "/webhooks/1/token/messages/@original", auth: false },
  ] as const;
  for (const call of calls) await expect(send(call)).rejects.toThrow();
  expect(server.requests).toHaveLength(1);
  expect(told).toBe(1);
  await server.close();
});
