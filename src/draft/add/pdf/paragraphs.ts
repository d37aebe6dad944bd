import type { LineJoiner } from "../clean/line-joiner.ts";
import type { Line } from "./columns.ts";

const LIST_ITEM = /^(?:[-–•*▪◦‣·]\s*\S|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+\S)/;
const ENDED = /[.!?…:;।。！？؟۔][\])"”’»]*$/u;

/** Lines as paragraphs, by what a reader sees: gaps, indents, sizes, and lines that end short. */
export function paragraphsOf(lines: readonly Line[], joiner: LineJoiner): readonly string[] {
  const leading = leadingOf(lines);
  const groups: Line[][] = [];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    const group = groups.at(-1);
    if (before && group && !isBreak(before, line, group, leading)) group.push(line);
    else groups.push([line]);
  }
  return groups.map((group) =>
    group.some(({ text }) => text.includes("\t"))
      ? group.map(({ text }) => text).join("\n")
      : joiner.join(group.map(({ text }) => text)),
  );
}

/** The size of the letters of most of the text. */
export function bodySizeOf(lines: readonly Pick<Line, "size" | "text">[]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) letters.set(size, (letters.get(size) ?? 0) + text.length);
  return [...letters].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

/** The first lines of a document that are larger than its text, where they read as a title. */
export function titleIn(lines: readonly Line[]): string | undefined {
  const body = bodySizeOf(lines);
  const first = lines.filter(({ page }) => page === 0).slice(0, 25);
  const largest = Math.max(0, ...first.map(({ size }) => size));
  if (largest < body * 1.2) return undefined;
  const from = first.findIndex(({ size }) => size >= largest * 0.97);
  const rest = first.slice(from);
  const end = rest.findIndex(({ size }) => size < largest * 0.97);
  const title = rest
    .slice(0, end === -1 ? undefined : end)
    .map(({ text }) => text)
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
  return title.length <= 250 && /\p{L}{2}\P{L}+\p{L}/u.test(title) ? title : undefined;
}

function isBreak(before: Line, line: Line, group: readonly Line[], leading: ReadonlyMap<number, number>): boolean {
  if (Math.abs(before.size - line.size) > 0.12 * Math.max(before.size, line.size)) return true;
  if (LIST_ITEM.test(line.text)) return true;
  const hasEnded = ENDED.test(before.text);
  const isTable = before.text.includes("\t") && line.text.includes("\t");
  if (before.text.includes("\t") !== line.text.includes("\t")) return true;
  const isNextColumn = line.page !== before.page || line.y >= before.y;
  const isShort = before.right < before.end - 0.12 * (before.end - before.left);
  if (isNextColumn) return hasEnded || (isShort && /^\p{Lu}/u.test(line.text));
  const gap = before.y - line.y;
  if (gap > 1.4 * (leading.get(before.size) ?? 1.3 * before.size)) return true;
  if (isTable) return false;
  const isIndented = !line.isRtl && line.x > before.x + 0.8 * line.size && line.x > line.left + 0.8 * line.size;
  const isHanging = LIST_ITEM.test(group[0]?.text ?? "");
  if (isIndented && !isHanging) return true;
  return hasEnded && isShort && !line.isRtl;
}

/** The usual distance between lines of each size. */
function leadingOf(lines: readonly Line[]): ReadonlyMap<number, number> {
  const gaps = new Map<number, number[]>();
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (!before || before.page !== line.page || before.size !== line.size) continue;
    const gap = before.y - line.y;
    if (gap > 0.5 * line.size && gap < 3 * line.size) gaps.set(line.size, [...(gaps.get(line.size) ?? []), gap]);
  }
  return new Map(
    [...gaps].map(([size, found]) => [size, found.sort((a, b) => a - b)[Math.floor(found.length / 3)] ?? size]),
  );
}
