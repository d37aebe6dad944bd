import type { Instant } from "#chat";
import { flat } from "./escape.ts";

/** Commands by name, as Discord knows them: what is named can then be pressed. */
export type CommandIds = ReadonlyMap<string, string>;

/** A command's name: one that opens when it is pressed, where its id is known. */
export function commandName(name: string, ids: CommandIds = NONE): string {
  const id = ids.get(name);
  return id === undefined ? `**/${flat(name)}**` : `</${name}:${id}>`;
}

/** Text of ours on one line: commands that it names can be pressed, and instants are shown in each reader's own zone. */
export function liveText(text: string, instants: readonly Instant[] = [], ids: CommandIds = NONE): string {
  let shown = flat(text);
  for (const { said, atMs } of instants) {
    // Whoever reads along elsewhere reads the words; a function, since `$` means something in a replacement.
    if (Number.isFinite(atMs)) shown = shown.replace(flat(said), () => `<t:${Math.floor(atMs / 1_000)}:F>`);
  }
  if (ids.size === 0) return shown;
  return shown.replace(NAMED, (whole, name: string) => (ids.has(name) ? commandName(name, ids) : whole));
}

const NONE: CommandIds = new Map();
/** `/whats-next`, but no part of an address or of a path. */
const NAMED = /(?<![\w/<.:\\-])\/([a-z]+(?:-[a-z]+)*)(?![\w/-])/g;
