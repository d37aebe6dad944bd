/** Edits between two words: letters added, removed, changed or swapped with a neighbor (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? Infinity) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

/** Whether a word may be a typo of another: one letter wrong, two in a long word ("hearing" is not "sharing"). */
export function isSlip(typed: string, meant: string): boolean {
  return Math.abs(typed.length - meant.length) <= 2 && distance(typed, meant) <= (meant.length < LONG_WORD ? 1 : 2);
}

const LONG_WORD = 8;
