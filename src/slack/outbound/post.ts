import { ChatError, type Place, type Posted, type PostingHow } from "#chat";
import { LIMITS } from "../render/limits.ts";
import type { SlackMessage } from "../render/message.ts";
import { codeOf, toChatError } from "../transport/errors.ts";
import type { Context } from "./context.ts";

/** The name of our metadata; its `key` names the delivery. https://docs.slack.dev/messaging/message-metadata */
export const EVENT_TYPE = "nutgraf_delivery";

/**
 * Posts publicly, once: after a lost response nothing is repeated. A message that Slack still finds too long is
 * rendered again at half the length.
 * @throws ChatError
 */
export async function postMessage(
  { client }: Pick<Context, "client">,
  place: Place,
  key: string,
  render: (total: number) => SlackMessage,
  how: PostingHow = {},
): Promise<Posted> {
  const { channel } = addressOf(place);
  let thread = threadOf(place, how);
  const send = async (total: number) => {
    const { ts, channel: where } = await client.chat.postMessage({
      channel,
      ...inThread(thread, how),
      ...render(total),
      metadata: { event_type: EVENT_TYPE, event_payload: { key } },
      unfurl_links: false,
      unfurl_media: false,
    });
    return postedAs(where ?? channel, ts ?? "");
  };
  const sendOrShorten = () => withShorter(send, `posting in ${channel}`);
  try {
    return await sendOrShorten();
  } catch (error) {
    if (how.replyTo === undefined || place.parent !== undefined || !isMessageGone(error)) throw error;
    thread = undefined;
    return sendOrShorten();
  }
}

function inThread(thread_ts: string | undefined, { broadcast = false }: PostingHow) {
  if (thread_ts === undefined) return {};
  return broadcast ? { thread_ts, reply_broadcast: true as const } : { thread_ts };
}

/** Sends a message, and again at half the length if Slack finds it too long. @throws ChatError */
export async function withShorter<T>(send: (total: number) => Promise<T>, doing: string): Promise<T> {
  try {
    return await send(LIMITS.messageTotal);
  } catch (error) {
    if (codeOf(error) !== "msg_blocks_too_long") throw toChatError(error, doing);
  }
  try {
    return await send(LIMITS.messageTotalAfterRefusal);
  } catch (error) {
    throw toChatError(error, doing);
  }
}

/** Whether Slack says that the message was deleted. */
export function isMessageGone(error: unknown): boolean {
  return /^(?:message|thread)_not_found$/.test(codeOf(error) ?? "");
}

/** What settling needs; `reach` throws while Slack can't be asked. */
export type Settling = Pick<Context, "log" | "now"> & { reach(): Pick<Context, "client"> };

/**
 * After an unknown outcome: looks for the post if the bot may read the channel's history; otherwise nobody can tell.
 * `firstTriedAt`: ms since 1970.
 * @throws ChatError "busy" while the post may still appear, or while Slack can't be asked
 */
export async function settlePost(
  { reach, log, now }: Settling,
  place: Place,
  key: string,
  firstTriedAt: number,
  how: PostingHow = {},
): Promise<Posted | "cannot-tell"> {
  // In both directions, so that a changed clock can't keep anything waiting long.
  const isWithin = (ms: number) => Math.abs(now() - firstTriedAt) < ms;
  try {
    const found = await findPost(reach(), place, key, firstTriedAt, how);
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

/** A post whose response was lost may still appear for this long. */
const APPEARS_MS = 60_000;
/** If Slack can't be asked, it is asked again for this long. */
const ASKED_FOR_MS = 15 * 60_000;

/** Finds a post by its key in the channel's history. @throws what the library throws */
export async function findPost(
  { client }: Pick<Context, "client">,
  place: Place,
  key: string,
  firstTriedAt: number,
  how: PostingHow = {},
): Promise<Posted | undefined> {
  const { channel } = addressOf(place);
  const thread = threadOf(place, how);
  // Slack's clock may differ from ours, and a slow response may mean a slow post.
  const [oldest, latest] = [firstTriedAt - 60_000, firstTriedAt + 300_000].map((at) => String(at / 1_000));
  const range = { channel, oldest, latest, include_all_metadata: true, limit: 100 };
  const inThread = async () => {
    if (thread === undefined) return undefined;
    return foundIn(await client.conversations.replies({ ...range, ts: thread }), key);
  };
  // A reply to a deleted message is posted in the channel itself.
  const mayBeOutside = thread === undefined || (how.replyTo !== undefined && place.parent === undefined);
  let ts = await inThread().catch((error: unknown) => {
    if (mayBeOutside && isMessageGone(error)) return undefined;
    throw error;
  });
  if (ts === undefined && mayBeOutside) ts = foundIn(await client.conversations.history(range), key);
  return ts === undefined ? undefined : postedAs(channel, ts);
}

type Found = {
  readonly messages?: readonly { ts?: string; metadata?: { event_type?: string; event_payload?: object } }[];
};

/** The timestamp of the message with our key. */
function foundIn({ messages = [] }: Found, key: string): string | undefined {
  const found = messages.find(({ metadata }) => {
    const payload = metadata?.event_type === EVENT_TYPE ? metadata.event_payload : undefined;
    return payload !== undefined && "key" in payload && payload.key === key;
  });
  return found?.ts;
}

/** A message by its channel and its timestamp, which is also its id. */
function postedAs(channel: string, ts: string): Posted {
  const atMs = Math.round(Number(ts) * 1_000);
  return { message: `${channel}/${ts}`, ...(atMs > 0 && { atMs }) };
}

/** The inverse: the channel and timestamp in `Posted.message`. */
export function messageOf(message: string): { channel: string; ts: string } {
  const [channel = "", ts = ""] = message.split("/");
  return { channel, ts };
}

/** A reply to a message in a thread goes into that thread: Slack has no threads within threads. */
function threadOf(place: Place, { replyTo }: PostingHow): string | undefined {
  return addressOf(place).thread_ts ?? (replyTo === undefined ? undefined : messageOf(replyTo).ts);
}

/** A thread's place has the id of its first message, and its channel as the parent. */
export function addressOf({ id, parent }: Place): { channel: string; thread_ts?: string } {
  return parent === undefined ? { channel: id } : { channel: parent, thread_ts: id };
}
