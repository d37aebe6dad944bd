import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  type APIContainerComponent,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from "discord-api-types/v10";
import { type Action, type Block, fit as fitReply, type Line, type Note, type Reply } from "#chat";
import { customIdOf, SELECT_ID } from "./custom-id.ts";
import { escapeTarget, escapeText, flat, placeText, shorten } from "./escape.ts";
import {
  BUTTON_LABEL,
  BUTTONS_IN_ROW,
  BYTES_PER_TEXT,
  COMPONENTS,
  CONTENT_CHARACTERS,
  LINK,
  OPTION_LABEL,
  PLACEHOLDER,
  SELECT_OPTIONS,
  TEXT_BYTES,
  TEXT_CHARACTERS,
  TITLE,
} from "./limits.ts";
import { typedForm } from "./typed-form.ts";

/** A message as it goes to Discord, whether as a response, an edit or a post. It can ping nobody. */
export type DiscordMessage = {
  readonly content?: string;
  readonly flags: MessageFlags;
  readonly components: APIMessageTopLevelComponent[];
  readonly allowed_mentions: { readonly parse: [] };
};

/** How a message is shown: with a button that posts it in the channel, with the id of who posted it, with a link. */
export type Frame = {
  readonly share: boolean;
  readonly sharedBy?: string;
  /** The label is ours, never content's. */
  readonly link?: { readonly label: string; readonly url: string };
};

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** A reply as one container of Components V2: as much of it as the budgets hold, cut between statements. */
export function renderMessage(reply: Reply, frame: Frame): DiscordMessage {
  const parts = partsFor(frame);
  const { body, footer, rows } = parts(fitOrSay(reply, (reply) => withinBudgets(parts(reply))));
  const inside: APIComponentInContainer[] = [{ type: ComponentType.TextDisplay, content: body }];
  if (footer !== "")
    inside.push({ type: ComponentType.Separator }, { type: ComponentType.TextDisplay, content: footer });
  const container: APIContainerComponent = {
    type: ComponentType.Container,
    ...(reply.outcome === "trouble" && { accent_color: TROUBLE_COLOUR }),
    components: [...inside, ...rows],
  };
  return { flags: MessageFlags.IsComponentsV2, components: [container], allowed_mentions: { parse: [] } };
}

/** A reply as plain content with buttons, for where Components V2 is refused. */
export function renderPlain(reply: Reply, frame: Frame): DiscordMessage {
  const parts = partsFor(frame);
  const text = (reply: Reply) => {
    const { body, footer } = parts(reply);
    return footer === "" ? body : `${body}\n\n${footer}`;
  };
  const kept = fitOrSay(reply, (reply) => text(reply).length <= CONTENT_CHARACTERS);
  return {
    content: text(kept),
    flags: MessageFlags.SuppressEmbeds,
    components: parts(kept).rows,
    allowed_mentions: { parse: [] },
  };
}

/** A reply without anything that leads elsewhere, for where a link in it is refused. */
export function renderUnlinked(reply: Reply, { link: _, ...frame }: Frame): DiscordMessage {
  return renderMessage({ ...reply, notes: reply.notes.map(({ url: _, ...note }) => note) }, frame);
}

const TROUBLE_COLOUR = 0xc0392b;

type Parts = { readonly body: string; readonly footer: string; readonly rows: Row[] };

/** The parts of a reply, made once: most replies fit as they are. */
function partsFor(frame: Frame): (reply: Reply) => Parts {
  let last: { readonly of: Reply; readonly parts: Parts } | undefined;
  return (reply) => {
    if (last?.of !== reply) last = { of: reply, parts: partsOf(reply, frame) };
    return last.parts;
  };
}

