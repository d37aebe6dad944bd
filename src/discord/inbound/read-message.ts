import { MessageType } from "discord-api-types/v10";
import { type Asker, isRecord } from "#chat";
import { typedText } from "./typed-text.ts";

/** A message addressed to the bot. */
export type Heard = {
  readonly id: string;
  readonly channel: string;
  /** Absent in a direct message. */
  readonly server?: string;
  readonly by: Asker;
  readonly words: string;
  /**
   * Why the message is for the bot: it mentions it, it is a direct message, or it only replies to one of its messages.
   */
  readonly meant: "by name" | "alone" | "by answering";
  /** The message it replies to, as Discord includes it. */
  readonly answered?: unknown;
};

/**
 * What a message says to the bot; undefined if it isn't addressed to it, or comes from a program. `me`: the bot's user
 * id.
 */
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

/** Joins, pins and boosts are messages of other types. */
const SAID: ReadonlySet<unknown> = new Set([MessageType.Default, MessageType.Reply]);
const MENTION = /<@!?(\d+)>/g;

function namesIn(content: string): (string | undefined)[] {
  return [...content.matchAll(MENTION)].map(([, id]) => id);
}

/**
 * Whether it only replies to one of our messages. A reply mentions the author unless that is turned off; then Discord
 * leaves out the words.
 */
function isAnswerTo(
  me: string,
  { mentions, referenced_message: answered }: Readonly<Record<string, unknown>>,
): boolean {
  const isMe = (user: unknown) => isRecord(user) && user.id === me;
  return Array.isArray(mentions) && mentions.some(isMe) && isRecord(answered) && isMe(answered.author);
}

/**
 * The words addressed to the bot. What follows its name comes first; what precedes it, such as a greeting or the
 * question itself ("what's next on the walkout? @nutgraf please"), comes after, on a line of its own.
 */
function saidTo(me: string, content: string): string {
  const [before = "", ...after] = content
    .replace(MENTION, (mention, id: string) => (id === me ? BREAK : mention))
    .split(BREAK)
    .map((part) => typedText(part).trim());
  return [...after, before].filter((words) => words !== "").join("\n");
}

/** No message contains it. */
const BREAK = "\u0000";

function isId(value: unknown): value is string {
  return typeof value === "string" && /^\d{1,25}$/.test(value);
}
