import type { App } from "@slack/bolt";
import { type Ask, createOnce, type Place, type Posted, type Reply } from "#chat";
import { type Context, notice, referenceOf } from "../outbound/context.ts";
import { replyPrivately } from "../outbound/private-reply.ts";
import { commandNamed } from "../render/command-names.ts";
import { LIMITS } from "../render/limits.ts";
import { renderMessage } from "../render/message.ts";
import { isTooLong, toChatError } from "../transport/errors.ts";
import { retryOnce } from "../transport/retry.ts";
import { answerInTime, SIGN_OF_LIFE } from "./answer-in-time.ts";
import { placeOf } from "./place.ts";
import { typedText } from "./typed-text.ts";

/** Plain words go to the command of this name, which makes sense of them. */
const PLAIN_WORDS = "nutgraf";

/** Answers mentions and direct messages in their thread, where slash commands do not work. */
export function onMentions(app: App, context: () => Context): void {
  const isAgain = createOnce(1_000);
  const hear = async (message: Heard) => {
    const kit = context();
    // A mention in a direct message comes as both events.
    if (message.bot_id || !message.user || message.user === kit.me.userId) return;
    if (isAgain(`${message.channel} ${message.ts}`)) return;
    const where: Place = { platform: "slack", tenant: kit.me.teamId, id: message.channel };
    if (!message.isDirect && (await kit.bot.hearsMentions?.(where)) === false) return;
    await answerInThread(kit, message);
  };
  app.event("app_mention", async ({ event, body }) => {
    await hear({ ...event, eventId: body.event_id, body });
  });
  app.event("message", async ({ event, body }) => {
    // What is edited, deleted or joined has a subtype; a file with words about it is still asked.
    if (event.channel_type !== "im" || (event.subtype !== undefined && event.subtype !== "file_share")) return;
    await hear({ ...event, text: event.text ?? "", isDirect: true, eventId: body.event_id, body });
  });
}

type Heard = {
  readonly text: string;
  readonly channel: string;
  readonly ts: string;
  readonly eventId: string;
  /** In the bot's own conversation with one person. */
  readonly isDirect?: boolean;
  /** Of whoever speaks. */
  readonly team?: string | undefined;
  readonly body: { readonly is_ext_shared_channel?: boolean };
  readonly thread_ts?: string | undefined;
  readonly user?: string | undefined;
  readonly bot_id?: string | undefined;
};

async function askOf(
  context: Context,
  { text, channel, ts, thread_ts, user = "", team, eventId, isDirect, body }: Heard,
): Promise<Ask> {
  const { me, bot, prefix } = context;
  // All in the channel read the answer, whoever asks.
  const isShared = body.is_ext_shared_channel || (!isDirect && (await context.hasOutsiders(channel)));
  const place: Place = {
    ...placeOf(context, body, team ?? (await teamOf(context, user)), channel),
    ...(thread_ts !== undefined && { id: thread_ts, parent: channel }),
    ...(isShared && { outsiders: true }),
  };
  const words = saidTo(me.userId, text);
  const [, first = "", rest = ""] = /^(\S+)[^\S\n]*([\s\S]*)$/.exec(words) ?? [];
  const named = commandNamed(first, prefix);
  const isNamed = bot.specs.some(({ name }) => name === named) || first.startsWith("/");
  const meant = isNamed ? { command: named, words: rest } : { command: PLAIN_WORDS, words };
  return { id: eventId || `${channel}-${ts}`, ...meant, place, by: { id: user }, ...(!isDirect && { aloud: true }) };
}

/**
 * The workspace of somebody whose message does not tell it, as a direct message may not. The envelope names the one that
 * the event was sent to, which over Slack Connect is not theirs, so Slack is asked; without an answer they are from
 * nobody knows where. https://docs.slack.dev/reference/objects/user-object
 */
async function teamOf({ client, log }: Context, user: string): Promise<string | undefined> {
  try {
    const { user: found } = await client.users.info({ user });
    return found?.is_stranger ? undefined : found?.team_id;
  } catch (error) {
    log.info({ user }, toChatError(error, "looking up who asks").message);
    return undefined;
  }
}

/**
 * What is said to the bot: what follows its name goes first, and what stands before it, as a greeting or the question
 * itself ("what's next on the walkout? @nutgraf please"), after it on a line of its own.
 */
function saidTo(botUserId: string, text: string): string {
  const [before = "", ...after] = text
    .replace(MENTION, (mention, id: string) => (id === botUserId ? BREAK : mention))
    .split(BREAK)
    .map(typedText);
  return [...after, before].filter((words) => words !== "").join("\n");
}

const MENTION = /<@([^<>|]+)(?:\|[^<>]*)?>/g;
/** No message holds it. */
const BREAK = "\u0000";

async function answerInThread(context: Context, message: Heard): Promise<void> {
  const { channel, ts, thread_ts, user = "" } = message;
  const { client, log, prefix } = context;
  const thread = thread_ts ?? ts;
  const to = { channel, thread_ts: thread, unfurl_links: false, unfurl_media: false };
  const asking = askOf(context, message);
  let announced: string | undefined;
  const reply = await answerInTime(context, asking, async () => {
    announced = (await client.chat.postMessage({ ...to, text: SIGN_OF_LIFE })).ts;
  });
  const send = async (total: number) => {
    const message = renderMessage(reply, { seenBy: "everyone", prefix, total });
    if (announced === undefined) announced = (await client.chat.postMessage({ ...to, ...message })).ts;
    else await client.chat.update({ channel, ts: announced, ...message });
  };
  try {
    // Saying the same again in the same place does no harm; posting it again would.
    const repeatable = announced !== undefined;
    await retryOnce(() => send(LIMITS.messageTotal), { repeatable }).catch(async (error: unknown) => {
      if (!isTooLong(error)) throw error;
      await send(LIMITS.messageTotalAfterRefusal);
    });
    if (announced !== undefined) record(context, message, await asking, reply, { message: `${channel}/${announced}` });
  } catch (error) {
    const ask = await asking;
    const { id } = ask;
    const { trouble, message: said } = toChatError(error, "answering in a thread");
    log.error({ ask: id, reference: referenceOf(id), trouble }, said);
    const mayBeThere = trouble === "unknown-outcome" && announced === undefined;
    if (mayBeThere) record(context, message, ask, reply, "unknown");
    await replyPrivately(context, { ask: id, channel, user, thread }, mayBeThere ? perhapsThere : reply);
  }
}

/** What all in a channel read may have to be corrected; what is said in a conversation with one person is not kept. */
function record(
  context: Context,
  { isDirect, channel, ts, thread_ts }: Heard,
  { id: ask, place }: Ask,
  reply: Reply,
  posted: Posted | "unknown",
): void {
  if (isDirect || channel.startsWith("D") || reply.outcome !== "answered" || reply.edition === undefined) return;
  const { platform, tenant } = place;
  const thread = { platform, tenant, id: thread_ts ?? ts, parent: channel };
  context.record?.tell({ ask, kind: "answer", place: thread, reply, posted });
}

const perhapsThere = notice(
  "Perhaps answered",
  "Slack did not say whether the answer was posted. It may already be in the thread; if it is not, please ask again.",
  "trouble",
);
