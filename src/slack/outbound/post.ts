import type { Place, Posted } from "#chat";
import { LIMITS } from "../render/limits.ts";
import type { SlackMessage } from "../render/message.ts";
import { codeOf, toChatError } from "../transport/errors.ts";
import type { Context } from "./context.ts";

/** The name of our metadata; `key` in it names the delivery. https://docs.slack.dev/messaging/message-metadata */
export const EVENT_TYPE = "nutgraf_delivery";

/**
 * Posts publicly, once: nothing is repeated after an answer that was lost. A message that Slack finds too long all the
 * same is made again at half the length.
 * @throws ChatError
 */
export async function postMessage(
  { client }: Pick<Context, "client">,
  place: Place,
  key: string,
  render: (total: number) => SlackMessage,
): Promise<Posted> {
  const { channel, thread_ts } = addressOf(place);
  const send = async (total: number) => {
    const { ts, channel: where } = await client.chat.postMessage({
      channel,
      ...(thread_ts !== undefined && { thread_ts }),
      ...render(total),
      metadata: { event_type: EVENT_TYPE, event_payload: { key } },
      unfurl_links: false,
      unfurl_media: false,
    });
    return { message: `${where ?? channel}/${ts ?? ""}` };
  };
  try {
    return await send(LIMITS.messageTotal);
  } catch (error) {
    if (codeOf(error) !== "msg_blocks_too_long") throw toChatError(error, `posting in ${channel}`);
  }
  try {
    return await send(LIMITS.messageTotalAfterRefusal);
  } catch (error) {
    throw toChatError(error, `posting in ${channel}`);
  }
}

/** Finds a post by its key where the bot may read the channel's history; otherwise nobody can tell. */
export async function findPost(
  { client, log }: Pick<Context, "client" | "log">,
  place: Place,
  key: string,
  firstTriedAt: number,
): Promise<Posted | "cannot-tell"> {
  const { channel, thread_ts } = addressOf(place);
  // Slack's clock and ours may differ, and a slow answer may have been a slow post.
  const [oldest, latest] = [firstTriedAt - 60_000, firstTriedAt + 300_000].map((at) => String(at / 1_000));
  const range = { channel, oldest, latest, include_all_metadata: true, limit: 100 };
  try {
    const { messages = [] } =
      thread_ts === undefined
        ? await client.conversations.history(range)
        : await client.conversations.replies({ ...range, ts: thread_ts });
    const found = messages.find(({ metadata }) => {
      const payload = metadata?.event_type === EVENT_TYPE ? metadata.event_payload : undefined;
      return payload !== undefined && "key" in payload && payload.key === key;
    });
    return found?.ts ? { message: `${channel}/${found.ts}` } : "cannot-tell";
  } catch (error) {
    log.info({ key, channel }, toChatError(error, "looking for a post").message);
    return "cannot-tell";
  }
}

/** A thread's place names its first message, and its channel as the parent. */
export function addressOf({ id, parent }: Place): { channel: string; thread_ts?: string } {
  return parent === undefined ? { channel: id } : { channel: parent, thread_ts: id };
}
