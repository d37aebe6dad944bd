/** As much of a text item of pdf.js as is read: its place is in points from the lower left corner. */
export type TextItem = {
  readonly str: string;
  readonly dir: string;
  readonly width: number;
  readonly transform: readonly number[];
};

/** Words that stand together on a line of a page. */
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

/** The rows of a page from top to bottom. Text that is turned is left out: it stands at the edge, or on a picture. */
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
  return rows.map((row) => ({ y: row[0]?.y ?? 0, segments: join(row) }));
}

function place({ str, dir, width, transform }: TextItem): Segment[] {
  const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = transform;
  const size = Math.hypot(c, d) || Math.hypot(a, b);
  if (str === "" || size === 0 || Math.abs(b) > Math.abs(a) * 0.2) return [];
  return [{ text: str, x, right: x + width, y, size, isRtl: dir === "rtl" }];
}

function join(row: readonly Segment[]): readonly Segment[] {
  const inOrder = [...row].sort((a, b) => a.x - b.x);
  const groups: Segment[][] = [];
  for (const item of inOrder) {
    const group = groups.at(-1);
    const last = group?.findLast(({ text }) => text.trim() !== "") ?? group?.at(-1);
    if (group && last && item.x - last.right < GAP * Math.max(last.size, item.size)) group.push(item);
    else if (item.text.trim() !== "") groups.push([item]);
  }
  return groups.map(merge);
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
