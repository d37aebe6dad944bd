import type { Item } from "#draft";

/** Which items of a feed to add. */
export type Choice = { readonly all?: boolean; readonly latest?: number; readonly items?: readonly number[] };

/** The chosen items, without those that have no address; undefined if none were asked for. */
export function chosenOf(items: readonly Item[], { all, latest, items: numbers }: Choice): readonly Item[] | undefined {
  if (all) return items;
  if (latest !== undefined) return items.slice(0, latest);
  return numbers?.flatMap((number) => items[number - 1] ?? []);
}

/** Numbers as people write them, like `1, 3-5`; undefined for anything else. */
export function numbersIn(text: string): readonly number[] | undefined {
  const parts = text
    .trim()
    .split(/[\s,]+/)
    .filter(Boolean);
  const numbers: number[] = [];
  for (const part of parts) {
    const [, from = "", to = from] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    if (from === "" || Number(from) < 1 || Number(to) < Number(from)) return undefined;
    for (let number = Number(from); number <= Number(to); number++) numbers.push(number);
  }
  return numbers.length > 0 ? [...new Set(numbers)] : undefined;
}
