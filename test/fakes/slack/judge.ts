import type { Reply } from "#chat";
import { faultsIn } from "./blocks.ts";
import { readMessage } from "./read.ts";

/** Lowest total at which Slack was seen to refuse, less a tenth. */
const TOTAL = 10_000;

/** Everything wrong with a message made of a reply: beyond a limit, live without our doing, or parted from its sources. */
export function judge(reply: Reply, message: { text: string; blocks: object[] }, total = TOTAL): string[] {
  const faults = faultsIn(message.blocks, "message");
  const size = JSON.stringify(message.blocks).length;
  if (size > total) faults.push(`${size} characters of blocks, ${total} allowed`);
  if (message.text === "" || message.text.length > 4_000) faults.push(`a fallback text of ${message.text.length}`);
  const { live, text } = readMessage(message);
  faults.push(...live.filter((token) => !isOurs(token, reply)).map((token) => `live: ${token}`));
  return [...faults, ...parted(reply, text)];
}

/** Links lead to words that are cited; the one date is that of the last change. */
function isOurs(token: string, { blocks, changedAt }: Reply): boolean {
  if (token.startsWith("link:")) {
    const cites = blocks.flatMap((block) => ("lines" in block ? block.lines.flatMap(({ cites }) => cites) : []));
    return cites.some(({ url }) => url && token === `link:${URL.parse(url)?.href}`);
  }
  return changedAt !== undefined && token.startsWith(`<!date^${Date.parse(changedAt) / 1_000}^{date_short_pretty}|`);
}

/** A mark without its source named in a line of its own below. */
function parted({ notes }: Reply, text: string): string[] {
  const marks = new Set([...text.matchAll(/\[(\d+)\](?=(?:\[\d+\])*$)/gm)].map(([, number]) => Number(number)));
  return [...marks]
    .filter((number) => notes.some((note) => note.number === number))
    .filter((number) => !new RegExp(`^\\[${number}\\] `, "m").test(text))
    .map((number) => `source ${number} is not named`);
}
