/** Pages of lines without their heads, feet and numbers, and the words that were taken out, each once. */
export type Unmarked<Line> = { readonly pages: readonly (readonly Line[])[]; readonly removed: readonly string[] };

const EDGE = 3;
const LONGEST = 120;
const NUMBER =
  /^(?:[-–—|•]\s*)?(?:(?:page|p\.|seite|página|pagina|стр\.)\s*)?(\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|\/|de|von)\s*\d{1,4})?(?:\s*[-–—|•])?$/i;

export type Describe<Line> = {
  readonly wordsOf: (line: Line) => string;
  /** Whether a line at the edge is set apart from its neighbor further in. */
  readonly isApart?: (line: Line, inner: Line) => boolean;
};

/**
 * Takes out what repeats at the edges of several pages, digits aside, and page numbers. Lines go from top to bottom.
 * From the edge inwards: what comes after a line of the text is text.
 */
export function removePageMarks<Line>(
  pages: readonly (readonly Line[])[],
  { wordsOf, isApart = () => true }: Describe<Line>,
): Unmarked<Line> {
  const texts = pages.map((lines) => lines.map((line) => wordsOf(line).trim()));
  const counts = new Map<string, Set<number>>();
  for (const [page, lines] of texts.entries()) {
    for (const at of edgesOf(lines).flatMap((side) => side.slice(0, EDGE))) {
      const key = keyOf(lines[at] ?? "");
      if (key !== "" && key.length <= LONGEST) counts.set(key, (counts.get(key) ?? new Set()).add(page));
    }
  }
  const least = pages.length < 8 ? 2 : 3;
  const isMark = (text: string) => {
    const isRepeated = (counts.get(keyOf(text))?.size ?? 0) >= least && (/\p{L}{2}/u.test(text) || NUMBER.test(text));
    return isRepeated || (pages.length === 1 && /^page\s+\d+(?:\s+of\s+\d+)?$/i.test(text));
  };
  const removed = new Map<string, string>();
  const kept = pages.map((lines, page) => {
    const own = texts[page] ?? [];
    const gone = new Set<number>();
    for (const side of edgesOf(own)) {
      const end = side.slice(0, EDGE).findIndex((at) => !isMark(own[at] ?? ""));
      let count = end === -1 ? Math.min(EDGE, side.length) : end;
      // The last mark of a side is apart from what follows it; those before it are then marks too.
      while (count > 0) {
        const [last, inner] = [lines[side[count - 1] ?? -1], lines[side[count] ?? -1]];
        if (last === undefined || inner === undefined || isApart(last, inner)) break;
        count -= 1;
      }
      for (const at of side.slice(0, count)) gone.add(at);
    }
    for (const at of gone) removed.set(keyOf(own[at] ?? ""), removed.get(keyOf(own[at] ?? "")) ?? shown(own[at] ?? ""));
    return lines.filter((_, line) => !gone.has(line));
  });
  return { pages: kept, removed: [...removed.values()] };
}

/**
 * The same for a text that does not say where its pages end: ascending numbers on lines of their own, lines that repeat
 * beside them, and whatever repeats in mid-sentence.
 */
export function removeMarksBetween(lines: readonly string[]): { lines: readonly string[]; removed: readonly string[] } {
  const gone = new Set<number>();
  const numbers = lines.flatMap((line, at) => {
    const number = line.length <= 24 ? NUMBER.exec(line.trim())?.[1] : undefined;
    return number !== undefined && /^\d+$/.test(number) ? [{ at, number: Number(number) }] : [];
  });
  for (const [index, { at, number }] of numbers.entries()) {
    const neighbors = [numbers[index - 1]?.number === number - 1, numbers[index + 1]?.number === number + 1];
    if (neighbors.includes(true) ? true : splitsSentence(lines, at, at)) gone.add(at);
  }
  const counts = Map.groupBy(lines.keys(), (at) => keyOf(lines[at] ?? ""));
  for (const [key, found] of counts) {
    if (key === "" || key.length > LONGEST || found.length < 2 || !/\p{L}{2}/u.test(key)) continue;
    const beside = found.filter((at) => besideGone(lines, at, gone) || splitsSentence(lines, at, at));
    if (beside.length >= 2 && beside.length >= found.length / 2) for (const at of found) gone.add(at);
  }
  const removed = [
    ...new Map([...gone].sort((a, b) => b - a).map((at) => [keyOf(lines[at] ?? ""), shown(lines[at] ?? "")])).values(),
  ].reverse();
  return { lines: closeGaps(lines, gone), removed };
}

/** Blank lines around what was taken out are the page's, where the sentence goes on after them. */
function closeGaps(lines: readonly string[], gone: ReadonlySet<number>): string[] {
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (!gone.has(at)) {
      kept.push(lines[at] ?? "");
      continue;
    }
    let next = at;
    while (next < lines.length && (gone.has(next) || (lines[next] ?? "").trim() === "")) next++;
    while (kept.length > 0 && kept.at(-1)?.trim() === "") kept.pop();
    if (!goesOn(kept.at(-1) ?? "", lines[next] ?? "")) kept.push("");
    at = next - 1;
  }
  return kept;
}

function splitsSentence(lines: readonly string[], from: number, to: number): boolean {
  return goesOn(lineAround(lines, from, -1), lineAround(lines, to, 1));
}

/** Whether a sentence runs from one line into another. */
export function goesOn(before: string, after: string): boolean {
  const end = before.trim();
  return end.length > 20 && !/[.!?…:"”»)\]]$/.test(end) && /^[\p{Ll}\p{N}(“"'‘]/u.test(after.trim());
}

function lineAround(lines: readonly string[], from: number, step: 1 | -1): string {
  for (let at = from + step; at >= 0 && at < lines.length && Math.abs(at - from) <= 8; at += step) {
    const line = (lines[at] ?? "").trim();
    if (line !== "" && !(line.length <= 24 && NUMBER.test(line))) return line;
  }
  return "";
}

function besideGone(lines: readonly string[], at: number, gone: ReadonlySet<number>): boolean {
  for (const step of [1, -1]) {
    for (let next = at + step; next >= 0 && next < lines.length; next += step) {
      if (gone.has(next)) return true;
      if ((lines[next] ?? "").trim() !== "") break;
    }
  }
  return false;
}

/** The first lines and the last ones that are not blank, each from the edge inwards, with one more behind them. */
function edgesOf(lines: readonly string[]): readonly (readonly number[])[] {
  const filled = [...lines.keys()].filter((at) => (lines[at] ?? "").trim() !== "");
  return [filled.slice(0, EDGE + 1), filled.slice(-EDGE - 1).reverse()];
}

/** A line as it is on every page: its numbers aside, also a page's number in Roman ones. */
function keyOf(line: string): string {
  const text = line.trim().replace(/\s+/g, " ").toLowerCase();
  return NUMBER.test(text) ? "#" : text.replace(/\d+/g, "#");
}

function shown(line: string): string {
  return line.trim().replace(/\s+/g, " ");
}
