import type { types } from "@slack/bolt";
import { plain, shorten } from "#chat";

/** Plain text that Slack shows literally, for labels and titles; cut at a word if longer than `most`. */
export function plainText(text: string, most: number): types.PlainTextElement {
  const shown = shorten(text, most);
  return { type: "plain_text", text: shown === "" ? "–" : shown, emoji: false };
}

/**
 * For text that Slack parses as markup (the fallback text): entities escaped, and a word joiner (U+2060) after anything
 * that would start an address, a mention or an emoji code.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function defuse(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[:@#](?=\S)/g, "$&\u2060");
}

/** Text on one line, trimmed. */
export function trimmed(text: string): string {
  return plain(text).trim();
}
