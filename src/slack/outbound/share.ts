import type { Ask, ChatTrouble, Place, Posted, Reply } from "#chat";
import { type Pressed, shortEdition } from "../render/buttons.ts";
import { type Rendering, renderMessage, type SlackMessage } from "../render/message.ts";
import { toChatError } from "../transport/errors.ts";
import { answerTo, type Context, notice } from "./context.ts";
import { findPost, postMessage } from "./post.ts";
import type { Asked } from "./private-reply.ts";
import { SHARED_FOR_MS, type Shared } from "./share-memory.ts";

/** What is shared, and who asked for it. */
export type ShareRequest = { readonly ask: Ask; readonly pressed: Pressed; readonly asked: Asked };

/** What whoever shared is told, and where the message is. */
export type ShareOutcome = { readonly reply: Reply; readonly link?: Rendering["link"] };

/**
 * Shares what was answered in the channel or the thread, after asking again as the channel: its audience may be another,
 * and outsiders may read along. Only the very words that the asker saw are shared.
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
  const key = [place.tenant, asked.channel, asked.thread, reply.edition].join(" ");
  try {
    const { first, shared } = shareOnce(context, key, () => post(context, request, reply, id));
    const { url, before } = await shared;
    const where = asked.thread === undefined ? "channel" : "thread";
    return {
      reply: first && !before ? notice("Shared", `It is in the ${where} now.`) : notice("Already shared", ALREADY),
      ...(url !== undefined && { link: { text: "See the message", url } }),
    };
  } catch (error) {
    const { trouble, message } = toChatError(error, "sharing");
    context.log.warn({ ask: id, trouble }, message);
    return { reply: notice("Not shared", WHY_NOT[trouble], "trouble") };
  }
}

function shareOnce({ shares }: Context, key: string, post: () => Promise<Shared>) {
  const before = shares.find(key);
  if (before) return { first: false, shared: before };
  const shared = post();
  shares.keep(key, shared);
  return { first: true, shared };
}

/** Where the bot is no member, the answer's own address posts all the same; nothing tells then which message it is. */
async function post(context: Context, request: ShareRequest, reply: Reply, key: string): Promise<Shared> {
  const { ask, asked } = request;
  const rendering: Rendering = {
    seenBy: "everyone",
    prefix: context.prefix,
    sharedBy: ask.by.name ?? ask.by.id,
  };
  const { channel, thread } = asked;
  const { tenant } = ask.place;
  const place: Place = {
    platform: "slack",
    tenant,
    ...(thread === undefined ? { id: channel } : { id: thread, parent: channel }),
  };
  const earlier = await context.record?.sharedLately(place, reply.edition ?? "", SHARED_FOR_MS);
  if (earlier) return { ...(await permalink(context, earlier.message)), before: true };
  const tell = (posted: Posted | "unknown") =>
    context.record?.tell({ ask: ask.id, kind: "share", place, reply, posted });
  try {
    const { message } = await postOrFind(context, place, key, (total) => renderMessage(reply, { ...rendering, total }));
    const shared = await permalink(context, message);
    tell({ message, ...shared });
    return shared;
  } catch (error) {
    const { trouble } = toChatError(error, "sharing");
    if (trouble === "unknown-outcome") tell("unknown");
    if (!asked.respond || trouble !== "needs-invite") throw error;
    const inThread = thread === undefined ? {} : { thread_ts: thread };
    const message = { ...renderMessage(reply, rendering), ...inThread };
    await asked.respond({ ...message, response_type: "in_channel", replace_original: false });
    return {};
  }
}

/** After an answer that was lost, the post is looked for where the channel's history may be read. */
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

async function permalink({ client, log }: Context, message: string): Promise<Shared> {
  const [channel = "", message_ts = ""] = message.split("/");
  try {
    const { permalink } = await client.chat.getPermalink({ channel, message_ts });
    return permalink === undefined ? {} : { url: permalink };
  } catch (error) {
    log.info({ channel }, toChatError(error, "asking for a message's address").message);
    return {};
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