function partsOf(reply: Reply, { share, sharedBy, link }: Frame): Parts {
  const title = escapeText(shorten(reply.title, TITLE));
  const { rows, leftOut } = controlsOf(reply, share);
  const body = [
    ...(title === "" ? [] : [`### ${title}`]),
    ...textOf(reply),
    ...typedOf(reply),
    ...(leftOut > 0 ? ["", leftOut === 1 ? `1 more is ${NOT_OFFERED}` : `${leftOut} more are ${NOT_OFFERED}`] : []),
    ...linkOf(link?.url, link?.label ?? ""),
  ].join("\n");
  return {
    body: body.trim() === "" ? "…" : body,
    footer: [...footerOf(reply), ...(sharedBy === undefined ? [] : [`-# Shared by <@${sharedBy}>`])].join("\n"),
    rows,
  };
}

/** How to fill in a form: the command with what was given, to be sent again. */
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

/** Cuts by the rule of all platforms; what cannot be cut to fit is not shown, and that is said. */
function fitOrSay(reply: Reply, fits: (reply: Reply) => boolean): Reply {
  const kept = fitReply(reply, fits);
  if (fits(kept)) return kept;
  const text = "This answer does not fit into a message here.";
  return { ...kept, title: shorten(kept.title, TITLE), blocks: [{ kind: "notice", tone: "trouble", text }], notes: [] };
}

/** The text of a reply's blocks, a string for each run of lines; an empty one parts blocks. */
function textOf({ blocks, notes }: Reply): string[] {
  return blocks.flatMap((block, index) => {
    const follows = blocks[index - 1]?.kind === "heading" || index === 0;
    const text = blockText(block, notes);
    return text === "" ? [] : follows ? [text] : ["", text];
  });
}

function blockText(block: Block, notes: readonly Note[]): string {
  switch (block.kind) {
    case "heading": {
      const text = escapeText(shorten(block.text, TITLE));
      return text === "" ? "" : block.level === "topic" ? `### ${text}` : `**${text}**`;
    }
    case "lines":
      return block.lines.map((line) => `- ${lineText(line)}`).join("\n");
    case "notice":
      return flat(block.text) + (block.where ? ` Where: ${placeText(block.where)}` : "");
    case "list":
      return block.items
        .map(({ label, detail }) => `- **${flat(label) || "…"}**${detail ? ` · ${flat(detail)}` : ""}`)
        .join("\n");
    case "commands":
      return block.specs
        .map(({ name, hint, summary }) => `- **/${flat(name)}**${hint ? ` ${flat(hint)}` : ""}: ${flat(summary)}`)
        .join("\n");
    case "quotes":
      return block.lines.map((line) => [lineText(line), ...quotesOf(line, notes)].join("\n")).join("\n\n");
  }
}

function lineText({ text, notes, change }: Line): string {
  const said = change === undefined ? "" : change === "new" ? "New: " : "Withdrawn: ";
  return `${said}${flat(text)} ${marksOf(notes)}`.trimStart();
}

/** Each note of a line: its words in their surroundings, and where a reader finds them. */
function quotesOf({ notes: cited }: Line, notes: readonly Note[]): string[] {
  return cited.flatMap((number) => {
    const note = notes.find((note) => note.number === number);
    if (!note) return [];
    const { before, quote, after } = note;
    const words = `${inside(before, "start")}“**${flat(quote) || "…"}**”${inside(after, "end")}`;
    return [
      `> ${marksOf([number])} ${words}`,
      `-# ${[describe(note), ...linkOf(note.url, "Read it in place")].join(" · ")}`,
    ];
  });
}

function footerOf({ blocks, notes, asOf, changedAt }: Reply): string[] {
  if (notes.length === 0) return [];
  const said = new Set(
    blocks.flatMap((block) => (block.kind === "lines" ? block.lines : [])).flatMap(({ notes }) => notes),
  );
  const sources = [...Map.groupBy(notes, ({ source }) => source).values()];
  const lines = sources.flatMap((of) => {
    const cited = of.filter(({ number }) => said.has(number));
    const [first] = cited;
    if (!first) return [];
    const url = cited.find(({ url = "" }) => url !== "" && url.length <= LINK)?.url;
    return [
      `-# ${marksOf(cited.map(({ number }) => number))} ${[describe(first), ...linkOf(url, "Read")].join(" · ")}`,
    ];
  });
  const count = sources.length === 1 ? "1 source" : `${sources.length} sources`;
  const dated = asOf !== undefined ? `, as of ${flat(asOf)}` : ", undated";
  const changed = Math.floor(Date.parse(changedAt ?? "") / 1_000);
  const when = Number.isFinite(changed) ? [`Changed <t:${changed}:d>`] : [];
  return [...lines, `-# ${[`${count}${dated}`, "Quotes checked", ...when].join(" · ")}`];
}

