import type { App } from "@slack/bolt";
import { type Ask, createOnce, type Place } from "#chat";
import { type Context, notice } from "../outbound/context.ts";
import { replyPrivately } from "../outbound/private-reply.ts";
import { commandNamed } from "../render/command-names.ts";
import { toChatError } from "../transport/errors.ts";
import { type Asking, answerInThread, type Heard } from "./answer-in-thread.ts";
import { isAsked, isAskedMessage } from "./message-kinds.ts";
import { placeOf } from "./place.ts";
import { typedText } from "./typed-text.ts";

/** Plain words go to this command, which interprets them. */
const PLAIN_WORDS = "nutgraf";

/**
 * Answers mentions and direct messages in their thread, where slash commands do not work. In a group direct message,
 * where people talk to each other, the bot answers only its name and what is clearly a question about a story.
 */
export function onMentions(app: App, context: () => Context): void {
  const isAgain = createOnce(1_000);
  const hear = async (message: Heard) => {
    const kit = context();
    // A mention in a direct message arrives as both events.
    if (message.bot_id || !message.user || message.user === kit.me.userId) return;
    if (isAgain(`${message.channel} ${message.ts}`)) return;
    const overheard = message.kind === "group" && !isToUs(kit, message.text);
    const where: Place = { platform: "slack", tenant: kit.me.teamId, id: message.channel };
    if (message.kind !== "direct" && (await kit.bot.hearsMentions?.(where)) === false) return;
    // It may have been answered before a restart, or the bot's name was added to a message that was not for it.
    if (message.edited) return tellOfEdits(kit, message);
    await answerInThread(kit, { ...message, overheard }, askOf(kit, { ...message, overheard }));
  };
  app.event("app_mention", async ({ event, body }) => {
    if (!isAsked(event.subtype)) return;
    const kind = event.channel.startsWith("D") ? "direct" : "channel";
    await hear({ ...event, kind, edited: event.edited !== undefined, eventId: body.event_id, body });
  });
  app.event("message", async ({ event, body }) => {
    const kind = KINDS.get(event.channel_type);
    if (kind === undefined || !isAskedMessage(event)) return;
    const { channel, ts, user, text = "" } = event;
    const optional = {
      team: undefined,
      thread_ts: undefined,
      bot_id: undefined,
      assistant_thread: undefined,
      edited: undefined,
      ...event,
    };
    const { team, thread_ts, bot_id } = optional;
    const said = { channel, ts, user, text, team, thread_ts, bot_id };
    const [isAssistant, edited] = [optional.assistant_thread !== undefined, optional.edited !== undefined];
    await hear({ ...said, isAssistant, edited, kind, eventId: body.event_id, body });
  });
}

/**
 * Conversations in which the bot hears all messages, whether or not they mention it. In others it hears only mentions.
 */
const KINDS: ReadonlyMap<string, Heard["kind"]> = new Map([
  ["im", "direct"],
  ["app_home", "direct"],
  ["mpim", "group"],
]);

async function askOf(
  context: Context,
  { text, channel, ts, thread_ts, user = "", team, eventId, kind, body, overheard }: Heard,
): Promise<Asking> {
  // Everyone in the channel reads the answer, whoever asks.
  const isShared = body.is_ext_shared_channel || (kind !== "direct" && (await context.hasOutsiders(channel)));
  const place: Place = {
    ...(await placeOf(context, body, { user, team: team ?? (await teamOf(context, user)) }, channel)),
    ...(thread_ts !== undefined && { id: thread_ts, parent: channel }),
    ...(isShared && { outsiders: true }),
  };
  const { command, words, rest } = meantBy(context, text);
  const meant = command !== undefined && !overheard ? { command, words: rest } : { command: PLAIN_WORDS, words };
  const ask: Ask = {
    ...{ id: eventId || `${channel}-${ts}`, ...meant, place, by: { id: user } },
    ...(kind !== "direct" && { aloud: true }),
    ...(overheard && { overheard }),
  };
  return { ask, isUnsure: isShared === "unknown" };
}

/** The words of a message, and the command that they begin with, if any. */
function meantBy({ me, bot, prefix }: Context, text: string): { command?: string; words: string; rest: string } {
  const words = saidTo(me.userId, text);
  const [, first = "", rest = ""] = /^(\S+)[^\S\n]*([\s\S]*)$/.exec(words) ?? [];
  const named = commandNamed(first, prefix);
  const isCommand = bot.specs.some(({ name }) => name === named) || first.startsWith("/");
  return { words, rest, ...(isCommand && { command: named }) };
}

/** Whether a message among people names the bot, or begins with a command whose name can't be an ordinary word. */
function isToUs(context: Context, text: string): boolean {
  const { command = "", words } = meantBy(context, text);
  const isOurs = command !== "" && (words.startsWith("/") || command.includes("-"));
  return isOurs || text.matchAll(MENTION).some(([, id]) => id === context.me.userId);
}

/**
 * The workspace of a sender whose message doesn't name it, as in some direct messages. The envelope names the workspace
 * that the event was sent to, which with Slack Connect is not the sender's, so Slack is asked. Undefined if Slack
 * doesn't say. https://docs.slack.dev/reference/objects/user-object
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
 * The words addressed to the bot. What follows its name comes first; what precedes it, such as a greeting or the
 * question itself ("what's next on the walkout? @nutgraf please"), comes after, on a line of its own.
 */
function saidTo(botUserId: string, text: string): string {
  const [before = "", ...after] = text
    .replace(MENTION, (mention, id: string) => (id === botUserId ? BREAK : mention))
    .split(BREAK)
    .map(typedText);
  return [...after, before].filter((words) => words !== "").join("\n");
}

const MENTION = /<@([^<>|]+)(?:\|[^<>]*)?>/g;
/** No message contains it. */
const BREAK = "\u0000";

/**
 * Somebody who edits a message may want to ask again, or may have forgotten the mention: privately explains how to ask.
 * An edited message is never answered again, whether or not this process knows that it was answered.
 */
async function tellOfEdits(context: Context, { channel, ts, thread_ts, user = "", eventId }: Heard): Promise<void> {
  const asked = { ask: eventId, channel, user, ...(thread_ts !== undefined && { thread: thread_ts }) };
  context.log.info({ ask: eventId, ts }, "a message that was edited is not answered");
  await replyPrivately(context, asked, notReadAgain);
}

const notReadAgain = notice(
  "Please ask in a new message",
  "A message that is edited is not read again. If it was answered already, that answer stands.",
);
