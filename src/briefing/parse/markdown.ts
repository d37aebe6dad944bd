import type { Position } from "../content/problem.ts";

/** Lines folded into one, with where each came from: `position(offset)` leads back into the file. */
export type Run = { readonly text: string; position(offset: number): Position };

/** Whether something that is not read directly precedes or follows words, without a blank line. */
export type Cut = { before?: boolean; after?: boolean };

/** The parts of a briefing's Markdown. Inline markup is not parsed here: every character is taken literally. */
export type Part = Position &
  (
    | { readonly kind: "heading"; readonly level: number; readonly text: string }
    /** `spoiled`: something unreadable belongs to it. */
    | { readonly kind: "text"; readonly run: Run; readonly cut: Readonly<Cut>; readonly spoiled: boolean }
    | { readonly kind: "footnote"; readonly label: string; readonly run: Run }
    | { readonly kind: "unreadable"; readonly what: Unreadable }
  );

export type Unreadable =
  | "comment"
  | "fence"
  | "table"
  | "block quote"
  | "underlined heading"
  | "nested list"
  | "second paragraph";

const HEADING = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const COMMENT = /^ {0,3}<!--/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const QUOTE = /^ {0,3}>/;
const TABLE_ROW = /^ {0,3}\|/;
/** The delimiter row of a table; the row above it isn't a paragraph either. */
const TABLE_RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/;
const UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const FOOTNOTE = /^ {0,3}\[\^([^[\]\s]{1,64})\]:[ \t]*/;
const ITEM = /^([ \t]*)([-*+]|(\d{1,9})[.)])([ \t]+|$)/;
const BLANK = /^\s*$/;

/** The part being collected: continuation lines fold into it. */
type Open = {
  part: "text" | "footnote" | "dropped";
  at: Position;
  item?: Item;
  label: string;
  lines: OpenLine[];
  cut: Cut;
};
type OpenLine = Position & { readonly text: string };
/** A list item: text indented to column `content` or more belongs inside it. */
type Item = { readonly content: number; readonly ordered: boolean; spoiled: boolean };

/**
 * Reads the body of a briefing, whose first line is line `firstLine` of its file. Linear: each line is read once,
 * by expressions that can't backtrack far. Never throws.
 */
