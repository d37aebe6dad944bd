import type { RespondFn } from "@slack/bolt";
import type { Reply } from "#chat";
import { LIMITS } from "../render/limits.ts";
import { type Rendering, renderMessage, type SlackMessage } from "../render/message.ts";
import { isTooLong, toChatError } from "../transport/errors.ts";
import { retryOnce } from "../transport/retry.ts";
import { type Context, referenceOf, sorry } from "./context.ts";

/** Where a private answer can go: by its `response_url` or, if that fails, to the person in the channel. */
export type Asked = {
  /** Id of the ask, for log lines and for the reference that people are given. */
  readonly ask: string;
  readonly channel: string;
  readonly user: string;
  /** The thread to show it in. */
  readonly thread?: string;
  /** Presses of its buttons still ask about the channel. */
  readonly ofChannel?: boolean;
  readonly respond?: RespondFn;
  /** A progress message was sent by the same `response_url`: the answer replaces it. */
  readonly hasProgress?: boolean;
};

/** Shows a reply to the asker alone. Never throws: a failure is logged with the ask's reference. */
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
 * `response_url` first: it needs no membership (https://docs.slack.dev/interactivity/handling-user-interaction). Then
 * to the asker in the channel, and last as a direct message: better to answer twice than not at all.
 */
async function deliver(context: Context, asked: Asked, message: SlackMessage, byAddress: boolean): Promise<void> {
  const { ask, channel, user, thread, respond, hasProgress = false } = asked;
  const inThread = thread === undefined ? {} : { thread_ts: thread };
  if (respond && byAddress) {
    try {
      await respond({ ...message, ...inThread, response_type: "ephemeral", replace_original: hasProgress });
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

/** Removes a progress message whose answer came another way, as far as its address still works. */
export async function takeBack({ log }: Pick<Context, "log">, { ask, respond, hasProgress }: Asked): Promise<void> {
  if (!respond || !hasProgress) return;
  try {
    await respond({ delete_original: true });
  } catch (error) {
    log.info({ ask }, toChatError(error, "taking back a progress message").message);
  }
}
