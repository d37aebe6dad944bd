import type { RespondFn } from "@slack/bolt";
import type { Reply } from "#chat";
import { LIMITS } from "../render/limits.ts";
import { type Rendering, renderMessage, type SlackMessage } from "../render/message.ts";
import { isTooLong, toChatError } from "../transport/errors.ts";
import { retryOnce } from "../transport/retry.ts";
import { type Context, referenceOf, sorry } from "./context.ts";

/** Where a private answer can go: by its own address, and where that fails, to the person in the channel. */
export type Asked = {
  /** Id of the ask: what its log lines and the reference that people are given come from. */
  readonly ask: string;
  readonly channel: string;
  readonly user: string;
  /** The thread that it is shown in. */
  readonly thread?: string;
  /** What is pressed under it is asked of the channel all the same. */
  readonly ofChannel?: boolean;
  readonly respond?: RespondFn;
  /** A sign of life stands there by the same address: the answer takes its place. */
  readonly signed?: boolean;
};

/** Shows a reply to the asker alone. Never throws: what cannot be shown is logged with the ask's reference. */
export async function replyPrivately(
  context: Context,
  asked: Asked,
  reply: Reply,
  link?: Rendering["link"],
): Promise<void> {
  const { prefix } = context;
  const { ofChannel } = asked;
  const rendering: Rendering = { seenBy: "asker", prefix, ofChannel, ...(link && { link }) };
  const attempts: readonly (() => SlackMessage)[] = [
    () => renderMessage(reply, rendering),
    () => renderMessage(reply, { ...rendering, total: LIMITS.messageTotalAfterRefusal }),
    () => renderMessage(sorry(asked.ask), rendering),
  ];
  for (const [index, message] of attempts.entries()) {
    try {
      return await deliver(context, asked, message(), index === 0);
    } catch (error) {
      const { trouble, message } = toChatError(error, "answering");
      context.log.error({ ask: asked.ask, reference: referenceOf(asked.ask), trouble }, message);
      if (!isTooLong(error)) return;
    }
  }
}

/**
 * `response_url` first: it needs no membership (https://docs.slack.dev/interactivity/handling-user-interaction). Then to
 * the asker in the channel, and last as a direct message: an answer that is there twice is better than none.
 */
async function deliver(context: Context, asked: Asked, message: SlackMessage, byAddress: boolean): Promise<void> {
  const { ask, channel, user, thread, respond, signed = false } = asked;
  const inThread = thread === undefined ? {} : { thread_ts: thread };
  if (respond && byAddress) {
    try {
      await respond({ ...message, ...inThread, response_type: "ephemeral", replace_original: signed });
      return;
    } catch (error) {
      context.log.warn({ ask, reference: referenceOf(ask) }, toChatError(error, "answering by response_url").message);
    }
  }
  try {
    const seen = { channel, user, ...inThread, ...message };
    await retryOnce(() => context.client.chat.postEphemeral(seen), { repeatable: true });
    await takeBack(context, asked);
  } catch (error) {
    if (isTooLong(error)) throw error;
    const { trouble, message: said } = toChatError(error, "answering in the channel");
    context.log.warn({ ask, reference: referenceOf(ask), trouble }, said);
    const direct = { channel: user, ...message, unfurl_links: false, unfurl_media: false };
    await retryOnce(() => context.client.chat.postMessage(direct));
    await takeBack(context, asked);
  }
}

/** Removes a sign of life whose answer came another way, as far as its address still works. */
export async function takeBack({ log }: Pick<Context, "log">, { ask, respond, signed }: Asked): Promise<void> {
  if (!respond || !signed) return;
  try {
    await respond({ delete_original: true });
  } catch (error) {
    log.info({ ask }, toChatError(error, "taking back a sign of life").message);
  }
}
