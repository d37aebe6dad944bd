import {
  type APIComponentInContainer,
  type APIContainerComponent,
  type APIMessageTopLevelComponent,
  ComponentType,
  MessageFlags,
} from "discord-api-types/v10";
import {
  type Block,
  CHANGE_WORDS,
  type Cite,
  fit as fitReply,
  footing,
  type Line,
  marksOf,
  type Note,
  type Reply,
  recited,
  shorten,
} from "#chat";
import { controlsOf, type Row } from "./controls.ts";
import { escapeTarget, escapeText, flat, placeText } from "./escape.ts";
import { BYTES_PER_TEXT, COMPONENTS, CONTENT_CHARACTERS, LINK, TEXT_BYTES, TEXT_CHARACTERS, TITLE } from "./limits.ts";
import { type CommandIds, commandName, liveText } from "./live-text.ts";
import { typedForm } from "./typed-form.ts";

/** A message as sent to Discord, in a response, an edit or a post. It can't ping anybody. */
export type DiscordMessage = {
  readonly content?: string;
  readonly flags: MessageFlags;
  readonly components: APIMessageTopLevelComponent[];
  readonly allowed_mentions: { readonly parse: [] };
};

/** What is shown with a message: a button that posts it in the channel, a link. */
export type Frame = {
  readonly share: boolean;
  readonly commands?: CommandIds;
  /** The label is always ours, never from content. */
  readonly link?: { readonly label: string; readonly url: string };
};

/** A reply as one Components V2 container: as much as fits, cut between statements. */
export function renderMessage(reply: Reply, frame: Frame): DiscordMessage {
  const { body, footer, rows } = fitting(reply, frame, withinBudgets);
  const inside: APIComponentInContainer[] = [{ type: ComponentType.TextDisplay, content: body }];
  if (footer !== "")
    inside.push({ type: ComponentType.Separator }, { type: ComponentType.TextDisplay, content: footer });
  const container: APIContainerComponent = {
    type: ComponentType.Container,
    ...(reply.outcome === "trouble" && { accent_color: TROUBLE_COLOR }),
    components: [...inside, ...rows],
  };
  return { flags: MessageFlags.IsComponentsV2, components: [container], allowed_mentions: { parse: [] } };
}

/** A reply as plain content with buttons, if Discord refuses Components V2. */
export function renderPlain(reply: Reply, frame: Frame): DiscordMessage {
  const textOf = ({ body, footer }: Parts) => (footer === "" ? body : `${body}\n\n${footer}`);
  const parts = fitting(reply, frame, (parts) => textOf(parts).length <= CONTENT_CHARACTERS);
  return {
    content: textOf(parts),
    flags: MessageFlags.SuppressEmbeds,
    components: parts.rows,
    allowed_mentions: { parse: [] },
  };
}

/** A reply without links, if Discord refuses one. */
export function renderUnlinked(reply: Reply, { link: _, ...frame }: Frame): DiscordMessage {
  const unlinked = (line: Line) => recited(line, ({ url: _, ...cite }) => cite);
  const blocks = reply.blocks.map((block) =>
    "lines" in block ? { ...block, lines: block.lines.map(unlinked) } : block,
  );
  return renderMessage({ ...reply, blocks }, frame);
}

const TROUBLE_COLOR = 0xc0392b;

type Parts = { readonly body: string; readonly footer: string; readonly rows: Row[] };

/**
 * As much of a reply as fits. Each mark links to its quoted words if there is room; otherwise these links are dropped
 * before any point is, and each source links to its first quoted words.
 */
function fitting(reply: Reply, frame: Frame, fits: (parts: Parts) => boolean): Parts {
  const linked = partsOf(reply, frame, "marks");
  if (fits(linked)) return linked;
  let last: { readonly of: Reply; readonly parts: Parts } | undefined;
  const parts = (reply: Reply) => {
    if (last?.of !== reply) last = { of: reply, parts: partsOf(reply, frame, "sources") };
    return last.parts;
  };
  return parts(fitOrSay(reply, (reply) => fits(parts(reply))));
}

/** What links to the quoted words. */
type Links = "marks" | "sources";

function partsOf(reply: Reply, { share, link, commands }: Frame, links: Links): Parts {
  const { sharedBy } = reply;
  const title = escapeText(shorten(reply.title, TITLE));
  const { rows, leftOut } = controlsOf(reply, share);
  const body = [
    ...(title === "" ? [] : [`### ${title}`]),
    ...textOf(reply, links, commands),
    ...typedOf(reply),
    ...(leftOut > 0 ? ["", leftOut === 1 ? `1 more is ${NOT_OFFERED}` : `${leftOut} more are ${NOT_OFFERED}`] : []),
    ...linkOf(link?.url, link?.label ?? ""),
  ].join("\n");
  return {
    body: body.trim() === "" ? "…" : body,
    footer: [...footerOf(reply, links), ...(sharedBy === undefined ? [] : [`-# Shared by <@${sharedBy.id}>`])].join(
      "\n",
    ),
    rows,
  };
}

/** How to fill in a form: the command with the values given, to copy and send again. */
function typedOf(reply: Reply): string[] {
  const typed = typedForm(reply);
  return typed ? ["", `Send this, filled in or corrected: **/${flat(typed.command)}** ${flat(typed.options)}`] : [];
}

const NOT_OFFERED = "not in this menu: ask again with a part of the name.";

