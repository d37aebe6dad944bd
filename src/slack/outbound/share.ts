import type { Ask, ChatTrouble, Place, Posted, Reply } from "#chat";
import { type Pressed, shortEdition } from "../render/buttons.ts";
import { type Rendering, renderMessage, type SlackMessage } from "../render/message.ts";
import { toChatError } from "../transport/errors.ts";
import { answerTo, type Context, notice } from "./context.ts";
import { findPost, postMessage } from "./post.ts";
import type { Asked } from "./private-reply.ts";

/** What is shared, and who asked for it. */
export type ShareRequest = { readonly ask: Ask; readonly pressed: Pressed; readonly asked: Asked };

/** The reply to whoever shared, and the link to the message. */
export type ShareOutcome = { readonly reply: Reply; readonly link?: Rendering["link"] };

/**
 * Shares an answer in the channel or thread. It is asked again as the channel, which may have another audience and
 * outsiders reading along. Shared only if the words are exactly those that the asker saw.
 */
export async function share(context: Context, request: ShareRequest): Promise<ShareOutcome> {
  const { asked, ask, pressed } = request;
  const id = `share:${ask.id}`;
  const hasOutsiders = await context.hasOutsiders(asked.channel);
  const place = { ...ask.place, ...(hasOutsiders && { outsiders: true }) };
  const reply = await answerTo(context, { ...ask, id, place });
  if (reply.outcome !== "answered" || reply.edition === undefined) {
    const own = await answerTo(context, ask);
    if (own.outcome !== "answered") return { reply: { ...own, title: "Not shared" } };
    return { reply: notice("Not shared", hasOutsiders === true ? NOT_HERE : NOT_KNOWN) };
  }
  if (pressed.edition !== undefined && shortEdition(reply.edition) !== pressed.edition)
    return { reply: changed(await answerTo(context, ask)) };
  const { channel, thread } = asked;
  const shared: Reply = { ...reply, sharedBy: ask.by };
  const target: Place = {
    ...{ platform: "slack", tenant: place.tenant },
    ...(thread === undefined ? { id: channel } : { id: thread, parent: channel }),
  };
  try {
    const { url, again } = await context.shareOnce({
      ...{ key: [place.tenant, channel, thread, reply.edition].join(" "), ask: ask.id, place: target, reply: shared },
      post: () => post(context, request, shared, target, id),
      addressOf: (message) => permalink(context, message),
    });
    const where = thread === undefined ? "channel" : "thread";
    return {
      reply: again ? notice("Already shared", ALREADY) : notice("Shared", `It is in the ${where} now.`),
      ...(url !== undefined && { link: { text: "See the message", url } }),
    };
  } catch (error) {
    const { trouble, message } = toChatError(error, "sharing");
    context.log.warn({ ask: id, trouble }, message);
    return { reply: notice("Not shared", WHY_NOT[trouble], "trouble") };
  }
}

/** Where the bot is not a member, `response_url` can still post, but then Slack doesn't say which message it is. */
async function post(
  context: Context,
  { asked }: ShareRequest,
  reply: Reply,
  place: Place,
  key: string,
): Promise<Partial<Posted>> {
  const rendering: Rendering = {
    seenBy: "everyone",
    prefix: context.prefix,
  };
  try {
    const { message } = await postOrFind(context, place, key, (total) => renderMessage(reply, { ...rendering, total }));
    const url = await permalink(context, message);
    return { message, ...(url !== undefined && { url }) };
  } catch (error) {
    const failed = toChatError(error, "sharing");
    if (!asked.respond || failed.trouble !== "needs-invite") throw failed;
    const inThread = asked.thread === undefined ? {} : { thread_ts: asked.thread };
    const message = { ...renderMessage(reply, rendering), ...inThread };
    await asked.respond({ ...message, response_type: "in_channel", replace_original: false });
    return {};
  }
}

/** After a lost response, looks for the post if the channel's history may be read. */
async function postOrFind(
  context: Context,
  place: Place,
  key: string,
  render: (total: number) => SlackMessage,
): Promise<Posted> {
  const firstTriedAt = context.now();
  try {
    return await postMessage(context, place, key, render);
  } catch (error) {
    if (toChatError(error, "sharing").trouble !== "unknown-outcome") throw error;
    const found = await findPost(context, place, key, firstTriedAt).catch((failed: unknown) => {
      context.log.info({ key, channel: place.id }, toChatError(failed, "looking for a post").message);
      return undefined;
    });
    if (!found) throw error;
    return found;
  }
}

async function permalink({ client, log }: Context, message: string): Promise<string | undefined> {
  const [channel = "", message_ts = ""] = message.split("/");
  try {
    const { permalink } = await client.chat.getPermalink({ channel, message_ts });
    return permalink;
  } catch (error) {
    log.info({ channel }, toChatError(error, "asking for a message's address").message);
    return undefined;
  }
}

function changed(reply: Reply): Reply {
  const text = "The briefing changed since you asked, so nothing was shared. This is what it says now.";
  return { ...reply, blocks: [{ kind: "notice", tone: "info", text }, ...reply.blocks] };
}

const NOT_HERE = "This can't be shared here: people outside the briefing's audience can read this channel.";
const NOT_KNOWN = "Slack didn't say who can read this channel, so nothing was shared. Please try again later.";
const ALREADY = "The same words were shared here a few minutes ago, so they were not posted again.";

const WHY_NOT: Readonly<Record<ChatTrouble, string>> = {
  busy: "Slack is busy. Please try again in a minute.",
  gone: "This channel no longer accepts messages.",
  forbidden: "This workspace does not let the bot post here. An admin can change that.",
  "needs-invite": "The bot isn't in this channel. Invite it with /invite and try again.",
  "tenant-gone": "The bot's access to this workspace has ended. Please tell whoever runs it.",
  "unknown-outcome": "Slack didn't confirm the post. Please check before trying again.",
  "our-bug": "Slack rejected the message. Please tell whoever runs this bot.",
};
