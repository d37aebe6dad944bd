import type { App } from "@slack/bolt";
import type { Ask, Place, Reply } from "#chat";
import { type Context, sorry } from "./context.ts";
import { codeOf, toChatError } from "./errors.ts";
import { answerInTime, SIGN_OF_LIFE } from "./in-time.ts";
import { LIMITS } from "./limits.ts";
import { commandNamed } from "./names.ts";
import { createOnce } from "./once.ts";
import { renderMessage } from "./render.ts";
import { wordsOf } from "./words.ts";

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
    await answerInThread(kit, message, await askOf(kit, message));
  };
  app.event("app_mention", async ({ event, body }) => {
    await hear({ ...event, eventId: body.event_id, team: teamOf(body, event.team) });
  });
  app.event("message", async ({ event, body }) => {
    // What is edited, deleted or joined has a subtype; a file with words about it is still asked.
    if (event.channel_type !== "im" || (event.subtype !== undefined && event.subtype !== "file_share")) return;
    const team = "team" in event ? event.team : undefined;
    await hear({ ...event, text: event.text ?? "", eventId: body.event_id, team: teamOf(body, team) });
  });
}

type Heard = {
  readonly text: string;
  readonly channel: string;
  readonly ts: string;
  readonly eventId: string;
  readonly team?: string | undefined;
  readonly thread_ts?: string | undefined;
  readonly user?: string | undefined;
  readonly bot_id?: string | undefined;
};

async function askOf(
  context: Context,
  { text, channel, ts, thread_ts, user = "", team, eventId }: Heard,
): Promise<Ask> {
  const { me, bot, prefix } = context;
  const tenant = team ?? me.teamId;
  const outsiders = await context.hasOutsiders(channel);
  const place: Place = {
    platform: "slack",
    tenant,
    ...(thread_ts === undefined ? { id: channel } : { id: thread_ts, parent: channel }),
    ...(outsiders && { outsiders }),
  };
  const words = wordsOf(text, me.userId);
  const [, first = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/.exec(words) ?? [];
  const named = commandNamed(first, prefix);
  const isNamed = bot.specs.some(({ name }) => name === named) || first.startsWith("/");
  const meant = isNamed ? { command: named, words: rest } : { command: PLAIN_WORDS, words };
  return { id: eventId || `${channel}-${ts}`, ...meant, place, by: { id: user } };
}

async function answerInThread(context: Context, { channel, ts, thread_ts }: Heard, ask: Ask): Promise<void> {
  const { client, log } = context;
  const to = { channel, thread_ts: thread_ts ?? ts, unfurl_links: false, unfurl_media: false };
  let announced: string | undefined;
  const say = (text: string) => client.chat.postMessage({ ...to, text });
  const reply = await answerInTime(context, ask, async () => {
    announced = (await say(SIGN_OF_LIFE)).ts;
  });
  const send = async (reply: Reply, total: number) => {
    const message = renderMessage(reply, { seenBy: "everyone", prefix: context.prefix, total });
    if (announced === undefined) await client.chat.postMessage({ ...to, ...message });
    else await client.chat.update({ channel, ts: announced, ...message });
  };
  try {
    await send(reply, LIMITS.messageTotal);
  } catch (error) {
    const { trouble, message } = toChatError(error, "answering in a thread");
    log.error({ ask: ask.id, trouble }, message);
    if (!/blocks|msg_too_long/.test(codeOf(error) ?? "")) return;
    await send(reply, LIMITS.messageTotalAfterRefusal).catch(() => send(sorry(ask.id), LIMITS.messageTotal));
  }
}

/** In shared channels the envelope names the workspace that installed the app apart from the one that spoke. */
function teamOf(body: { team_id?: string; context_team_id?: string | null }, spoke: string | undefined) {
  return spoke ?? body.context_team_id ?? body.team_id;
}
