import type { types } from "@slack/bolt";
import {
  type Action,
  type Block,
  CHANGE_WORDS,
  type Cite,
  fit as cutToFit,
  footing,
  isPassedOver,
  type Line,
  type ListItem,
  marksOf,
  type Note,
  nameOf,
  type Place,
  plain,
  type Reply,
  type Spec,
  shorten,
} from "#chat";
import { renderActions } from "./buttons.ts";
import { slackName } from "./command-names.ts";
import { LIMITS } from "./limits.ts";
import { defuse, plainText, trimmed } from "./text.ts";

/** What is sent: blocks, and text for notifications and screen readers. */
export type SlackMessage = { readonly text: string; readonly blocks: types.KnownBlock[] };

export type Rendering = {
  /** Public messages have no Share button. */
  readonly seenBy: "asker" | "everyone";
  readonly prefix?: string;
  /** It is in a thread and about the channel. */
  readonly ofChannel?: boolean | undefined;
  /** A link to a message. */
  readonly link?: { readonly text: string; readonly url: string };
  /** The most characters of all blocks together, as JSON; UTF-8 bytes if `counts` says so. */
  readonly total?: number;
  readonly counts?: "bytes";
  readonly mostBlocks?: number;
};

/**
 * A reply as a Slack message. If it is too long, whole points are left out, and the message says so and offers them.
 */
export function renderMessage(reply: Reply, rendering: Rendering): SlackMessage {
  return { text: renderText(reply), blocks: renderBlocks(reply, rendering) };
}

/** The blocks of a reply, within the limits that `rendering` sets. */
export function renderBlocks(reply: Reply, rendering: Rendering): types.KnownBlock[] {
  const { total = LIMITS.messageTotal, mostBlocks = LIMITS.messageBlocks } = rendering;
  const made = new WeakMap<Reply, types.KnownBlock[]>();
  const blocksOf = (candidate: Reply) => {
    const shown = isPassedOver(candidate) ? withDialog(candidate) : candidate;
    const blocks = made.get(candidate) ?? frame(shown, { ...rendering, total });
    made.set(candidate, blocks);
    return blocks;
  };
  const fits = (candidate: Reply) => {
    const blocks = blocksOf(candidate);
    if (blocks.length > mostBlocks) return false;
    const json = JSON.stringify(blocks);
    return (rendering.counts === "bytes" ? Buffer.byteLength(json) : json.length) <= total;
  };
  return blocksOf(cutToFit(reply, fits));
}

/** Offers a dialog for a point too long for any message, such as one with a dozen long quotes. */
function withDialog(reply: Reply): Reply {
  const { answers, actions } = reply;
  const open: Action | undefined = answers && { label: "Open in a dialog", ask: answers, shown: "dialog" };
  return { ...reply, actions: open ? [open, ...actions] : actions };
}

/** `IRS data sharing: what's happening. 5 points, 2 sources.` Nothing in it can become a mention, link or emoji. */
export function renderText({ title, blocks, notes }: Reply): string {
  const sections = blocks.flatMap((block) => (block.kind === "heading" ? [block.text] : []));
  const points = blocks.reduce((sum, block) => sum + ("lines" in block ? block.lines.length : 0), 0);
  const notice = blocks.find((block) => block.kind === "notice");
  const [only, ...more] = sections;
  const about = only !== undefined && more.length === 0 ? `: ${lowerFirst(only)}` : "";
  const counts = [count(points, "point"), count(notes.length, "source")].join(", ");
  const said = points > 0 ? `${title}${about}. ${counts}.` : `${title}. ${notice?.text ?? ""}`;
  return defuse(shorten(said, LIMITS.fallbackText));
}

function frame(reply: Reply, rendering: Rendering & { total: number }): types.KnownBlock[] {
  const sources = renderSources(reply);
  return [
    { type: "header", text: plainText(reply.title, LIMITS.header) },
    ...reply.blocks.flatMap((block) => renderBlock(block, rendering.prefix)),
    ...(rendering.link ? rich([section({ type: "link", ...rendering.link })]) : []),
    ...sources,
    ...renderFooter(reply),
    ...renderActions(reply, rendering),
  ];
}

function renderBlock(block: Block, prefix = ""): types.KnownBlock[] {
  switch (block.kind) {
    case "heading":
      if (block.level === "topic") return [{ type: "header", text: plainText(block.text, LIMITS.header) }];
      return rich([section(text(shorten(block.text, LIMITS.header), { bold: true }))]);
    case "notice":
      return rich([section(text(block.text), ...(block.where ? [text(" Where: "), sayPlace(block.where)] : []))]);
    case "lines":
      return rich(list(block.lines.map((line) => section(...sayLine(line)))));
    case "list":
      return rich(list(block.items.map((item) => section(...sayItem(item)))));
    case "commands":
      return rich(list(block.specs.map((spec) => section(...sayCommand(spec, prefix)))));
    case "quotes":
      return block.lines.flatMap((line, index) => rich(sayQuotes(line, (block.first ?? 1) + index)));
  }
}

type Element = types.RichTextElement;
type Part = types.RichTextBlockElement;

