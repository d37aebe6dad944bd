import { ChatError, type Place, type Posted } from "#chat";
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
    return postedAs(where ?? channel, ts ?? "");
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

/** What a settlement works with; `reach` throws while Slack cannot be asked. */
export type Settling = Pick<Context, "log" | "now"> & { reach(): Pick<Context, "client"> };

/**
 * After an unknown outcome: looks for the post where the bot may read the channel's history; otherwise nobody can tell.
 * @throws ChatError "busy" while it may still appear, or while Slack cannot be asked
 */
export async function settlePost(
  { reach, log, now }: Settling,
  place: Place,
  key: string,
  firstTriedAt: number,
): Promise<Posted | "cannot-tell"> {
  // A clock that was set leaves nothing waiting for as long as that.
  const isWithin = (ms: number) => Math.abs(now() - firstTriedAt) < ms;
  try {
    const found = await findPost(reach(), place, key, firstTriedAt);
    if (found) return found;
  } catch (error) {
    const failed = toChatError(error, "looking for a post");
    const { trouble, message, cause } = failed;
    if (isWithin(ASKED_FOR_MS)) {
      if (trouble === "busy") throw failed;
      if (trouble === "unknown-outcome") throw new ChatError("busy", message, { cause });
    }
    log.info({ key, channel: addressOf(place).channel }, message);
    return "cannot-tell";
  }
  if (isWithin(APPEARS_MS)) throw new ChatError("busy", "the post is not in the channel yet");
  return "cannot-tell";
}

/** A post whose answer was lost may still appear for so long. */
const APPEARS_MS = 60_000;
/** Slack is asked again for so long, where it cannot be asked. */
const ASKED_FOR_MS = 15 * 60_000;

/** Finds a post by its key in the channel's history. Throws what the library throws. */
export async function findPost(
  { client }: Pick<Context, "client">,
  place: Place,
  key: string,
  firstTriedAt: number,
): Promise<Posted | undefined> {
  const { channel, thread_ts } = addressOf(place);
  // Slack's clock and ours may differ, and a slow answer may have been a slow post.
  const [oldest, latest] = [firstTriedAt - 60_000, firstTriedAt + 300_000].map((at) => String(at / 1_000));
  const range = { channel, oldest, latest, include_all_metadata: true, limit: 100 };
  const { messages = [] } =
    thread_ts === undefined
      ? await client.conversations.history(range)
      : await client.conversations.replies({ ...range, ts: thread_ts });
  const found = messages.find(({ metadata }) => {
    const payload = metadata?.event_type === EVENT_TYPE ? metadata.event_payload : undefined;
    return payload !== undefined && "key" in payload && payload.key === key;
  });
  return found?.ts === undefined ? undefined : postedAs(channel, found.ts);
}

/** A message by its channel and its time, which is also its name. */
function postedAs(channel: string, ts: string): Posted {
  const atMs = Math.round(Number(ts) * 1_000);
  return { message: `${channel}/${ts}`, ...(atMs > 0 && { atMs }) };
}

/** A thread's place names its first message, and its channel as the parent. */
export function addressOf({ id, parent }: Place): { channel: string; thread_ts?: string } {
  return parent === undefined ? { channel: id } : { channel: parent, thread_ts: id };
}
