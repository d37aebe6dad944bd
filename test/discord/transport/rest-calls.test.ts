import { expect, it, onTestFinished } from "vitest";
import { CHANNEL, commandInteraction, SERVER } from "../../fakes/discord/payloads.ts";
import { openScene, until } from "../../fakes/discord/scene.ts";
import { answered, line, note, scriptedBot } from "../../fixtures/content/replies.ts";

const REPLY = answered([{ kind: "lines", lines: [line("The harbour stays closed.", [1])] }], [note(1)]);
const PLACE = { platform: "discord", tenant: SERVER, id: CHANNEL };

async function start() {
  const told: string[] = [];
  const bot = scriptedBot(() => REPLY);
  const scene = await openScene(bot, { onCall: (call, result) => told.push(`${call} ${result}`) });
  onTestFinished(scene.stop);
  // Connecting takes calls of its own.
  told.length = 0;
  return { ...scene, told };
}

it.each([
  ["well", undefined, "ok"],
  ["with a refusal", { status: 403, json: { code: 50001, message: "Missing Access" } }, "needs-invite"],
  ["by a proxy", { status: 404, text: "<html>not here</html>" }, "busy"],
  ["by a gateway", { status: 503, text: "" }, "busy"],
  ["with a failure", { status: 500, json: { message: "oops" } }, "unknown-outcome"],
] as const)("a call that is answered %s is told of once", async (_, failure, result) => {
  const { adapter, server, told } = await start();
  if (failure) server.fail(/^POST \/channels\//, failure);
  await adapter.post(PLACE, REPLY, "delivery-1").catch(() => {});
  expect(told).toEqual([`POST channels ${result}`]);
});

it("an answer is told of without its token", async () => {
  const { server, told } = await start();
  const known = server.interact(commandInteraction("whats-next", { topic: "harbour" }));
  await until(() => known.ack && told.length > 0);
  for (const call of told) expect(call).toMatch(/^(?:POST interactions|(?:PATCH|POST) webhooks) ok$/);
});
