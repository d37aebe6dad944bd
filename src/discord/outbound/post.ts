import { createHash } from "node:crypto";
import { messageLink, SnowflakeUtil } from "discord.js";
import { type RESTPostAPIChannelMessageJSONBody, Routes } from "discord-api-types/v10";
import { ChatError, type Place, type Posted } from "#chat";
import { NONCE } from "../render/limits.ts";
import type { DiscordMessage } from "../render/message.ts";
import { discordCode, isRefusedForm, isRefusedWords, toChatError, UNKNOWN_CHANNEL } from "../transport/errors.ts";
import type { Log } from "../transport/log.ts";
import type { Send } from "../transport/rest.ts";
import type { DirectChannels } from "./direct-channels.ts";
import type { Rendered } from "./interaction-response.ts";

/** A message, and replacements in case Discord refuses its form or a link in it. */
export type Post = Rendered & {
  unlinked(): DiscordMessage;
  /** The id of the message it replies to. */
  readonly replyTo?: string;
};

export type PostTools = {
  readonly send: Send;
  readonly directs: DirectChannels;
  readonly log: Log;
  /** Adds what is known of a place to an error: that the bot left the server, or which permission is missing. */
  readonly explain: (error: ChatError, place: Place, code: number | undefined) => ChatError;
};

/**
 * Posts a message that Discord creates once per key, even if it is sent again within a few minutes.
 * @throws ChatError
 */
export async function postOnce(place: Place, post: Post, key: string, tools: PostTools): Promise<Posted> {
  try {
    if (!/^\d+$/.test(place.id)) throw new ChatError("gone", `“${place.id}” is not a Discord channel`);
    return place.person ? await tellPerson(place, post, key, tools) : await postIn(place, post, key, tools);
  } catch (error) {
    throw tools.explain(toChatError(error), place, discordCode(error));
  }
}

/** Sends a direct message; if the remembered channel is gone, in a new one. */
async function tellPerson({ platform, id }: Place, post: Post, key: string, tools: PostTools): Promise<Posted> {
  const tell = async () => postIn({ platform, tenant: "", id: await tools.directs.channelFor(id) }, post, key, tools);
  try {
    return await tell();
  } catch (error) {
    if (discordCode(error) !== UNKNOWN_CHANNEL) throw error;
    tools.directs.forget(id);
    return tell();
  }
}

/** If Discord refuses a message's form or words, sends it again in a plainer form. */
async function postIn(place: Place, post: Post, key: string, { send, log }: PostTools): Promise<Posted> {
  let { replyTo } = post;
  const create = async (message: DiscordMessage): Promise<Posted> => {
    const reference = replyTo !== undefined && {
      message_reference: { message_id: replyTo, fail_if_not_exists: false },
      allowed_mentions: { ...message.allowed_mentions, replied_user: false },
    };
    const body: RESTPostAPIChannelMessageJSONBody = {
      ...{ ...message, ...reference },
      ...{ nonce: nonceOf(key), enforce_nonce: true },
    };
    try {
      return postedIn(place, await send({ method: "POST", route: Routes.channelMessages(place.id), body }));
    } catch (error) {
      if (replyTo === undefined || discordCode(error) !== MAY_NOT_REPLY) throw error;
      replyTo = undefined;
      return create(message);
    }
  };
  try {
    return await create(post.message());
  } catch (error) {
    const how = isRefusedForm(error) ? "as plain text" : isRefusedWords(error) ? "without links" : undefined;
    if (how === undefined) throw error;
    log.error({ key, place, code: discordCode(error) }, `sending a post again ${how}: ${toChatError(error).message}`);
    return create(how === "as plain text" ? post.plain() : post.unlinked());
  }
}

/** The bot may not read earlier messages. https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const MAY_NOT_REPLY = 160002;

/** A short hash of a key, the same each time. */
function nonceOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, NONCE);
}

function postedIn(place: Place, answer: unknown): Posted {
  const id = typeof answer === "object" && answer !== null && "id" in answer ? answer.id : undefined;
  if (typeof id !== "string") throw new ChatError("unknown-outcome", "Discord didn't confirm the message");
  const url = place.tenant === "" ? messageLink(place.id, id) : messageLink(place.id, id, place.tenant);
  return { message: id, url, ...(/^\d+$/.test(id) && { atMs: SnowflakeUtil.timestampFrom(id) }) };
}
