import type { Ask, Posted, Reply } from "#chat";
import { type Context, notice, referenceOf } from "../outbound/context.ts";
import { replyPrivately } from "../outbound/private-reply.ts";
import { LIMITS } from "../render/limits.ts";
import { renderMessage } from "../render/message.ts";
import { isTooLong, toChatError } from "../transport/errors.ts";
import { retryOnce } from "../transport/retry.ts";
import { answerInTime, PROGRESS } from "./answer-in-time.ts";
import { conversationOf, metadataOf } from "./last-story.ts";

/** A message that the bot hears. */
export type Heard = {
  readonly text: string;
  readonly channel: string;
  readonly ts: string;
  readonly eventId: string;
  /** `direct`: the bot and one person. `group`: the bot and several people. */
  readonly kind: "direct" | "group" | "channel";
  /** A message that was edited. */
  readonly edited?: boolean;
  /** Posted among people and not addressed to the bot. */
  readonly overheard?: boolean;
  /** In a conversation that Slack shows as an assistant thread. */
  readonly isAssistant?: boolean;
  /** The sender's workspace. */
  readonly team?: string | undefined;
  readonly body: { readonly is_ext_shared_channel?: boolean };
  readonly thread_ts?: string | undefined;
  readonly user?: string | undefined;
  readonly bot_id?: string | undefined;
};

/** What is asked. `isUnsure`: Slack didn't say who can read along. */
export type Asking = { readonly ask: Ask; readonly isUnsure: boolean };

/** Answers a message in its thread or, if that fails, the asker privately. */
export async function answerInThread(context: Context, message: Heard, asking: Promise<Asking>): Promise<void> {
  const { channel, ts, thread_ts, user = "" } = message;
  const { client, log, prefix } = context;
  const thread = thread_ts ?? ts;
  // The bot started the thread, so what was asked in the channel is about the channel.
  const ofChannel = thread_ts === undefined;
  const to = { channel, thread_ts: thread, unfurl_links: false, unfurl_media: false };
  const status = message.isAssistant ? statusOf(context, { channel_id: channel, thread_ts: thread }) : undefined;
  let announced: string | undefined;
  const answer = await answerInTime(
    context,
    asking.then(({ ask }) => ask),
    async () => {
      // An overheard message may not be for us.
      if (message.overheard || (await status?.show())) return;
      announced = (await client.chat.postMessage({ ...to, text: PROGRESS })).ts;
    },
    conversationOf(context, message),
  );
  const { ask, isUnsure } = await asking;
  if (message.overheard && answer.edition === undefined) return;
  if (answer.isUnasked && message.kind !== "direct") {
    await status?.clear();
    if (announced !== undefined) await removeProgress(context, { channel, ts: announced, ask: ask.id });
    return;
  }
  const reply = isUnsure && answer.outcome !== "answered" ? withDoubt(answer) : answer;
  const send = async (total: number) => {
    const message = { ...renderMessage(reply, { seenBy: "everyone", prefix, total, ofChannel }), ...metadataOf(reply) };
    if (announced === undefined) announced = (await client.chat.postMessage({ ...to, ...message })).ts;
    else await client.chat.update({ channel, ts: announced, ...message });
  };
  try {
    // Updating a message twice does no harm; posting it twice would.
    const repeatable = announced !== undefined;
    await retryOnce(() => send(LIMITS.messageTotal), { repeatable }).catch(async (error: unknown) => {
      if (!isTooLong(error)) throw error;
      await send(LIMITS.messageTotalAfterRefusal);
    });
    if (announced !== undefined) record(context, message, ask, reply, { message: `${channel}/${announced}` });
  } catch (error) {
    const { id } = ask;
    const { trouble, message: said } = toChatError(error, "answering in a thread");
    log.error({ ask: id, reference: referenceOf(id), trouble }, said);
    const mayBeThere = trouble === "unknown-outcome" && announced === undefined;
    if (mayBeThere) record(context, message, ask, reply, "unknown");
    await replyPrivately(context, { ask: id, channel, user, thread, ofChannel }, mayBeThere ? perhapsThere : reply);
    await status?.clear();
    if (announced !== undefined) await removeProgress(context, { channel, ts: announced, ask: id });
  }
}

/** An answer that a whole channel can read may have to be corrected later; one in a direct message is not recorded. */
function record(
  context: Context,
  { kind, channel, ts, thread_ts }: Heard,
  { id: ask, place }: Ask,
  reply: Reply,
  posted: Posted | "unknown",
): void {
  if (kind === "direct" || reply.outcome !== "answered" || reply.edition === undefined) return;
  const { platform, tenant } = place;
  const thread = { platform, tenant, id: thread_ts ?? ts, parent: channel };
  context.record?.tell({ ask, kind: "answer", place: thread, reply, posted });
}

/** Slack's own indicator that an assistant is working. It goes away when something is posted, or after two minutes. */
function statusOf({ client, log }: Context, where: { channel_id: string; thread_ts: string }) {
  const set = async (status: string): Promise<boolean> => {
    try {
      return (await client.assistant.threads.setStatus({ ...where, status })).ok;
    } catch (error) {
      log.info({ channel: where.channel_id }, toChatError(error, "showing that an answer is on its way").message);
      return false;
    }
  };
  return { show: () => set("is looking…"), clear: () => set("") };
}

/** What was not found may exist for a smaller audience. Shown whatever was asked, so that it reveals nothing. */
function withDoubt(reply: Reply): Reply {
  return { ...reply, blocks: [...reply.blocks, { kind: "notice", tone: "info", text: NOBODY_KNOWS }] };
}

const NOBODY_KNOWS =
  "Slack did not say who can read along here, so only stories that are for everyone are told. Whoever runs this bot can change that: its log says which permission it lacks.";

/** Deletes a progress message that no answer replaced; otherwise it would stay for good. */
async function removeProgress(
  { client, log }: Context,
  { ask, ...message }: { channel: string; ts: string; ask: string },
) {
  try {
    await client.chat.delete(message);
  } catch (error) {
    log.info({ ask }, toChatError(error, "taking back a progress message").message);
  }
}

const perhapsThere = notice(
  "Perhaps answered",
  "Slack did not say whether the answer was posted. It may already be in the thread; if it is not, please ask again.",
  "trouble",
);
