import type { ChatTrouble } from "#chat";
import type { Harness, MakeHarness } from "../../contracts/adapter.ts";
import type { MakeTroubleHarness } from "../../contracts/trouble.ts";
import { CHANNEL, commandInteraction, MEMBER, messageOf, SERVER } from "./payloads.ts";
import { readMessage, wordsOf } from "./reading.ts";
import { openScene, until } from "./scene.ts";
import type { Failure } from "./server.ts";

/** Drives the adapter through discord.js and a Discord on this machine. */
export const makeDiscordHarness: MakeHarness = async (bot) => {
  const { adapter, server, stop } = await openScene(bot);
  let last = commandInteraction("nutgraf");
  return {
    adapter,
    place: { platform: "discord", tenant: SERVER, id: CHANNEL },
    asker: { id: MEMBER, name: "Mason" },
    async ask(command, topic) {
      last = commandInteraction(command, { topic });
      const known = server.interact(last);
      const { afterMs } = await until(() => known.ack);
      return { ackMs: afterMs };
    },
    async redeliver() {
      server.gateway.dispatch("INTERACTION_CREATE", last);
    },
    async echo() {
      server.gateway.dispatch("MESSAGE_CREATE", {
        ...messageOf(),
        content: "/whats-next harbour strike",
        guild_id: SERVER,
      });
    },
    refusePost(trouble, retryAfterMs) {
      for (const failure of refusal(trouble, retryAfterMs)) server.fail(POST, failure);
    },
    shown: () =>
      server.arrived.map(({ kind, channel, ephemeral, message, at, interaction }) => ({
        seenBy: ephemeral ? "asker" : "everyone",
        where: channel,
        isProgress: kind === "sign",
        text: wordsOf(message),
        live: readMessage(message)
          .live.filter(({ what }) => what !== "bold")
          .map(({ what, of }) => `${what} ${of}`),
        afterMs: at - (server.known.get(interaction ?? "")?.sentAt ?? at),
      })),
    illegal: () => server.illegal,
    stop,
  } satisfies Harness;
};

const POST = /^POST \/channels\//;

/** Drives the adapter while Discord, or the way to it, does not work. */
export const makeDiscordTrouble: MakeTroubleHarness = async (bot, { away }) => {
  const { adapter, server, logged, fatal, stop } = await openScene(bot, {}, { away });
  return {
    adapter,
    place: { platform: "discord", tenant: SERVER, id: CHANNEL },
    answerPost({ status, body, type, headers }) {
      server.fail(POST, { status, text: body, headers: { ...(type && { "content-type": type }), ...headers } });
    },
    losePost: (made) => server.fail(POST, made ? { status: 500, done: true } : "broken"),
    refuseToken: () => server.fail(POST, { status: 401, json: { message: "401: Unauthorized", code: 0 } }, 100),
    goAway: server.goAway,
    comeBack: server.comeBack,
    asked: () => server.requests.filter(({ method, path }) => POST.test(`${method} ${path}`)).length,
    made: () => server.arrived.filter(({ kind }) => kind === "post").length,
    fatal,
    warned: () => logged.flatMap(({ level, message }) => (level === "warn" ? [message] : [])),
    stop,
  };
};

/** How Discord refuses a post; what it refuses for its form it refuses in plain text too. */
function refusal(trouble: ChatTrouble, retryAfterMs: number): Failure[] {
  const refused = (status: number, code: number, message: string): Failure[] => [{ status, json: { code, message } }];
  switch (trouble) {
    case "busy": {
      const retry_after = retryAfterMs / 1_000;
      const headers = { "retry-after": String(retry_after), "x-ratelimit-scope": "shared" };
      return [
        { status: 429, headers, json: { message: "The resource is being rate limited.", retry_after, global: false } },
      ];
    }
    case "gone":
      return refused(404, 10003, "Unknown Channel");
    case "forbidden":
      return refused(403, 50013, "Missing Permissions");
    case "needs-invite":
      return refused(403, 50001, "Missing Access");
    case "tenant-gone":
      return refused(404, 10004, "Unknown Guild");
    case "unknown-outcome":
      return ["broken"];
    case "our-bug":
      return [...refused(400, 50035, "Invalid Form Body"), ...refused(400, 50035, "Invalid Form Body")];
  }
}
