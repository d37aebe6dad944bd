import { isObject, nested } from "./limits.ts";
import { type Live, type ReadLine, readMarkdown } from "./markdown.ts";

/** A message as a reader has it before them. */
export type ReadMessage = {
  readonly lines: readonly ReadLine[];
  readonly live: readonly Live[];
  /** What can be pressed or chosen, by label, with its state. */
  readonly controls: readonly { readonly label: string; readonly id: string }[];
  readonly placeholder?: string;
};

/** Reads a message from its payload, of whichever kind. */
export function readMessage(message: unknown): ReadMessage {
  if (!isObject(message)) return { lines: [], live: [], controls: [] };
  const parts = nested(Array.isArray(message.components) ? message.components : []);
  const texts = parts.flatMap(({ type, content }) => (type === 10 ? [String(content)] : []));
  const read = [...(typeof message.content === "string" ? [message.content] : []), ...texts].map(readMarkdown);
  const menu = parts.find(({ type }) => type === 3);
  const buttons = parts.filter(({ type }) => type === 2).map(({ label, custom_id: id }) => control(label, id));
  const options = Array.isArray(menu?.options)
    ? menu.options.filter(isObject).map(({ label, value }) => control(label, value))
    : [];
  return {
    lines: read.flatMap(({ lines }) => lines),
    live: read.flatMap(({ live }) => live),
    controls: [...buttons, ...options],
    ...(typeof menu?.placeholder === "string" && { placeholder: menu.placeholder }),
  };
}

/** The words of a message, a line for each line. */
export function wordsOf(message: unknown): string {
  return readMessage(message)
    .lines.map(({ text }) => text)
    .join("\n");
}

function control(label: unknown, id: unknown) {
  return { label: String(label), id: String(id) };
}
