/** Pages of lines without their heads, feet and numbers, and the words that were taken out, each once. */
export type Unmarked<Line> = { readonly pages: readonly (readonly Line[])[]; readonly removed: readonly string[] };

const EDGE = 3;
const LONGEST = 120;
const NUMBER =
  /^(?:[-–—|•]\s*)?(?:(?:page|p\.|seite|página|pagina|стр\.)\s*)?(\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|\/|de|von)\s*\d{1,4})?(?:\s*[-–—|•])?$/i;

/** Takes out lines at the edges of pages that are on several of them, digits aside, and page numbers. Lines go from top to bottom. */
export function removePageMarks<Line>(
  pages: readonly (readonly Line[])[],
  wordsOf: (line: Line) => string,
): Unmarked<Line> {
  const texts = pages.map((lines) => lines.map((line) => wordsOf(line).trim()));
  const edges = texts.map(edgesOf);
  const counts = new Map<string, Set<number>>();
  for (const [page, at] of edges.entries())
    for (const line of at) {
      const key = keyOf(texts[page]?.[line] ?? "");
      if (key !== "" && key.length <= LONGEST) counts.set(key, (counts.get(key) ?? new Set()).add(page));
    }
  const least = Math.max(2, Math.ceil(pages.length / 4));
  const removed = new Set<string>();
  const kept = pages.map((lines, page) => {
    const gone = new Set<number>();
    for (const line of edges[page] ?? []) {
      const text = texts[page]?.[line] ?? "";
      const isRepeated = (counts.get(keyOf(text))?.size ?? 0) >= least && (/\p{L}{2}/u.test(text) || NUMBER.test(text));
      const isOnlyNumber = pages.length === 1 && /^page\s+\d+(?:\s+of\s+\d+)?$/i.test(text);
      if (isRepeated || isOnlyNumber) gone.add(line);
    }
    for (const line of gone) removed.add(shown(texts[page]?.[line] ?? ""));
    return lines.filter((_, line) => !gone.has(line));
  });
  return { pages: kept, removed: [...removed] };
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
    const neighbours = [numbers[index - 1]?.number === number - 1, numbers[index + 1]?.number === number + 1];
    if (neighbours.includes(true) ? true : splitsSentence(lines, at, at)) gone.add(at);
  }
  const counts = Map.groupBy(lines.keys(), (at) => keyOf(lines[at] ?? ""));
  for (const [key, found] of counts) {
    if (key === "" || key.length > LONGEST || found.length < 2 || !/\p{L}{2}/u.test(key)) continue;
    const beside = found.filter((at) => besideGone(lines, at, gone) || splitsSentence(lines, at, at));
    if (beside.length >= 2 && beside.length >= found.length / 2) for (const at of found) gone.add(at);
  }
  const removed = [...new Set([...gone].sort((a, b) => a - b).map((at) => shown(lines[at] ?? "")))];
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

function edgesOf(lines: readonly string[]): number[] {
  const filled = [...lines.keys()].filter((at) => (lines[at] ?? "").trim() !== "");
  return [...new Set([...filled.slice(0, EDGE), ...filled.slice(-EDGE)])];
}

/** A line as it is on every page: its numbers aside, also a page's number in Roman ones. */
function keyOf(line: string): string {
  const text = line.trim().replace(/\s+/g, " ").toLowerCase();
  return NUMBER.test(text) ? "#" : text.replace(/\d+/g, "#");
}

function shown(line: string): string {
  return line.trim().replace(/\s+/g, " ");
}
