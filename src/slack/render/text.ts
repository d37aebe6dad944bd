import type { types } from "@slack/bolt";
import { plain } from "#chat";

/** Plain text that Slack shows as it stands: for labels and titles, cut at a word where it is too long. */
export function plainText(text: string, most: number): types.PlainTextElement {
  const shown = shorten(text, most);
  return { type: "plain_text", text: shown === "" ? "–" : shown, emoji: false };
}

/**
 * For text that Slack reads as markup (the fallback text): entities escaped, and a word joiner (U+2060) after what would
 * open an address, a mention or an emoji code. https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function defuse(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[:@#](?=\S)/g, "$&\u2060");
}

/** A label cut at a word, never inside a character as people see it. */
export function shorten(text: string, most: number): string {
  const shown = trimmed(text);
  if (shown.length <= most) return shown;
  let kept = "";
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(shown.slice(0, most))) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  const word = kept.replace(/\s+\S*$/, "");
  return `${(word.length > most / 2 ? word : kept).trimEnd().toWellFormed()}…`;
}

/** One line of text without space around it. */
export function trimmed(text: string): string {
  return plain(text).trim();
}
