import { Routes } from "discord-api-types/v10";
import {
  type Ask,
  type Bot,
  ChatError,
  createCooldown,
  createOnce,
  type Place,
  type PublicRecord,
  type Reply,
  takesLong,
} from "#chat";
import type { AllowedServers } from "../outbound/allowed-servers.ts";
import type { ThreadParents } from "../outbound/thread-parents.ts";
import { ANSWERED_MS, CHANNEL_ASKS, COOLDOWN_MS, PERSON_ASKS } from "../render/limits.ts";
import { toChatError } from "../transport/errors.ts";
import type { Log } from "../transport/log.ts";
import { persist, type Send } from "../transport/rest.ts";
import { conversationOf } from "./last-story.ts";
import { type Heard, heardIn } from "./read-message.ts";

export type MessagesOptions = {
  readonly bot: Bot;
  /** The id of the bot's user; undefined until it is known. */
  readonly me: () => string | undefined;
  readonly allowed: AllowedServers;
  readonly parents: ThreadParents;
  /** Answers a message in its place, once per key. */
  readonly post: (place: Place, reply: Reply, key: string, replyTo?: string) => Promise<{ readonly message: string }>;
  readonly send: Send;
  readonly record?: PublicRecord | undefined;
  readonly log: Log;
  readonly now: () => number;
};

export type MessageListener = {
  /** Accepts any message payload from the gateway. */
  hear(data: unknown): void;
  /** Resolves when everything heard so far is answered. */
  settled(): Promise<void>;
};

/**
 * Answers mentions and direct messages in plain words. Whoever asks too often is told so once, then ignored for a
 * while.
 */
export function listenToMessages(options: MessagesOptions): MessageListener {
  const { log, now, me } = options;
  const isAgain = createOnce();
  const person = createCooldown({ ...PERSON_ASKS, restMs: COOLDOWN_MS, now });
  const channel = createCooldown({ ...CHANNEL_ASKS, restMs: COOLDOWN_MS, now });
  const open = new Set<Promise<void>>();
  /** A person's ignored messages don't count toward the channel's limit. */
  const mayAsk = (heard: Heard) => {
    const own = person(heard.by.id);
    return own === "answer" && heard.server !== undefined ? channel(heard.channel) : own;
  };
  return {
    hear(data) {
      const own = me();
      const heard = own === undefined ? undefined : heardIn(data, own);
      if (!heard || isAgain(heard.id)) return;
      const work = handle(heard, mayAsk, options).catch((error: unknown) => {
        log.error({ message: heard.id }, `a message could not be answered: ${toChatError(error).message}`);
      });
      open.add(work);
      void work.finally(() => open.delete(work));
    },
    async settled() {
      await Promise.all(open);
    },
  };
}

async function handle(
  heard: Heard,
  mayAsk: (heard: Heard) => "answer" | "tell" | "silence",
  options: MessagesOptions,
): Promise<void> {
  const { bot, allowed, parents } = options;
  const { id, server, by, words } = heard;
  const parent = server === undefined ? undefined : await parents.of(heard.channel);
  const place: Place = { platform: "discord", tenant: server ?? "", id: heard.channel, ...(parent && { parent }) };
  if (server !== undefined && (await bot.hearsMentions?.(place)) === false) return;
  const may = mayAsk(heard);
  if (may === "silence") return;
  if (may === "tell") return answer(heard, place, TOO_OFTEN, options);
  if (!(await allowed.admits({ server, person: by.id, alone: server === undefined })))
    return answer(heard, place, NOT_HERE, options);
  const ask: Ask = { id, command: "nutgraf", words, place, by, ...(server !== undefined && { aloud: true }) };
  const before = conversationOf({ ...heard, isOne: server === undefined || parent !== undefined }, options);
  const answering = bot.answer(ask, before);
  if (await takesLong(answering)) void sayTyping(heard.channel, options);
  const reply = await answering;
  // "Thanks!" asks nothing.
  if (reply.isUnasked && server !== undefined) return;
  if (heard.meant === "by answering" && reply.outcome === "none") return;
  await answer(heard, place, reply, options);
}

/** Answers in the channel or, if the bot may not post there, in a direct message that says why. */
async function answer(heard: Heard, place: Place, reply: Reply, options: MessagesOptions): Promise<void> {
  const { post, record, log, now } = options;
  const { id, by, server } = heard;
  const startedAt = now();
  const inTime = (waitMs: number) => Math.abs(now() - startedAt) + waitMs < ANSWERED_MS;
  const key = `answer:${id}`;
  const tell = (posted: Parameters<PublicRecord["tell"]>[0]["posted"]) => {
    if (server === undefined || reply.outcome !== "answered" || reply.edition === undefined) return;
    record?.tell({ ask: id, kind: "answer", place, reply, posted });
  };
  try {
    tell(await persist(() => post(place, reply, key, id), DELAYS_MS, inTime));
  } catch (error) {
    const { trouble, message } = toChatError(error);
    log.warn({ message: id, trouble }, `an answer to a message failed: ${message}`);
    if (trouble === "unknown-outcome") tell("unknown");
    if (server === undefined || (trouble !== "forbidden" && trouble !== "needs-invite")) return;
    const direct: Place = { platform: "discord", tenant: "", id: by.id, person: true };
    const why = error instanceof ChatError ? (error.forPeople ?? message) : message;
    const told = { ...reply, blocks: [notice(`This could not be posted where you asked: ${why}.`), ...reply.blocks] };
    await persist(() => post(direct, told, `${key}:direct`), DELAYS_MS, inTime);
  }
}

const DELAYS_MS = [500, 2_000, 8_000, 15_000];

/** Shows “… is typing”. A failure doesn't matter. */
async function sayTyping(channel: string, { send, log }: MessagesOptions): Promise<void> {
  try {
    await send({ method: "POST", route: Routes.channelTyping(channel) });
  } catch (error) {
    log.info({ channel }, `a progress message failed: ${toChatError(error).message}`);
  }
}

const TOO_OFTEN = sentence(
  "A moment, please",
  "That is more than I can answer in a minute. I'll be silent here for two minutes; commands (type /) still work.",
);
const NOT_HERE = sentence(
  "Not here",
  "Sorry, this bot only works in the servers of the people who run it, and for their members.",
);

function sentence(title: string, text: string): Reply {
  return { outcome: "none", title, blocks: [notice(text)], notes: [], actions: [] };
}

function notice(text: string) {
  return { kind: "notice", tone: "info", text } as const;
}
