import type { DomNode } from "./dom.ts";

const BLOCKS = new Set(
  (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form " +
    "h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table tbody tfoot thead tr ul"
  ).split(" "),
);
const SILENT = new Set(
  "script style noscript template svg math button input select textarea iframe object canvas head audio video rp rt".split(
    " ",
  ),
);
const TEXT = 3;
const ELEMENT = 1;

/** The words of a part of a page as paragraphs with blank lines between them: white space as a browser shows it. */
export function textOf(root: DomNode): string {
  const paragraphs: string[] = [];
  let line = "";
  const end = () => {
    const trimmed = line.replace(/[^\S\u00a0\n]*\n[^\S\u00a0\n]*/g, "\n").replace(/^[^\S\u00a0]+|[^\S\u00a0]+$/g, "");
    if (/[^\s\u00a0]/.test(trimmed)) paragraphs.push(trimmed);
    line = "";
  };
  const add = (words: string) => {
    line += /\s$/.test(line) ? words.replace(/^[ ]+/, "") : words;
  };
  const visit = (node: DomNode, isPre: boolean): void => {
    if (node.nodeType === TEXT) {
      const words = node.textContent ?? "";
      add(isPre ? words.replaceAll("\r\n", "\n") : words.replace(/[\t\n\f\r ]+/g, " "));
      return;
    }
    if (node.nodeType !== ELEMENT && node.nodeType !== 9 && node.nodeType !== 11) return;
    const name = node.nodeName.toLowerCase();
    if (SILENT.has(name)) return;
    if (name === "br") {
      line = line.replace(/ +$/, "");
      line += "\n";
      return;
    }
    const isBlock = BLOCKS.has(name);
    if (isBlock) end();
    if (name === "tr") {
      const row = rowOf(node);
      if (row !== undefined) paragraphs.push(row);
      if (row !== undefined) return;
    }
    for (const child of Array.from(node.childNodes)) visit(child, isPre || name === "pre");
    if (isBlock) end();
  };
  visit(root, false);
  end();
  // Two line breaks are how old pages part paragraphs.
  return paragraphs.map((paragraph) => paragraph.replace(/\n{2,}/g, "\n\n")).join("\n\n");
}

/** The cells of a row on one line, separated by tabs; undefined if the table only serves the page's looks. */
function rowOf(row: DomNode): string | undefined {
  const cells = Array.from(row.childNodes).filter(({ nodeName }) => /^t[dh]$/i.test(nodeName));
  const texts = cells.map(textOf);
  if (cells.length < 2 || texts.some((text) => text.length > LONGEST_CELL || text.split("\n\n").length > 3))
    return undefined;
  return (
    texts
      .map((text) => text.replace(/\n+/g, " "))
      .join("\t")
      .trim() || undefined
  );
}

const LONGEST_CELL = 400;
