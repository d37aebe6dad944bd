import { stripVTControlCharacters, styleText } from "node:util";
import wrapAnsi from "wrap-ansi";
import {
  type Action,
  type Block,
  CHANGE_WORDS,
  type Cite,
  footing,
  type Line,
  marksOf,
  type Note,
  nameOf,
  plain,
  type Reply,
} from "#chat";
import { NARROWEST_LINE, WIDEST_LINE } from "./limits.ts";

/** The terminal's width in columns, and whether it shows colors. */
export type Look = { readonly columns: number; readonly colors: boolean };

type Style = Parameters<typeof styleText>[0];

/** A reply as text for a terminal. Nothing in the content can move the cursor or color the output. */
export function render(reply: Reply, { columns, colors }: Look): string {
  const width = Math.max(NARROWEST_LINE, Math.min(columns, WIDEST_LINE));
  const paint = (style: Style, text: string) => (colors ? styleText(style, text, { validateStream: false }) : text);
  const parts = [
    paint("bold", clean(reply.title)),
    ...reply.blocks.map((block) => renderBlock(block, width, paint)),
    ...(reply.notes.length > 0 ? [renderSources(reply, width, paint)] : []),
    ...(reply.actions.length > 0 ? [renderActions(reply.actions, width, paint)] : []),
  ];
  return `${parts.join("\n\n").replace(/:\n\n(?=•|\/)/g, ":\n")}\n`;
}

type Paint = (style: Style, text: string) => string;

function renderBlock(block: Block, width: number, paint: Paint): string {
  switch (block.kind) {
    case "heading":
      return paint(block.level === "topic" ? ["bold", "underline"] : "bold", clean(block.text));
    case "notice":
      return paint(
        block.tone === "trouble" ? "red" : "reset",
        wrap(clean(`${block.text}${block.where ? ` Where: ${nameOf(block.where)}` : ""}`), width),
      );
    case "lines":
      return block.lines.map((line) => wrap(sayLine(line), width, "• ")).join("\n");
    case "quotes":
      return block.lines.map((line, index) => sayQuotes(line, (block.first ?? 1) + index, width, paint)).join("\n\n");
    case "list":
      return block.items
        .map(
          ({ label, detail }) =>
            wrap(clean(label), width, "• ") + (detail ? `\n${paint("dim", wrap(clean(detail), width, "  "))}` : ""),
        )
        .join("\n");
    case "commands":
      return block.specs
        .map(({ name, hint, summary }) => `${`/${name} ${hint}`.trim()}\n${paint("dim", wrap(summary, width, "  "))}`)
        .join("\n");
  }
}

function sayLine(line: Line): string {
  const marks = marksOf(line).map(({ source }) => `[${source}]`);
  const remark = line.remark === undefined ? "" : ` (${clean(line.remark)})`;
  return `${line.change ? CHANGE_WORDS[line.change] : ""}${clean(line.text)} ${marks.join("")}${remark}`;
}

/** A point with its number, and its quotes underneath. */
function sayQuotes(line: Line, number: number, width: number, paint: Paint): string {
  const lead = `${number}. `;
  const quotes = line.cites.map((cite) => sayQuote(cite, lead.length, width, paint));
  return [wrap(sayLine(line), width, lead), ...quotes].join("\n");
}

function sayQuote({ source, before, quote, after, url }: Cite, column: number, width: number, paint: Paint): string {
  const indent = " ".repeat(column);
  const mark = `[${source}] `;
  const words = `${mark}${clean(before)}${QUOTE_OPENS}${clean(quote)}${QUOTE_CLOSES}${clean(after)}`;
  const shown = paintQuote(wrap(words, width, indent), paint);
  if (url === undefined) return shown;
  return `${shown}\n${paint("dim", `${indent}${" ".repeat(mark.length)}${clean(url).trim()}`)}`;
}

/** These mark the quoted words until the lines are wrapped; cleaned text contains neither. */
const QUOTE_OPENS = "\u0001“";
const QUOTE_CLOSES = "\u0002”";

function paintQuote(text: string, paint: Paint): string {
  const [before = "", rest = ""] = text.split(QUOTE_OPENS);
  const [quote = "", after = ""] = rest.split(QUOTE_CLOSES);
  const painted = quote.split("\n").map((line) => line.replace(/\S.*/, (words) => paint("bold", words)));
  return `${paint("dim", before)}“${painted.join("\n")}”${paint("dim", after)}`;
}

/** A line for each source, and its address. */
function renderSources(reply: Reply, width: number, paint: Paint): string {
  const { blocks, notes, changedAt } = reply;
  const cites = blocks.flatMap((block) => (block.kind === "lines" ? block.lines.flatMap(({ cites }) => cites) : []));
  const lines = notes.map((note) => {
    const url = cites.find(({ source, url }) => source === note.number && url !== undefined)?.url;
    const lead = `[${note.number}] `;
    return wrap(describe(note), width, lead) + (url ? `\n${" ".repeat(lead.length)}${clean(withoutWords(url))}` : "");
  });
  const whole = footing(reply, changedAt === undefined ? undefined : formatDay(changedAt), clean);
  return paint("dim", [...lines, wrap(whole, width)].join("\n"));
}

/** The URL of a document, without its text fragment. */
function withoutWords(url: string): string {
  return url.replace(/#?:~:.*$/s, "").replace(/\?at=[\d,-]+#quote$/, "");
}

function describe({ title, author, publisher, published }: Note): string {
  return [title, author, publisher, published]
    .filter((part) => part !== undefined)
    .map(clean)
    .join(" · ");
}

function renderActions(actions: readonly Action[], width: number, paint: Paint): string {
  const asks = actions
    .filter(({ shown }) => shown === "reply" || shown === "dialog")
    .map(({ label, ask: { command, options } }) =>
      clean(`${label}: /${[command, ...Object.values(options)].join(" ")}`),
    );
  return paint("dim", asks.map((ask) => wrap(ask, width, "→ ")).join("\n"));
}

function formatDay(instant: string): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" }).format(
    new Date(instant),
  );
}

/** Text on one line: any white space becomes one space. */
function clean(text: string): string {
  return plain(stripVTControlCharacters(text)).replace(/\s+/g, " ");
}

/**
 * Wraps at spaces, or at the width in scripts without spaces. The first line begins with `lead`; the others are
 * indented to match.
 */
function wrap(text: string, width: number, lead = ""): string {
  const lines = wrapAnsi(text, width - lead.length, { hard: true });
  return lead + lines.replaceAll("\n", `\n${" ".repeat(lead.length)}`);
}