function sayLine(line: Line): Element[] {
  const lead = line.change === undefined ? [] : [text(CHANGE_WORDS[line.change], { bold: true })];
  const remark = line.remark === undefined ? [] : [text(` (${trimmed(line.remark)})`)];
  return [...lead, text(`${trimmed(line.text)} `), ...marksOf(line).map(({ cites }) => mark(cites[0])), ...remark];
}

/** Slack shows a channel's name itself, to those who may see it. */
function sayPlace(place: Place): Element {
  const channel = place.parent ?? place.id;
  return place.platform === "slack" && /^[CDG][A-Z0-9]+$/.test(channel)
    ? { type: "channel", channel_id: channel }
    : text(nameOf(place));
}

function sayItem({ label, detail }: ListItem): Element[] {
  return [text(label, { bold: true }), ...(detail === undefined ? [] : [text(` · ${trimmed(detail)}`)])];
}

function sayCommand({ name, hint, summary }: Spec, prefix: string): Element[] {
  return [text(`${slackName(name, prefix)} ${hint}`.trim(), { code: true }), text(` ${trimmed(summary)}`)];
}

/** A numbered point with the quotes it rests on. */
function sayQuotes(line: Line, number: number): Part[] {
  const around = (words: string) => (plain(words) === "" ? [] : [text(words)]);
  const quoted = line.cites.map((cite): Part => {
    const words = [...around(cite.before), text(`“${plain(cite.quote)}”`, { bold: true }), ...around(cite.after)];
    return { type: "rich_text_quote", elements: merged([mark(cite), text(" "), ...words]) };
  });
  return [section(text(`${number}. `), ...sayLine(line)), ...quoted];
}

/** A line for each source, by its number. */
function renderSources({ notes }: Reply): types.KnownBlock[] {
  return rich(notes.map((note) => section(text(`[${note.number}] ${attribution(note)}`))));
}

function renderFooter(reply: Reply): types.KnownBlock[] {
  const { notes, changedAt, sharedBy } = reply;
  const shared: types.KnownBlock[] =
    sharedBy === undefined
      ? []
      : [{ type: "context", elements: [plainText(`Shared by ${sharedBy.name ?? sharedBy.id}`, LIMITS.contextText)] }];
  if (notes.length === 0) return shared;
  const words = footing(reply, changedAt === undefined ? undefined : dateToken(changedAt), (words) =>
    defuse(plain(words)),
  );
  return [...shared, { type: "context", elements: [{ type: "mrkdwn", text: words, verbatim: true }] }];
}

/**
 * A date, which Slack shows in the reader's own format:
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
function dateToken(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return defuse(instant);
  return `<!date^${Math.floor(date.getTime() / 1_000)}^{date_short_pretty}|${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}>`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The number of a source, linked to the quoted words. */
function mark({ source, url }: Cite): Element {
  const label = `[${source}]`;
  const parsed = url === undefined ? null : URL.parse(url);
  // The normalized address may be three times as long as the original, since non-ASCII letters are escaped.
  if (!parsed || parsed.href.length > LIMITS.url || !/^https?:$/.test(parsed.protocol)) return text(label);
  return { type: "link", url: parsed.href, text: label };
}

function attribution({ title, author, publisher, published }: Note): string {
  return [title, author, publisher, published]
    .flatMap((part) => (part === undefined ? [] : [trimmed(part)]))
    .join(" · ");
}

function rich(elements: Part[]): types.KnownBlock[] {
  return elements.length > 0 ? [{ type: "rich_text", elements }] : [];
}

function section(...elements: Element[]): types.RichTextSection {
  return { type: "rich_text_section", elements: merged(elements) };
}

/**
 * Merges adjacent text elements, since every element counts toward the total. Text too long for one continues in the
 * next.
 */
function merged(elements: readonly Element[]): Element[] {
  const all: Element[] = [];
  for (const element of elements) {
    const last = all.at(-1);
    if (last?.type === "text" && element.type === "text" && !last.style && !element.style)
      all[all.length - 1] = { type: "text", text: last.text + element.text };
    else all.push(element);
  }
  return all.flatMap(pieces);
}

function pieces(element: Element): Element[] {
  if (element.type !== "text" || element.text.length <= LIMITS.richText) return [element];
  // Don't cut a surrogate pair in two.
  const end = LIMITS.richText - (/[\uD800-\uDBFF]/.test(element.text.charAt(LIMITS.richText - 1)) ? 1 : 0);
  const rest = { ...element, text: element.text.slice(end) };
  return [{ ...element, text: element.text.slice(0, end) }, ...pieces(rest)];
}

function list(elements: types.RichTextSection[]): types.RichTextList[] {
  return elements.length > 0 ? [{ type: "rich_text_list", style: "bullet", elements }] : [];
}

/** Text that is never markup: Slack shows a text element literally. It rejects an empty one. */
function text(words: string, style?: { bold?: true; italic?: true; code?: true }): types.RichTextText {
  return { type: "text", text: plain(words) || " ", ...(style && { style }) };
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}

function lowerFirst(words: string): string {
  return words.slice(0, 1).toLowerCase() + words.slice(1);
}
