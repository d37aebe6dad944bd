/**
 * Where the lines of a document end as its writer meant them: the offset of each line break that parts two. A break inside
 * a sentence, or where a line of a document that was wrapped at a column is full, is how the document was wrapped.
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

/** In columns, of which a letter of the wide scripts takes two. */
function widthOf(text: string): number {
  if (!WIDE.test(text)) return text.length;
  let width = 0;
  for (const letter of text) width += WIDE.test(letter) ? 2 : 1;
  return width;
}

/** The columns at which documents are wrapped, and how much shorter a full line may be for a long word's sake. */
const NARROWEST = 45;
const WIDEST = 100;
const RAGGED = 12;
/** Of all lines that many are about as long as the longest, and of those that many go on in the midst of a sentence. */
const LEAST_FULL = 0.3;
const LEAST_GOING_ON = 0.2;
const LEAST_LINES = 3;

/** The column at which a document was wrapped; undefined for one whose lines are as long as what they say. */
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

/** The first word of the next line had no room in this one; what is set in further begins anew. */
function isFull(line: Line, next: Line, column: number): boolean {
  if (line.width === 0 || next.width === 0 || next.indent > line.indent + 1 || ITEM.test(next.text)) return false;
  const [word = ""] = /\S+/.exec(next.text) ?? [];
  return line.width <= column && line.width + 1 + widthOf(WIDE.test(word) ? (word[0] ?? "") : word) > column;
}

const ITEM = /^\s*(?:[-*•–—·]|\(?\p{N}{1,3}[.)]|\(?[a-z][.)])\s/u;

/** Whether a sentence goes on: a small letter, or in a script that has none a line that no sentence ends with. */
function isMidst(line: string, next: string): boolean {
  return /^["'“‘«(]*\p{Ll}/u.test(next) || (/^\p{Lo}/u.test(next) && !/[.!?。！？।]["'”’»)」』]*$/u.test(line));
}
