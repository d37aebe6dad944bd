import type { Conversation, Reply } from "#chat";
import type { Context } from "../outbound/context.ts";
import { toChatError } from "../transport/errors.ts";

/** The name of an answer's metadata, which holds its story. https://docs.slack.dev/messaging/message-metadata */
const EVENT_TYPE = "nutgraf_answer";
/** At most this many messages of a conversation are read. */
const MOST_MESSAGES = 50;
const MOST_THREADS = 10;

/** A message that may continue a conversation. */
type Going = {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string | undefined;
  readonly kind: "direct" | "group" | "channel";
};

/** What an answer carries, so that a later question in the same conversation can be about the same story. */
export function metadataOf({ outcome, answers }: Reply): {
  metadata?: { event_type: string; event_payload: { topic: string } };
} {
  const topic = answers?.options.topic;
  if (outcome !== "answered" || topic === undefined || topic === "all") return {};
  return { metadata: { event_type: EVENT_TYPE, event_payload: { topic } } };
}

/** The conversation that a message continues; undefined if there can be no earlier messages. */
export function conversationOf(context: Context, message: Going): Conversation | undefined {
  if (message.thread_ts === undefined && message.kind !== "direct") return undefined;
  return {
    async lastStory() {
      try {
        return await lookBack(context, message);
      } catch (error) {
        // In a channel this needs a permission that the app may not have.
        context.log.info({ channel: message.channel }, toChatError(error, "looking for the last story").message);
        return undefined;
      }
    },
  };
}

async function lookBack(context: Context, { channel, ts, thread_ts }: Going): Promise<string | undefined> {
  const { client, me } = context;
  const storyIn = async (thread: string) => {
    const read = { channel, ts: thread, latest: ts, include_all_metadata: true, limit: MOST_MESSAGES };
    const { messages = [] } = await client.conversations.replies(read);
    return messages
      .filter(({ user, bot_id }) => user === me.userId || (bot_id !== undefined && bot_id === me.botId))
      .map(({ metadata }) => (metadata?.event_type === EVENT_TYPE ? metadata.event_payload : undefined))
      .map((payload) => (payload as { topic?: unknown } | undefined)?.topic)
      .findLast((topic) => typeof topic === "string");
  };
  const inThread = thread_ts === undefined ? undefined : await storyIn(thread_ts);
  if (inThread !== undefined || !channel.startsWith("D")) return inThread;
  // Each question of a direct message has a thread of its own, under which it is answered.
  const { messages = [] } = await client.conversations.history({ channel, latest: ts, limit: MOST_THREADS });
  for (const { ts: before } of messages) {
    const found = before === undefined || before === thread_ts ? undefined : await storyIn(before);
    if (found !== undefined) return found;
  }
  return undefined;
}