export function parseMarkdown(body: string, firstLine: number): Part[] {
  const parts: Part[] = [];
  let open: Open | undefined;
  /** The last item, even after a blank line: text indented under it belongs to it. */
  let item: Item | undefined;
  /** A fence or comment is open: nothing is read up to a line for which this is true. */
  let ends: ((text: string) => boolean) | undefined;
  let line = firstLine - 1;
  /** Whether the line belongs inside the last item. */
  let inside = false;
  /** The last line that was not read. */
  let unread = 0;

  const close = () => {
    if (open && open.part !== "dropped") parts.push(finish(open));
    open = undefined;
  };
  const refuse = (what: Unreadable, column: number, whatStandsAbove: "is read" | "is part of it" = "is read") => {
    if (whatStandsAbove === "is part of it") open = undefined;
    if (inside && item) item.spoiled = true;
    else if (open?.part === "text") open.cut.after = true;
    close();
    parts.push({ kind: "unreadable", what, line, column });
    open = { part: "dropped", at: { line, column }, label: "", lines: [], cut: {} };
    unread = line;
  };

  for (const text of body.split("\n")) {
    line += 1;
    if (ends) {
      if (ends(text)) ends = undefined;
      unread = line;
      continue;
    }
    if (BLANK.test(text)) {
      close();
      continue;
    }
    const indent = text.length - text.trimStart().length;
    inside = item !== undefined && columnsOf(text.slice(0, indent)) >= item.content;
    const fenceMark = FENCE.exec(text)?.[1];
    const heading = HEADING.exec(text);
    const footnote = FOOTNOTE.exec(text);
    const marker = ITEM.exec(text);
    if (open?.part === "footnote" && indent > 0) {
      open.lines.push(lineOf(text, line, indent));
    } else if (fenceMark) {
      refuse("fence", indent + 1);
      close();
      ends = (text) => text.trimStart().startsWith(fenceMark) && /^[`~]+\s*$/.test(text.trimStart());
    } else if (COMMENT.test(text)) {
      refuse("comment", indent + 1);
      close();
      if (!text.includes("-->")) ends = (text) => text.includes("-->");
    } else if (heading) {
      close();
      item = undefined;
      const level = heading[1]?.length ?? 0;
      parts.push({ kind: "heading", level, text: headingText(text.trim().slice(level)), line, column: indent + 1 });
    } else if (UNDERLINE.test(text) && open?.part === "text" && !open.item) {
      refuse("underlined heading", indent + 1, "is part of it");
    } else if (RULE.test(text)) {
      close();
      item = undefined;
    } else if (QUOTE.test(text)) {
      if (open?.part !== "dropped") refuse("block quote", indent + 1);
    } else if (TABLE_ROW.test(text) || TABLE_RULE.test(text)) {
      const isRule = TABLE_RULE.test(text) && open?.part === "text" && !open.item;
      if (open?.part !== "dropped") refuse("table", indent + 1, isRule ? "is part of it" : "is read");
    } else if (footnote) {
      close();
      item = undefined;
      open = openPart("footnote", text, line, footnote[0].length, {
        at: { line, column: indent + 1 },
        label: footnote[1] ?? "",
      });
    } else if (marker && startsItem(marker, open, item, inside)) {
      if (inside) {
        refuse("nested list", indent + 1);
      } else {
        close();
        item = { content: columnsOf(marker[0]), ordered: marker[3] !== undefined, spoiled: false };
        open = openPart("text", text, line, marker[0].length, { item });
      }
    } else if (open) {
      open.lines.push(lineOf(text, line, indent));
      if (open.part === "dropped") unread = line;
    } else if (inside) {
      refuse("second paragraph", indent + 1);
    } else {
      item = undefined;
      open = openPart("text", text, line, indent, { cut: { before: unread === line - 1 } });
    }
  }
  close();
  return parts;
}

/** A heading's words, without the marks that may close it. */
function headingText(text: string): string {
  const words = text.trim();
  const end = words.replace(/#+$/, "");
  return end === "" || /[ \t]$/.test(end) ? end.trim() : words;
}

/** The width of white space and markers, with tab stops every four columns. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const unit of text) columns = unit === "\t" ? columns + 4 - (columns % 4) : columns + 1;
  return columns;
}

/** As in CommonMark, a number inside running text ("in\n2024. The …") begins a list only if it is 1 or goes on with one. */
function startsItem(marker: RegExpExecArray, open: Open | undefined, item: Item | undefined, inside: boolean): boolean {
  if (open?.part !== "text") return true;
  const number = marker[3];
  const hasWords = marker[4] !== "";
  if (number === undefined) return hasWords || open.item !== undefined;
  return hasWords && (Number(number) === 1 || (item?.ordered === true && !inside));
}

function openPart(
  part: "text" | "footnote",
  text: string,
  line: number,
  from: number,
  more: { at?: Position; item?: Item; label?: string; cut?: Cut } = {},
): Open {
  return { part, at: { line, column: from + 1 }, label: "", cut: {}, ...more, lines: [lineOf(text, line, from)] };
}

function lineOf(text: string, line: number, from: number): OpenLine {
  return { text: text.slice(from).trimEnd(), line, column: from + 1 };
}

function finish({ part, at, label, lines, item, cut }: Open): Part {
  if (part === "footnote") return { kind: "footnote", label, run: runOf(lines, "\n"), ...at };
  return {
    kind: "text",
    run: runOf(lines, " "),
    cut,
    // What spoils an item may follow a blank line.
    get spoiled() {
      return item?.spoiled === true;
    },
    ...at,
  };
}

/** Joins lines. A footnote keeps its line ends, since a word may be hyphenated there. */
function runOf(lines: readonly OpenLine[], lineEnd: " " | "\n"): Run {
  let text = "";
  const begins: number[] = [];
  for (const line of lines) {
    if (text) text += lineEnd;
    begins.push(text.length);
    text += line.text;
  }
  return {
    text,
    position(offset) {
      let index = begins.length - 1;
      while (index > 0 && (begins[index] as number) > offset) index -= 1;
      const { line, column } = lines[index] as OpenLine;
      return { line, column: column + offset - (begins[index] as number) };
    },
  };
}
