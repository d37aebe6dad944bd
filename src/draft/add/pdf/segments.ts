/** As much of a text item of pdf.js as is read: its place is in points from the lower left corner. */
export type TextItem = {
  readonly str: string;
  readonly dir: string;
  readonly width: number;
  readonly transform: readonly number[];
};

/** Words that are together on a line of a page. */
export type Segment = {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
  readonly isRtl: boolean;
};

/** The segments on one base line, from left to right. */
export type Row = { readonly y: number; readonly segments: readonly Segment[] };

/** Wider than between words, narrower than between columns; in the size of the letters. */
const GAP = 1.5;
/** From which a gap without a space is one between words. */
const SPACE = 0.18;

/** The rows of a page from top to bottom. Rotated text is left out: it is at the edge, or on a picture. */
export function rowsOf(items: readonly TextItem[]): readonly Row[] {
  const placed = items.flatMap(place).sort((a, b) => b.y - a.y || a.x - b.x);
  const rows: Segment[][] = [];
  for (const item of placed) {
    const row = rows.at(-1);
    const first = row?.[0];
    // A mark above or below the line is smaller, and belongs to it.
    if (row && first && first.y - item.y < 0.45 * Math.max(first.size, item.size)) row.push(item);
    else rows.push([item]);
  }
  const gutters = guttersOf(rows);
  const parts = rows.map((row) => partsOf(row, gutters));
  const wide = parts.map((row) => row.flatMap(wideGapsIn));
  return parts.map((row, at) => {
    const beside = [...(wide[at - 1] ?? []), ...(wide[at + 1] ?? [])];
    return { y: rows[at]?.[0]?.y ?? 0, segments: row.flatMap((part) => cellsOf(part, beside)) };
  });
}

/** A strip of a page that most rows leave blank: spaces between words do not line up with each other. */
type Gutter = { readonly from: number; readonly to: number };

const LEAST_ROWS = 5;
const MOST_INK = 0.4;
const LEAST_WIDTH = 6;
/** Wider than a space between words, in points. */
const MOST_SPACE = 8;

function guttersOf(rows: readonly (readonly Segment[])[]): readonly Gutter[] {
  const inked = rows.map((row) => row.filter(({ text }) => text.trim() !== "")).filter((row) => row.length > 0);
  const left = Math.floor(Math.min(...inked.flat().map(({ x }) => x)));
  const width = Math.ceil(Math.max(...inked.flat().map(({ right }) => right))) - left;
  if (inked.length < LEAST_ROWS || !(width > 0 && width < 10_000)) return [];
  const ink = new Uint32Array(width + 1);
  for (const row of inked) {
    const covered = new Set<number>();
    for (const { x, right } of row) for (let at = Math.floor(x); at <= right; at++) covered.add(at - left);
    for (const at of covered) if (at >= 0 && at <= width) ink[at] = (ink[at] ?? 0) + 1;
  }
  const [first, last] = [Math.floor(width * 0.2), Math.ceil(width * 0.8)];
  const found = runsBelow(ink, first, last, inked.length * MOST_INK).flatMap((run) => {
    // Lines that end early leave more blank: the gutter is where hardly any goes on.
    const least = Math.min(...ink.subarray(run.from, run.to));
    return runsBelow(ink, run.from, run.to, least + Math.max(2, inked.length * 0.05));
  });
  const gutters = found.map(({ from, to }): Gutter => ({ from: left + from, to: left + to }));
  const isBeside = ({ from, to }: Gutter) => {
    const middle = (from + to) / 2;
    const beside = inked.filter((row) => row.some(({ right }) => right <= middle) && row.some(({ x }) => x >= middle));
    return beside.length >= LEAST_ROWS;
  };
  return gutters.filter(isBeside);
}

/** The runs that have at most `most` ink, and are wide enough for a gutter. */
function runsBelow(ink: Uint32Array, first: number, last: number, most: number): readonly Gutter[] {
  const runs: Gutter[] = [];
  let from = first;
  for (let at = first; at <= last; at++) {
    if (at < last && (ink[at] ?? 0) <= most) continue;
    if (at - from >= LEAST_WIDTH) runs.push({ from, to: at });
    from = at + 1;
  }
  return runs;
}

