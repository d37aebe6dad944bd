import { type Citing, type Passage, surroundedPassages } from "#briefing";
import { lineEnds } from "./line-ends.ts";

/** A piece of a source's line whose characters all have the same marks. */
export type Piece = {
  readonly text: string;
  readonly quoted: boolean;
  readonly cited: boolean;
  /** Whether the viewer is shown it. */
  readonly shown: boolean;
  /** Whether it is the first quoted piece. */
  readonly firstQuoted: boolean;
  /** Cited passages that end with this piece, as indexes into those given. */
  readonly ends: readonly number[];
};

/** A line of a source that is not blank. `starts`: the cited passages that begin in it. */
export type SourceLine = { readonly pieces: readonly Piece[]; readonly starts: readonly number[] };

const MOST_RANGES = 24;
const AT = new RegExp(String.raw`^\d{1,8}-\d{1,8}(?:,\d{1,8}-\d{1,8}){0,${MOST_RANGES - 1}}$`);

/**
 * The passages that an address names, like `12-40,60-80`: in order, not adjacent, all inside `text`, no character cut
 * in two. Undefined for anything else.
 */
export function readAt(at: string, text: string): readonly Passage[] | undefined {
  if (at.length > MOST_RANGES * 18 || !AT.test(at)) return undefined;
  const passages = at.split(",").map((range): Passage => {
    const [start = 0, end = 0] = range.split("-").map(Number);
    return { start, end };
  });
  let before = -1;
  for (const { start, end } of passages) {
    if (start <= before || end <= start || end > text.length || splits(text, start) || splits(text, end))
      return undefined;
    before = end;
  }
  return passages;
}

/** Joins the passages of several addresses into one for `readAt`; only the first if all would be too many. */
export function joinAts(ats: readonly string[]): string {
  const passages = ats
    .flatMap((at) => at.split(","))
    .map((range): [number, number] => {
      const [start = 0, end = 0] = range.split("-").map(Number);
      return [start, end];
    })
    .sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [start, end] of passages) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined.length > MOST_RANGES ? (ats[0] ?? "") : joined.map((range) => range.join("-")).join(",");
}

/**
 * Cuts a source into lines, and lines into pieces where a passage begins or ends. Passages may overlap. One pass.
 * `shown`: the parts of the text that the viewer may see; by default, all of it.
 */
export function cutLines(
  text: string,
  cited: readonly Passage[],
  quoted: readonly Passage[],
  shown: readonly Passage[] = [{ start: 0, end: text.length }],
): readonly SourceLine[] {
  const edges = [...edgesOf(cited, "cited"), ...edgesOf(quoted, "quoted"), ...edgesOf(shown, "shown")].sort(
    (a, b) => a.at - b.at,
  );
  const open = { cited: 0, quoted: 0, shown: 0 };
  const lines: SourceLine[] = [];
  let quotedBefore = false;
  let next = 0;
  let from = 0;
  for (const end of [...lineEnds(text), text.length]) {
    const pieces: Piece[] = [];
    const starts: number[] = [];
    for (let at = from; at < end || edges[next]?.at === at; ) {
      const ends: number[] = [];
      for (let edge = edges[next]; edge && edge.at <= at; edge = edges[++next]) {
        open[edge.of] += edge.step;
        if (edge.of !== "cited") continue;
        if (edge.step > 0) starts.push(edge.index);
        else ends.push(edge.index);
      }
      const last = pieces.pop();
      if (last) pieces.push({ ...last, ends });
      if (at >= end) break;
      const to = Math.min(end, edges[next]?.at ?? end);
      const isQuoted = open.quoted > 0;
      const firstQuoted = isQuoted && !quotedBefore;
      quotedBefore ||= isQuoted;
      const isShown = open.shown > 0;
      pieces.push({
        text: text.slice(at, to),
        quoted: isQuoted,
        cited: open.cited > 0,
        shown: isShown,
        firstQuoted,
        ends: [],
      });
      at = to;
    }
    if (pieces.some((piece) => piece.text.trim() !== "")) lines.push({ pieces, starts });
    from = end + 1;
  }
  return lines;
}

type Edge = { at: number; step: 1 | -1; of: "cited" | "quoted" | "shown"; index: number };

function edgesOf(passages: readonly Passage[], of: Edge["of"]): Edge[] {
  return passages.flatMap(({ start, end }, index): Edge[] => [
    { at: start, step: 1, of, index },
    { at: end, step: -1, of, index },
  ]);
}

/**
 * The quoted passages with a sentence on either side: what a page may show of a document that it does not republish.
 */
export function aroundQuotes(citing: readonly Citing[]): readonly Passage[] {
  return citing.flatMap(({ citation }) => surroundedPassages(citation));
}

function splits(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}
