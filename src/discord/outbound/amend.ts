import { type RESTPatchAPIChannelMessageJSONBody, Routes } from "discord-api-types/v10";
import { type Amended, ChatError, type Place } from "#chat";
import type { DiscordMessage } from "../render/message.ts";
import {
  discordCode,
  isRefusedForm,
  isRefusedWords,
  MEANINGS,
  toChatError,
  UNKNOWN_CHANNEL,
  UNKNOWN_MESSAGE,
} from "../transport/errors.ts";
import type { Post, PostTools } from "./post.ts";

/**
 * Replaces a message of ours. If Discord refuses its words, it is sent without links; if it refuses its form, as plain
 * text, which is how it was posted if it was refused then too.
 * @throws ChatError
 */
export async function amendMessage(place: Place, message: string, post: Post, tools: PostTools): Promise<Amended> {
  const { send, directs, log } = tools;
  const doubted = [place.id, message].find((id) => !/^\d+$/.test(id));
  try {
    if (doubted !== undefined) throw new ChatError("our-bug", `“${doubted}” is not an id of Discord's`);
    const route = Routes.channelMessage(place.person ? await directs.channelFor(place.id) : place.id, message);
    const edit = (body: DiscordMessage) =>
      send({ method: "PATCH", route, body: body satisfies RESTPatchAPIChannelMessageJSONBody });
    try {
      await edit(post.message());
    } catch (error) {
      const how = isRefusedForm(error) ? "as plain text" : isRefusedWords(error) ? "without links" : undefined;
      if (how === undefined) throw error;
      log.error({ place, message, code: discordCode(error) }, `amending ${how}: ${toChatError(error).message}`);
      await edit(how === "as plain text" ? post.plain() : post.unlinked());
    }
    return { outcome: "amended" };
  } catch (error) {
    const code = discordCode(error);
    if (code === UNKNOWN_MESSAGE || code === UNKNOWN_CHANNEL) return { outcome: "gone" };
    const closed = code !== undefined && CLOSED.has(code) ? MEANINGS.get(code) : undefined;
    if (closed) return { outcome: "cannot", why: closed.words };
    throw tools.explain(toChatError(error), place, code);
  }
}

/** A thread that is archived or locked, or somebody else's message. */
const CLOSED: ReadonlySet<number> = new Set([50005, 50083, 160005]);