function place({ str, dir, width, transform }: TextItem): Segment[] {
  const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = transform;
  const size = Math.hypot(c, d) || Math.hypot(a, b);
  if (str === "" || size === 0 || Math.abs(b) > Math.abs(a) * 0.2) return [];
  return [{ text: str, x, right: x + width, y, size, isRtl: dir === "rtl" }];
}

/** A row by the gutters that it leaves blank. */
function partsOf(row: readonly Segment[], gutters: readonly Gutter[]): readonly (readonly Segment[])[] {
  return grouped(row, (last, item) => {
    // A line that ends early leaves more blank than the gutter, and one beside it may reach into it.
    return gutters.some(
      ({ from, to }) => Math.min(to, item.x) - Math.max(from, last.right) >= Math.min(0.8 * (to - from), MOST_SPACE),
    );
  });
}

/** The cells of a table. A gap is one between cells where a row beside has one there too: drawn out lines have wide ones as well. */
function cellsOf(part: readonly Segment[], beside: readonly Gutter[]): readonly Segment[] {
  const isStretched = isJustified(part.filter(({ text }) => text.trim() !== ""));
  const isCell = (last: Segment, item: Segment) =>
    item.x - last.right >= GAP * Math.max(last.size, item.size) &&
    beside.some(({ from, to }) => Math.min(to, item.x) - Math.max(from, last.right) >= GAP * 0.6 * item.size);
  return grouped(part, (last, item) => !isStretched && isCell(last, item)).map(merge);
}

function wideGapsIn(part: readonly Segment[]): readonly Gutter[] {
  const inked = part.filter(({ text }) => text.trim() !== "");
  return inked.slice(1).flatMap((item, at) => {
    const last = inked[at] as Segment;
    return item.x - last.right >= GAP * Math.max(last.size, item.size) ? [{ from: last.right, to: item.x }] : [];
  });
}

/** Items from left to right, in groups: `parts` says where a new one begins. */
function grouped(row: readonly Segment[], parts: (last: Segment, item: Segment) => boolean): Segment[][] {
  const groups: Segment[][] = [];
  for (const item of row.toSorted((a, b) => a.x - b.x)) {
    const group = groups.at(-1);
    const last = group?.findLast(({ text }) => text.trim() !== "");
    const isBlank = item.text.trim() === "";
    if (group && last && (isBlank || !parts(last, item))) group.push(item);
    else if (!isBlank) groups.push([item]);
  }
  return groups;
}

/** Whether a line is drawn out to the width of its column: its gaps are wide, and all alike. */
function isJustified(items: readonly Segment[]): boolean {
  const gaps = items.slice(1).map((item, at) => item.x - (items[at] as Segment).right);
  const words = gaps.filter((gap, at) => gap > SPACE * (items[at] as Segment).size).sort((a, b) => a - b);
  const middle = words[Math.floor(words.length / 2)] ?? 0;
  return words.length >= 2 && words.every((gap) => gap < 1.2 * middle && gap > 0.8 * middle);
}

function merge(group: readonly Segment[]): Segment {
  const isRtl = group.filter((item) => item.isRtl).length * 2 > group.filter(({ text }) => /\p{L}/u.test(text)).length;
  const inOrder = isRtl ? group.toReversed() : group;
  let text = "";
  let before: Segment | undefined;
  for (const item of inOrder) {
    const gap = before === undefined ? 0 : isRtl ? before.x - item.right : item.x - before.right;
    const parted = /\s$/.test(text) || /^\s/.test(item.text);
    if (before && !parted && gap > SPACE * Math.min(before.size, item.size)) text += " ";
    text += item.text;
    before = item;
  }
  const sizes = Map.groupBy(group, ({ size }) => Math.round(size * 10) / 10);
  const lettersIn = (items: readonly Segment[]) => items.reduce((sum, item) => sum + item.text.length, 0);
  const [size = 0] = [...sizes].sort(([, a], [, b]) => lettersIn(b) - lettersIn(a))[0] ?? [];
  const main = sizes.get(size)?.[0] ?? group[0];
  return {
    text: text.replace(/\s+/g, " ").trim(),
    x: Math.min(...group.map((item) => item.x)),
    right: Math.max(...group.filter((item) => item.text.trim() !== "").map((item) => item.right)),
    y: main?.y ?? 0,
    size,
    isRtl,
  };
}
