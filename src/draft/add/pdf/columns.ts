import type { Row, Segment } from "./segments.ts";

/** A line of a page in the order of reading, with the column that it is in. */
export type Line = Segment & { readonly page: number; readonly left: number; readonly end: number };

const LEAST_LINES = 5;
const MOST_CROSSING = 0.25;

/** The lines of a page in the order in which people read them: column by column between what spans them. */
export function linesOf(rows: readonly Row[], page: number): readonly Line[] {
  return order(rows, page, 2);
}

function order(rows: readonly Row[], page: number, deep: number): readonly Line[] {
  const all = rows.flatMap(({ segments }) => segments);
  const gutter = deep > 0 ? gutterIn(all) : undefined;
  if (gutter === undefined) return asLines(rows, page);
  const lines: Line[] = [];
  let band: Row[] = [];
  let spanning: Row[] = [];
  const isRtl = all.filter((segment) => segment.isRtl).length * 2 > all.length;
  const flush = () => {
    const half = (keeps: (segment: Segment) => boolean) =>
      band
        .map((row) => ({ ...row, segments: row.segments.filter(keeps) }))
        .filter(({ segments }) => segments.length > 0);
    const halves = [half(({ right }) => right <= gutter), half(({ x }) => x >= gutter)];
    for (const side of isRtl ? halves.reverse() : halves) lines.push(...order(side, page, deep - 1));
    band = [];
  };
  const flushSpanning = () => {
    lines.push(...asLines(spanning, page));
    spanning = [];
  };
  for (const row of rows) {
    const isSpanning = row.segments.some(({ x, right }) => x < gutter && right > gutter);
    if (isSpanning) {
      flush();
      spanning.push(row);
    } else {
      flushSpanning();
      band.push(row);
    }
  }
  flush();
  flushSpanning();
  return lines;
}

/** Where a page parts into two columns of running text; undefined where it does not. */
function gutterIn(segments: readonly Segment[]): number | undefined {
  if (segments.length < 2 * LEAST_LINES) return undefined;
  const left = Math.min(...segments.map(({ x }) => x));
  const right = Math.max(...segments.map((segment) => segment.right));
  let best: { x: number; crossing: number } | undefined;
  for (let step = 25; step <= 75; step++) {
    const x = left + ((right - left) * step) / 100;
    const crossing = segments.filter((segment) => segment.x < x && segment.right > x).length;
    if (
      !best ||
      crossing < best.crossing ||
      (crossing === best.crossing && Math.abs(step - 50) < Math.abs(((best.x - left) / (right - left)) * 100 - 50))
    )
      best = { x, crossing };
  }
  if (!best || best.crossing > segments.length * MOST_CROSSING) return undefined;
  const { x } = best;
  const sides = [segments.filter((segment) => segment.right <= x), segments.filter((segment) => segment.x >= x)];
  const isRunning = sides.every((side) => {
    if (side.length < LEAST_LINES) return false;
    const from = Math.min(...side.map((segment) => segment.x));
    const to = Math.max(...side.map((segment) => segment.right));
    const mean = side.reduce((sum, segment) => sum + segment.right - segment.x, 0) / side.length;
    // Cells of a table are short of their column.
    return mean > (to - from) * 0.55 && mean > 8 * (side[0]?.size ?? 0);
  });
  return isRunning ? x : undefined;
}

/** Rows as lines: the separate parts of a row are cells, with a tab between them. */
function asLines(rows: readonly Row[], page: number): readonly Line[] {
  const all = rows.flatMap(({ segments }) => segments);
  const left = Math.min(...all.map(({ x }) => x));
  const end = Math.max(...all.map(({ right }) => right));
  return rows.flatMap(({ segments }) => {
    const [first] = segments;
    if (!first) return [];
    const isRtl = segments.every((segment) => segment.isRtl);
    const cells = isRtl ? segments.toReversed() : segments;
    const right = Math.max(...segments.map((segment) => segment.right));
    return [{ ...first, text: cells.map(({ text }) => text).join("\t"), right, isRtl, page, left, end }];
  });
}
