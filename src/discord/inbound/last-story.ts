import { Routes } from "discord-api-types/v10";
import { type Conversation, isRecord } from "#chat";
import { readCustomId } from "../render/custom-id.ts";
import { toChatError } from "../transport/errors.ts";
import type { Log } from "../transport/log.ts";
import type { Send } from "../transport/rest.ts";

/** At most this many messages of a conversation are read. */
const MOST_MESSAGES = 25;

/** A message that may continue a conversation, together with the message it replies to. */
export type Going = {
  readonly id: string;
  readonly channel: string;
  readonly answered?: unknown;
  /** Whether the whole channel is one conversation: a thread or a direct message. */
  readonly isOne: boolean;
};

/**
 * The conversation that a message continues: the message it replies to, or earlier ones. Undefined in an open channel.
 */
export function conversationOf(
  { id, channel, answered, isOne }: Going,
  { send, me, log }: { readonly send: Send; readonly me: () => string | undefined; readonly log: Log },
): Conversation | undefined {
  if (answered === undefined && !isOne) return undefined;
  return {
    async lastStory() {
      const own = me();
      const told = storyIn(answered, own);
      if (told !== undefined || !isOne) return told;
      try {
        const query = new URLSearchParams({ before: id, limit: String(MOST_MESSAGES) });
        const before = await send({ method: "GET", route: Routes.channelMessages(channel), query });
        if (!Array.isArray(before)) return undefined;
        return before.map((message) => storyIn(message, own)).find((topic) => topic !== undefined);
      } catch (error) {
        log.info({ channel }, `looking for the last story failed: ${toChatError(error).message}`);
        return undefined;
      }
    },
  };
}

/** The story of one of our messages, read from its buttons. */
function storyIn(message: unknown, me: string | undefined): string | undefined {
  if (!isRecord(message) || !isRecord(message.author) || message.author.id !== me) return undefined;
  const topics = customIdsIn(message.components).map((id) => readCustomId(id)?.stub.options.topic);
  return topics.find((topic) => topic !== undefined && topic !== "all");
}

function customIdsIn(components: unknown, depth = 0): string[] {
  if (!Array.isArray(components) || depth > DEEPEST) return [];
  return components.flatMap((one) => {
    if (!isRecord(one)) return [];
    const own = typeof one.custom_id === "string" ? [one.custom_id] : [];
    return [...own, ...customIdsIn(one.components, depth + 1)];
  });
}

const DEEPEST = 4;
