import { MessageType } from "discord-api-types/v10";
import type { Asker } from "#chat";
import { isRecord } from "../transport/is-record.ts";
import { typedText } from "./typed-text.ts";

/** Something that somebody said to the bot. */
export type Heard = {
  readonly id: string;
  readonly channel: string;
  /** None in a direct message. */
  readonly server?: string;
  readonly by: Asker;
  readonly words: string;
  /** How it is known that the bot is meant: by name, by being alone with it, or only by answering a message of its own. */
  readonly meant: "by name" | "alone" | "by answering";
  /** The message that it answers, as Discord sends it along. */
  readonly answered?: unknown;
};

/** What a message says to the bot; undefined where it says nothing to it, or a program says it. `me`: the bot's user. */
export function heardIn(message: unknown, me: string): Heard | undefined {
  if (!isRecord(message) || !isRecord(message.author)) return undefined;
  const { id, channel_id: channel, guild_id: server, author, content = "", type, webhook_id, member } = message;
  if (!isId(id) || !isId(channel) || !isId(author.id) || typeof content !== "string") return undefined;
  if (server !== undefined && !isId(server)) return undefined;
  if (author.bot === true || author.id === me || webhook_id !== undefined || !SAID.has(type)) return undefined;
  const isNamed = namesIn(content).includes(me);
  const meant =
    server === undefined ? "alone" : isNamed ? "by name" : isAnswerTo(me, message) ? "by answering" : undefined;
  if (meant === undefined) return undefined;
  const nick = isRecord(member) ? member.nick : undefined;
  const name = [nick, author.global_name, author.username].find((one) => typeof one === "string" && one !== "");
  const by = { id: author.id, ...(typeof name === "string" && { name }) };
  const answered = isRecord(message.referenced_message) && { answered: message.referenced_message };
  return { id, channel, ...(server !== undefined && { server }), by, words: saidTo(me, content), meant, ...answered };
}

/** Joins, pins and boosts are messages too. */
const SAID: ReadonlySet<unknown> = new Set([MessageType.Default, MessageType.Reply]);
const MENTION = /<@!?(\d+)>/g;

function namesIn(content: string): (string | undefined)[] {
  return [...content.matchAll(MENTION)].map(([, id]) => id);
}

/** Whoever answers a message pings its author, unless they turn that off: then the words are left out. */
function isAnswerTo(
  me: string,
  { mentions, referenced_message: answered }: Readonly<Record<string, unknown>>,
): boolean {
  const isMe = (user: unknown) => isRecord(user) && user.id === me;
  return Array.isArray(mentions) && mentions.some(isMe) && isRecord(answered) && isMe(answered.author);
}

/**
 * What is said to the bot: what follows its name goes first, and what stands before it, as a greeting or the question
 * itself ("what's next on the walkout? @nutgraf please"), after it on a line of its own.
 */
function saidTo(me: string, content: string): string {
  const [before = "", ...after] = content
    .replace(MENTION, (mention, id: string) => (id === me ? BREAK : mention))
    .split(BREAK)
    .map((part) => typedText(part).trim());
  return [...after, before].filter((words) => words !== "").join("\n");
}

/** No message holds it. */
const BREAK = "\u0000";

function isId(value: unknown): value is string {
  return typeof value === "string" && /^\d{1,25}$/.test(value);
}
