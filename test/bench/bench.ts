/** One measured case; the columns of a bench are those of its first row. */
export type Row = Readonly<Record<string, string | number | boolean>>;

/**
 * A benchmark. It prints rows as it goes and returns the guarantees it saw broken (lost, sent twice, over a limit):
 * speeds are reported, never judged.
 */
export type Bench = {
  readonly name: string;
  readonly summary: string;
  run(
    options: { readonly quick: boolean; readonly data?: string },
    print: (row: Row) => void,
  ): Promise<readonly string[]>;
};

/** Median and spread of some runs. */
export function spread(values: readonly number[]): { median: number; min: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const at = (index: number) => sorted[Math.floor(index)] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/** `12.3 (11.9–13.0)` */
export function formatSpread(values: readonly number[], digits = 1): string {
  const { median, min, max } = spread(values);
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}
