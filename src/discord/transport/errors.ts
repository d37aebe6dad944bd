import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { ChatError, type ChatTrouble, isRecord, whyNeverSent } from "#chat";
import { usable } from "./foreign-answers.ts";

/** What an error code means for whoever waits, and what to do about it. */
type Meaning = {
  readonly trouble: ChatTrouble;
  readonly words: string;
  /** How to make it work again, if not by letting the bot post. */
  readonly remedy?: string;
};

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
export const MEANINGS: ReadonlyMap<number, Meaning> = new Map(
  Object.entries({
    10003: { trouble: "gone", words: "the channel is gone" },
    10004: { trouble: "tenant-gone", words: "the server is gone, or the bot was removed from it" },
    10008: { trouble: "gone", words: "the message is gone" },
    10015: { trouble: "gone", words: "it is too late to answer this" },
    10062: { trouble: "gone", words: "the first response came too late, or another process answered" },
    20016: { trouble: "busy", words: "the channel is in slow mode" },
    20022: { trouble: "busy", words: "too many edits in this channel" },
    20028: { trouble: "busy", words: "too many messages in this channel" },
    20029: { trouble: "busy", words: "too many messages in this server" },
    30046: { trouble: "busy", words: "too many edits of old messages" },
    40004: { trouble: "busy", words: "sending is turned off for now" },
    40005: { trouble: "our-bug", words: "the message is too large" },
    40058: {
      trouble: "forbidden",
      words: "this is a forum: choose one of its posts",
      remedy: "Choose one of its threads",
    },
    40060: { trouble: "our-bug", words: "this was already answered; two processes may be using one token" },
    40062: { trouble: "busy", words: "too many requests of this kind" },
    40067: { trouble: "forbidden", words: "posts of this forum need a tag", remedy: "Choose one of its threads" },
    40094: { trouble: "gone", words: "no more follow-up messages are allowed" },
    40333: { trouble: "our-bug", words: "the request was blocked before it was read" },
    50001: { trouble: "needs-invite", words: "the bot cannot see this channel: it needs “View Channel”" },
    50005: { trouble: "forbidden", words: "the message is somebody else's" },
    50006: { trouble: "our-bug", words: "the message was empty" },
    50007: {
      trouble: "forbidden",
      words: "this person doesn't accept direct messages",
      remedy: "Allow direct messages from members of a server that it is in",
    },
    50008: {
      trouble: "forbidden",
      words: "messages cannot be posted in this kind of channel",
      remedy: "Choose a text channel",
    },
    50013: { trouble: "forbidden", words: "the bot lacks a permission here" },
    50024: {
      trouble: "forbidden",
      words: "messages cannot be posted in this kind of channel",
      remedy: "Choose a text channel",
    },
    50035: { trouble: "our-bug", words: "the message is invalid" },
    50083: { trouble: "forbidden", words: "the thread is archived: reopen it", remedy: "Reopen it" },
    50109: { trouble: "our-bug", words: "the message could not be read" },
    50278: { trouble: "forbidden", words: "this person shares no server with the bot" },
    130000: { trouble: "busy", words: "Discord is overloaded" },
    160005: { trouble: "forbidden", words: "the thread is locked", remedy: "Unlock it" },
    200000: { trouble: "forbidden", words: "a rule of this server's AutoMod blocked the message" },
    200001: { trouble: "forbidden", words: "a rule of this server's AutoMod blocked the title" },
    240000: { trouble: "forbidden", words: "Discord considers a link in the message harmful" },
  } satisfies Record<number, Meaning>).map(([code, meaning]) => [Number(code), meaning]),
);

/** Codes for a message refused because of its form: a plainer one may be accepted. */
const REFUSED_FORMS: ReadonlySet<unknown> = new Set([40005, 50006, 50035, 50109]);

/** Codes for a message refused because of its words: it may be accepted without links. */
const REFUSED_WORDS: ReadonlySet<unknown> = new Set([200000, 200001, 240000]);

/**
 * A failed call as a ChatError, which says what to do next. Nothing of the request is kept, since its address contains
 * tokens. If no response came, or one that isn't Discord's, the request may have been carried out.
 */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  const cause = new Error(message === "" ? name : message);
  if (error instanceof RateLimitError)
    return new ChatError("busy", "Discord asks to wait", {
      cause,
      retryAfterMs: Math.ceil(error.retryAfter),
      general: error.global,
    });
  if (error instanceof DiscordAPIError) {
    const meaning = MEANINGS.get(Number(error.code)) ?? byStatus(error);
    const seconds = meaning.trouble === "busy" ? waitIn(error.rawError) : undefined;
    const { words, remedy } = meaning;
    const told = remedy === undefined ? {} : { forPeople: words, remedy };
    const more = { cause, ...told, ...(seconds !== undefined && { retryAfterMs: Math.ceil(seconds * 1_000) }) };
    return new ChatError(meaning.trouble, `${words} (${error.code})`, more);
  }
  if (error instanceof HTTPError)
    return new ChatError("unknown-outcome", `Discord failed with HTTP ${error.status}`, { cause });
  const why = whyNeverSent(error);
  if (why !== undefined) return new ChatError("busy", `Discord cannot be reached (${why})`, { cause });
  return new ChatError("unknown-outcome", "Discord did not answer", { cause });
}

function waitIn(body: unknown): number | undefined {
  return isRecord(body) ? usable(body.retry_after) : undefined;
}

/** Discord's own error code, if it gave one. */
export function discordCode(error: unknown): number | undefined {
  return error instanceof DiscordAPIError ? Number(error.code) : undefined;
}

/** Whether a message was refused because of its form, so that a plainer one may be accepted. */
export function isRefusedForm(error: unknown): boolean {
  return error instanceof DiscordAPIError && REFUSED_FORMS.has(Number(error.code));
}

/** Whether a message was refused because of its words, so that it may be accepted without links. */
export function isRefusedWords(error: unknown): boolean {
  return error instanceof DiscordAPIError && REFUSED_WORDS.has(Number(error.code));
}

/** Whether Discord refused this message but may accept another in its place. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof DiscordAPIError) || isUnauthorized(error) || Number(error.code) === ALREADY_ANSWERED)
    return false;
  return toChatError(error).trouble !== "gone" && !isPassing(error);
}

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
export const ALREADY_ANSWERED = 40060;
export const UNKNOWN_CHANNEL = 10003;
export const UNKNOWN_MESSAGE = 10008;

/** Whether the same call may succeed a little later: Discord failed, or didn't answer. */
export function isPassing(error: unknown): boolean {
  if (isUnauthorized(error)) return false;
  const { trouble } = toChatError(error);
  return trouble === "busy" || trouble === "unknown-outcome";
}

/** Whether Discord refused the bot's token or the interaction's. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status === 401;
}

/** What an HTTP status means if Discord's code is unknown here; 0 means that it gave none. */
function byStatus({ status, code }: DiscordAPIError): Meaning {
  // The post may still be made once whoever runs the bot sets a valid token.
  if (status === 401 && code === 0) return { trouble: "busy", words: "Discord does not accept the token" };
  if (status === 403) return { trouble: "forbidden", words: "Discord forbids this" };
  if (status === 404 && code !== 0) return { trouble: "gone", words: "Discord can't find this" };
  return { trouble: "our-bug", words: `Discord refused the request with HTTP ${status}` };
}
