import { createHash } from "node:crypto";
import { messageLink } from "discord.js";
import { type RESTPostAPIChannelMessageJSONBody, Routes } from "discord-api-types/v10";
import { ChatError, type Place, type Posted } from "#chat";
import { discordCode, isRefusedForm, toChatError } from "./errors.ts";
import { NONCE } from "./limits.ts";
import type { Log } from "./log.ts";
import type { DiscordMessage } from "./render.ts";
import type { Rendered } from "./responses.ts";
import type { Send } from "./rest.ts";

export type PostTools = {
  readonly send: Send;
  readonly log: Log;
  /** What is known of a place beyond an error's own words: a server that is left, a permission that is missing. */
  readonly explain: (error: ChatError, place: Place, code: number | undefined) => ChatError;
};

/** Posts a message that Discord makes once for a key, however often it is asked within a few minutes. Throws ChatError. */
export async function postOnce(place: Place, rendered: Rendered, key: string, tools: PostTools): Promise<Posted> {
  const { send, log, explain } = tools;
  const create = (message: DiscordMessage) => {
    const body: RESTPostAPIChannelMessageJSONBody = { ...message, nonce: nonceOf(key), enforce_nonce: true };
    return send({ method: "POST", route: Routes.channelMessages(place.id), body });
  };
  try {
    if (!/^\d+$/.test(place.id)) throw new ChatError("gone", `“${place.id}” is no channel of Discord`);
    try {
      return postedIn(place, await create(rendered.message()));
    } catch (error) {
      if (!isRefusedForm(error)) throw error;
      log.error(
        { key, place, code: discordCode(error) },
        `a post is sent again as plain text: ${toChatError(error).message}`,
      );
      return postedIn(place, await create(rendered.plain()));
    }
  } catch (error) {
    throw explain(toChatError(error), place, discordCode(error));
  }
}

/** A few characters that stand for a key, the same each time. */
function nonceOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, NONCE);
}

function postedIn(place: Place, answer: unknown): Posted {
  const id = typeof answer === "object" && answer !== null && "id" in answer ? answer.id : undefined;
  if (typeof id !== "string") throw new ChatError("unknown-outcome", "Discord did not say what became of the message");
  const url = place.tenant === "" ? messageLink(place.id, id) : messageLink(place.id, id, place.tenant);
  return { message: id, url };
}
