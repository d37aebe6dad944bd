import { stripVTControlCharacters, styleText } from "node:util";
import { type Action, type Block, type Line, type Note, nameOf, plain, type Reply } from "#chat";
import { NARROWEST_LINE, WIDEST_LINE } from "./limits.ts";

/** How the terminal shows things: its width in columns, and whether it takes colours. */
export type Look = { readonly columns: number; readonly colours: boolean };

type Style = Parameters<typeof styleText>[0];

/** A reply as text for a terminal. What comes from content cannot move the cursor or colour anything. */
export function render(reply: Reply, { columns, colours }: Look): string {
  const width = Math.max(NARROWEST_LINE, Math.min(columns, WIDEST_LINE));
  const paint = (style: Style, text: string) => (colours ? styleText(style, text, { validateStream: false }) : text);
  const parts = [
    paint("bold", clean(reply.title)),
    ...reply.blocks.map((block) => renderBlock(block, reply.notes, width, paint)),
    ...(reply.notes.length > 0 ? [renderSources(reply, width, paint)] : []),
    ...(reply.actions.length > 0 ? [renderActions(reply.actions, width, paint)] : []),
  ];
  return `${parts.join("\n\n").replace(/:\n\n(?=•|\/)/g, ":\n")}\n`;
}

type Paint = (style: Style, text: string) => string;

function renderBlock(block: Block, notes: readonly Note[], width: number, paint: Paint): string {
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
      return block.lines
        .map((line) => [wrap(sayLine(line), width, "• "), ...quotesOf(line, notes, width, paint)].join("\n"))
        .join("\n\n");
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

function sayLine({ text, notes, change }: Line): string {
  return `${change ? `${change === "new" ? "New" : "Withdrawn"}: ` : ""}${clean(text)} ${notes.map((number) => `[${number}]`).join("")}`;
}

function quotesOf(line: Line, notes: readonly Note[], width: number, paint: Paint): string[] {
  return line.notes.flatMap((number) => {
    const note = notes.find((note) => note.number === number);
    if (!note) return [];
    const words = `[${number}] ${clean(note.before)}${QUOTE_OPENS}${clean(note.quote)}${QUOTE_CLOSES}${clean(note.after)}`;
    const wrapped = wrap(words, width, "    ");
    return [paintQuote(wrapped, paint), paint("dim", wrap(`— ${describe(note)}`, width, "      "))];
  });
}

/** The quoted words stand between these until the lines are wrapped; neither is in any text once it is clean. */
const QUOTE_OPENS = "\u0001";
const QUOTE_CLOSES = "\u0002";

function paintQuote(text: string, paint: Paint): string {
  const [before = "", rest = ""] = text.split(QUOTE_OPENS);
  const [quote = "", after = ""] = rest.split(QUOTE_CLOSES);
  const painted = quote.split("\n").map((line) => line.replace(/\S.*/, (words) => paint("bold", words)));
  return `${paint("dim", before)}“${painted.join("\n")}”${paint("dim", after)}`;
}

function renderSources({ notes, asOf, changedAt }: Reply, width: number, paint: Paint): string {
  const bySource = Map.groupBy(notes, ({ source }) => source);
  const lines = [...bySource.values()].map((of) => {
    const [first] = of as [Note, ...Note[]];
    const url = of.find(({ url }) => url !== undefined)?.url;
    return (
      wrap(`${of.map(({ number }) => `[${number}]`).join("")} ${describe(first)}`, width) +
      (url ? `\n    ${clean(url)}` : "")
    );
  });
  const count = bySource.size === 1 ? "1 source" : `${bySource.size} sources`;
  const dates = changedAt === undefined ? [] : [`Changed ${formatDay(changedAt)}`];
  const dated = asOf === undefined ? ", undated" : `, as of ${asOf}`;
  return paint("dim", [...lines, [`${count}${dated}`, "Quotes checked", ...dates].join(" · ")].join("\n"));
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

function clean(text: string): string {
  return plain(stripVTControlCharacters(text))
    .replace(/\s+/g, " ")
    .replace(/^ (?=\S)/, text.startsWith(" ") ? " " : "");
}

/** Wraps at spaces. A first line begins with `lead`, the others stand under its text. */
function wrap(text: string, width: number, lead = ""): string {
  const indent = " ".repeat(lead.length);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width - lead.length) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lead + lines.join(`\n${indent}`);
}