function withinBudgets({ body, footer, rows }: Parts): boolean {
  const texts = footer === "" ? [body] : [body, footer];
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + BYTES_PER_TEXT, 0);
  const components = 1 + 2 * texts.length - 1 + rows.reduce((sum, row) => sum + 1 + row.components.length, 0);
  return characters <= TEXT_CHARACTERS && bytes <= TEXT_BYTES && components <= COMPONENTS;
}

/** Cuts a reply the same way as on all platforms; if it can't be cut to fit, it says so instead. */
function fitOrSay(reply: Reply, fits: (reply: Reply) => boolean): Reply {
  const kept = fitReply(reply, fits);
  if (fits(kept)) return kept;
  const text = "This answer is too long for a message here.";
  return { ...kept, title: shorten(kept.title, TITLE), blocks: [{ kind: "notice", tone: "trouble", text }], notes: [] };
}

/** The text of a reply's blocks, one string per run of lines; an empty string separates blocks. */
function textOf({ blocks }: Reply, links: Links, commands: CommandIds | undefined): string[] {
  return blocks.flatMap((block, index) => {
    const follows = blocks[index - 1]?.kind === "heading" || index === 0;
    const text = blockText(block, links, commands);
    return text === "" ? [] : follows ? [text] : ["", text];
  });
}

function blockText(block: Block, links: Links, commands: CommandIds | undefined): string {
  switch (block.kind) {
    case "heading": {
      const text = escapeText(shorten(block.text, TITLE));
      return text === "" ? "" : block.level === "topic" ? `### ${text}` : `**${text}**`;
    }
    case "lines":
      return block.lines.map((line) => `- ${lineText(line, links)}`).join("\n");
    case "notice":
      return liveText(block.text, block.instants, commands) + (block.where ? ` Where: ${placeText(block.where)}` : "");
    case "list":
      return block.items
        .map(({ label, detail, instants }) => {
          return `- **${flat(label) || "…"}**${detail ? ` · ${liveText(detail, instants)}` : ""}`;
        })
        .join("\n");
    case "commands":
      return block.specs
        .map(
          ({ name, hint, summary }) =>
            `- ${commandName(name, commands)}${hint ? ` ${flat(hint)}` : ""}: ${flat(summary)}`,
        )
        .join("\n");
    case "quotes":
      return block.lines.map((line, index) => quotesText(line, (block.first ?? 1) + index)).join("\n\n");
  }
}

function lineText(line: Line, links: Links): string {
  const marks = marksOf(line).map(({ source, cites }) =>
    links === "marks" ? linkedMark(cites[0], LINK) : mark(source),
  );
  const said = line.change === undefined ? "" : CHANGE_WORDS[line.change];
  const remark = line.remark === undefined ? "" : ` (${flat(line.remark)})`;
  return `${said}${flat(line.text)} ${marks.join("")}${remark}`.trimStart();
}

/** A numbered point, with the quotes it rests on and the words around them. */
function quotesText(line: Line, number: number): string {
  const quotes = line.cites.map((cite) => {
    const words = `${inside(cite.before, "start")}“**${flat(cite.quote) || "…"}**”${inside(cite.after, "end")}`;
    return `> ${linkedMark(cite)} ${words}`;
  });
  return [`${number}\\. ${lineText(line, "sources")}`, ...quotes].join("\n");
}

function footerOf(reply: Reply, links: Links): string[] {
  const { blocks, notes, changedAt } = reply;
  if (notes.length === 0) return [];
  const cites = blocks.flatMap((block) => (block.kind === "lines" ? block.lines.flatMap(({ cites }) => cites) : []));
  const lines = notes.map((note) => {
    const first = links === "sources" && cites.find(({ source, url }) => source === note.number && isShort(url));
    return `-# ${mark(note.number)} ${[describe(note), ...linkOf(first ? first.url : undefined, "Read")].join(" · ")}`;
  });
  const changed = Math.floor(Date.parse(changedAt ?? "") / 1_000);
  return [...lines, `-# ${footing(reply, Number.isFinite(changed) ? `<t:${changed}:d>` : undefined, flat)}`];
}

function isShort(url: string | undefined): boolean {
  return url !== undefined && url !== "" && url.length <= LINK;
}

function describe({ title, author, publisher, published }: Note): string {
  const more = [author, publisher, published].map((part = "") => flat(part)).filter((part) => part !== "");
  return [flat(title) || "untitled", ...more].join(" · ");
}

/** The label must be ours: Discord doesn't unescape labels. The angle brackets suppress the link preview. */
function linkOf(url: string | undefined, label: string): string[] {
  const target = url === undefined ? undefined : escapeTarget(url);
  return target === undefined ? [] : [`[${label}](<${target}>)`];
}

function mark(source: number): string {
  return `\\[${source}\\]`;
}

/** A mark linked to its quoted words. The label is only the number, since a label can't contain a bracket. */
function linkedMark({ source, url }: Cite, longest = Number.POSITIVE_INFINITY): string {
  const [link] = url !== undefined && url.length <= longest ? linkOf(url, `${source}`) : [];
  return link === undefined ? mark(source) : `\\[${link}\\]`;
}

/** Text next to a quote, keeping the space between them. */
function inside(text: string, at: "start" | "end"): string {
  const words = flat(text);
  if (words === "") return "";
  if (at === "start") return /\s$/.test(text) ? `${words} ` : words;
  return /^\s/.test(text) ? ` ${words}` : words;
}
