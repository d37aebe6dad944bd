import type { Instant } from "#chat";
import { flat } from "./escape.ts";

/** Ids of commands by name: with its id, a command in a text can be clicked. */
export type CommandIds = ReadonlyMap<string, string>;

/** A command's name; clickable if its id is known. */
export function commandName(name: string, ids: CommandIds = NONE): string {
  const id = ids.get(name);
  return id === undefined ? `**/${flat(name)}**` : `</${name}:${id}>`;
}

/** Our own text on one line: commands in it can be clicked, and instants are shown in each reader's own time zone. */
export function liveText(text: string, instants: readonly Instant[] = [], ids: CommandIds = NONE): string {
  let shown = flat(text);
  for (const { said, atMs } of instants) {
    // Readers elsewhere get the words. A function, since `$` is special in a replacement string.
    if (Number.isFinite(atMs)) shown = shown.replace(flat(said), () => `<t:${Math.floor(atMs / 1_000)}:F>`);
  }
  if (ids.size === 0) return shown;
  return shown.replace(NAMED, (whole, name: string) => (ids.has(name) ? commandName(name, ids) : whole));
}

const NONE: CommandIds = new Map();
/** `/whats-next`, but not as part of an address or a path. */
const NAMED = /(?<![\w/<.:\\-])\/([a-z]+(?:-[a-z]+)*)(?![\w/-])/g;
