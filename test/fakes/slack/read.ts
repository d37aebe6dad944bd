/** What a person reads in a message, and what of it Slack makes live. */
export type Read = { readonly text: string; readonly live: readonly string[] };

type Thing = { readonly [key: string]: unknown };

/** Reads a message or a view as Slack shows it: blocks where there are any, otherwise the text. */
export function readMessage({ blocks, text }: { readonly [key: string]: unknown }): Read {
  const live: string[] = [];
  if (typeof text === "string") live.push(...liveInMarkup(text, false));
  const lines = Array.isArray(blocks)
    ? blocks.flatMap((block) => readBlock(block, live))
    : [unescaped(String(text ?? ""))];
  return { text: lines.join("\n"), live };
}

function readBlock(block: Thing, live: string[]): string[] {
  switch (block.type) {
    case "header":
    case "section":
      return [readText(block.text, live)];
    case "context":
      return [
        things(block.elements)
          .map((element) => readText(element, live))
          .join(" "),
      ];
    case "rich_text":
      return things(block.elements).flatMap((part) => readPart(part, live));
    case "actions":
      return things(block.elements).flatMap((element) => {
        const options = things(element.options).map(({ text }) => readText(text, live));
        return [readText(element.text ?? element.placeholder, live), ...options];
      });
    case "input":
      return [readText(block.label, live)];
    default:
      return [];
  }
}

function readPart(part: Thing, live: string[]): string[] {
  if (part.type === "rich_text_list")
    return things(part.elements).flatMap((item) => readPart(item, live).map((line) => `• ${line}`));
  const words = things(part.elements).map((element) => {
    if (element.type === "text") return String(element.text);
    live.push(element.type === "link" ? `link:${element.url}` : `${element.type}:${JSON.stringify(element)}`);
    return String(element.text ?? "");
  });
  return [words.join("")];
}

function readText(text: unknown, live: string[]): string {
  const { type, text: words = "", verbatim, emoji } = (text ?? {}) as Thing;
  if (type === "mrkdwn") {
    live.push(...liveInMarkup(String(words), verbatim === true));
    return unescaped(String(words));
  }
  if (emoji !== false) live.push(...emojiIn(String(words)));
  return String(words);
}

/** https://docs.slack.dev/messaging/formatting-message-text: tokens are live; without verbatim, bare names and addresses too. */
function liveInMarkup(text: string, verbatim: boolean): string[] {
  const tokens = text.match(/<[^>]*>/g) ?? [];
  const bare = verbatim ? [] : (text.match(/\b[a-z][a-z+.-]*:\/\/\S+|(?<!\S)[@#][\w-]+|[\w.]+@[\w-]+\.\w+/gi) ?? []);
  return [...tokens, ...bare, ...emojiIn(text)];
}

function emojiIn(text: string): string[] {
  return text.replace(/<[^>]*>/g, "").match(/:[a-z0-9_+'-]+:/gi) ?? [];
}

function unescaped(text: string): string {
  return text
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function things(list: unknown): readonly Thing[] {
  return Array.isArray(list) ? list : [];
}
