/**
 * Where a document's lines end as its writer meant them: the offsets of the intended line breaks. A break inside a
 * sentence, or after a full line of a document wrapped at a column, comes from wrapping.
 */
export function lineEnds(text: string): number[] {
  const lines = linesOf(text);
  const column = columnOf(lines);
  return lines.slice(0, -1).flatMap((line, index) => {
    const next = lines[index + 1] as Line;
    const isWrapped = GOES_ON.test(next.text) || (column !== undefined && isFull(line, next, column));
    return isWrapped && line.text.trim() !== "" ? [] : [line.end];
  });
}

type Line = { readonly text: string; readonly end: number; readonly width: number; readonly indent: number };

const GOES_ON = /^\p{Ll}/u;
const WIDE = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\u3000-\u303f\uff00-\uff60]/u;

function linesOf(text: string): Line[] {
  let end = -1;
  return text.split("\n").map((line) => {
    end += line.length + 1;
    return { text: line, end, width: widthOf(line.trimEnd()), indent: line.search(/\S|$/) };
  });
}

/** In columns; a letter of a wide script takes two. */
function widthOf(text: string): number {
  if (!WIDE.test(text)) return text.length;
  let width = 0;
  for (const letter of text) width += WIDE.test(letter) ? 2 : 1;
  return width;
}

/** The columns at which documents are wrapped, and how much shorter a full line may be because of a long word. */
const NARROWEST = 45;
const WIDEST = 100;
const RAGGED = 12;
/** In a wrapped document at least these shares of lines are about as long as the longest, and break mid-sentence. */
const LEAST_FULL = 0.3;
const LEAST_GOING_ON = 0.2;
const LEAST_LINES = 3;

/** The column at which a document was wrapped; undefined if it was not. */
function columnOf(lines: readonly Line[]): number | undefined {
  const written = lines.filter(({ width }) => width > 0);
  const counts = new Map<number, number>();
  for (const { width } of written) counts.set(width, (counts.get(width) ?? 0) + 1);
  let best = { column: 0, lines: 0 };
  for (let column = NARROWEST; column <= WIDEST; column++) {
    let near = 0;
    for (let width = column - RAGGED; width <= column; width++) near += counts.get(width) ?? 0;
    if (counts.has(column) && near >= best.lines) best = { column, lines: near };
  }
  if (best.lines < LEAST_LINES || best.lines < written.length * LEAST_FULL) return undefined;
  const full = lines.flatMap((line, index) => {
    const next = lines[index + 1];
    return next && isFull(line, next, best.column) ? [{ line, next }] : [];
  });
  const goingOn = full.filter(({ line, next }) => isMidst(line.text.trimEnd(), next.text.trimStart()));
  return full.length > 1 && goingOn.length >= full.length * LEAST_GOING_ON ? best.column : undefined;
}

/** Whether the next line's first word had no room in this one; an indented line starts afresh. */
function isFull(line: Line, next: Line, column: number): boolean {
  if (line.width === 0 || next.width === 0 || next.indent > line.indent + 1 || ITEM.test(next.text)) return false;
  const [word = ""] = /\S+/.exec(next.text) ?? [];
  return line.width <= column && line.width + 1 + widthOf(WIDE.test(word) ? (word[0] ?? "") : word) > column;
}

const ITEM = /^\s*(?:[-*•–—·]|\(?\p{N}{1,3}[.)]|\(?[a-z][.)])\s/u;

/**
 * Whether a sentence continues: the next line starts in lowercase or, in a script without case, this one doesn't end a
 * sentence.
 */
function isMidst(line: string, next: string): boolean {
  return /^["'“‘«(]*\p{Ll}/u.test(next) || (/^\p{Lo}/u.test(next) && !/[.!?。！？।]["'”’»)」』]*$/u.test(line));
}