function describe({ title, author, publisher, published }: Note): string {
  const more = [author, publisher, published].map((part = "") => flat(part)).filter((part) => part !== "");
  return [flat(title) || "Untitled document", ...more].join(" · ");
}

/** The label is ours: inside a label Discord undoes no escapes. The angle brackets keep the page's preview away. */
function linkOf(url: string | undefined, label: string): string[] {
  const target = url === undefined ? undefined : escapeTarget(url);
  return target === undefined ? [] : [`[${label}](<${target}>)`];
}

function marksOf(numbers: readonly number[]): string {
  return numbers.map((number) => `\\[${number}\\]`).join("");
}

/** Text beside a quote, keeping the space between them. */
function inside(text: string, at: "start" | "end"): string {
  const words = flat(text);
  if (words === "") return "";
  if (at === "start") return /\s$/.test(text) ? `${words} ` : words;
  return /^\s/.test(text) ? ` ${words}` : words;
}

type Controls = {
  readonly rows: Row[];
  /** How many choices the menu does not hold. */
  readonly leftOut: number;
};

/**
 * A choice of several, or more than a row of buttons holds, is a menu; the button that leads on in a cut reply stays a button, and so
 * does one that opens a form.
 */
function controlsOf({ outcome, actions, answers, edition, form }: Reply, share: boolean): Controls {
  const ids = new Set<string>();
  let untellable = 0;
  const told = actions.flatMap((action) => {
    if (action.shown === "channel" && !share) return [];
    const id = customIdOf(action, edition);
    if (id === undefined) untellable++;
    if (id === undefined || ids.has(id)) return [];
    ids.add(id);
    return [{ action, id }];
  });
  const leadsOn = ({ action: { ask } }: Pressable) =>
    ask.options.from !== undefined && ask.command === answers?.command;
  const others = told.filter((one) => !leadsOn(one) && one.action.shown !== "form");
  const asMenu = (outcome === "choose" && others.length + untellable > 1) || others.length > BUTTONS_IN_ROW;
  const buttons = asMenu ? told.filter((one) => !others.includes(one)) : told;
  const rows: Row[] = [];
  if (asMenu && others.length > 0) rows.push(menuOf(others, form?.title ?? "Choose"));
  for (let at = 0; at < buttons.length && at < 2 * BUTTONS_IN_ROW; at += BUTTONS_IN_ROW)
    rows.push({ type: ComponentType.ActionRow, components: buttons.slice(at, at + BUTTONS_IN_ROW).map(buttonOf) });
  return { rows, leftOut: asMenu ? untellable + Math.max(0, others.length - SELECT_OPTIONS) : 0 };
}

type Pressable = { readonly action: Action; readonly id: string };

function menuOf(all: readonly Pressable[], question: string): Row {
  const offered = all.slice(0, SELECT_OPTIONS);
  const placeholder = offered.length < all.length ? `${question} (the first ${SELECT_OPTIONS})` : question;
  const options = offered.map(({ action, id }) => ({ label: labelOf(action, OPTION_LABEL), value: id }));
  const menu = { custom_id: SELECT_ID, placeholder: shorten(placeholder, PLACEHOLDER), options };
  return { type: ComponentType.ActionRow, components: [{ type: ComponentType.StringSelect, ...menu }] };
}

function buttonOf({ action, id }: Pressable): APIButtonComponent {
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label: labelOf(action, BUTTON_LABEL),
    custom_id: id,
  };
}

/** Labels are plain text on Discord; one that shows nothing is refused. */
function labelOf({ label, ask }: Action, most: number): string {
  return /[^\s\p{C}\p{Z}\p{M}]/u.test(label) ? shorten(label, most) : shorten(ask.command, most);
}
