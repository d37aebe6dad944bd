import type { Features } from "../../../src/draft/sections/features.ts";

/** A sentence to learn from: its features, its article, whether it is wanted, and what rules say of it already. */
export type Example = { readonly features: Features; readonly group: string; readonly wanted: boolean };

export type Learning = {
  /** A feature of fewer articles is left out. */
  readonly least: number;
  /** The penalty on large weights. */
  readonly decay: number;
  readonly rounds: number;
  /** How much picking the right sentence of an article counts beside telling sentences apart. */
  readonly listwise: number;
};

type Row = { readonly at: Int32Array; readonly value: Float64Array; readonly wanted: boolean };

/** A logistic regression by Adam over all rows at once: the same rows give the same weights. */
export function learn(
  examples: readonly Example[],
  { least, decay, rounds, listwise }: Learning,
): ReadonlyMap<string, number> {
  const names = namesIn(examples, least);
  const groups = groupRows(examples, new Map(names.map((name, index) => [name, index])));
  const rows = groups.flat();
  const positives = rows.filter(({ wanted }) => wanted).length;
  const balance = Math.sqrt((rows.length - positives) / Math.max(1, positives));
  const [weights, first, second, gradient] = Array.from({ length: 4 }, () => new Float64Array(names.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let round = 1; round <= rounds; round++) {
    gradient.fill(0);
    for (const group of groups) {
      const scores = group.map((row) => dot(weights, row));
      const soft = softmax(scores);
      const wanted = group.filter((row) => row.wanted).length;
      const inWanted = group.reduce((sum, row, index) => sum + (row.wanted ? (soft[index] as number) : 0), 0);
      group.forEach((row, index) => {
        const chance = 1 / (1 + Math.exp(-(scores[index] as number)));
        const pointwise = (chance - Number(row.wanted)) * (row.wanted ? balance : 1);
        const own = soft[index] as number;
        const list = wanted === 0 ? 0 : own - (row.wanted ? own / inWanted : 0);
        add(gradient, row, (1 - listwise) * pointwise + listwise * list * group.length * LIST_SCALE);
      });
    }
    for (let at = 0; at < names.length; at++) {
      const slope = (gradient[at] as number) / rows.length + decay * (weights[at] as number);
      first[at] = 0.9 * (first[at] as number) + 0.1 * slope;
      second[at] = 0.999 * (second[at] as number) + 0.001 * slope * slope;
      const step = (first[at] as number) / (1 - 0.9 ** round);
      const scale = Math.sqrt((second[at] as number) / (1 - 0.999 ** round)) + 1e-8;
      weights[at] = (weights[at] as number) - (0.05 * step) / scale;
    }
  }
  return new Map(names.map((name, index) => [name, weights[index] as number]));
}

const LIST_SCALE = 0.3;

function namesIn(examples: readonly Example[], least: number): string[] {
  const seenIn = new Map<string, Set<string>>();
  for (const { features, group } of examples)
    for (const name of features.keys()) seenIn.set(name, (seenIn.get(name) ?? new Set()).add(group));
  return [...seenIn.keys()].filter((name) => (seenIn.get(name)?.size ?? 0) >= least).sort();
}

function groupRows(examples: readonly Example[], index: ReadonlyMap<string, number>): Row[][] {
  const groups = Map.groupBy(examples, ({ group }) => group);
  return [...groups.values()].map((own) =>
    own.map(({ features, wanted }) => {
      const kept = [...features].filter(([name]) => index.has(name));
      return {
        at: Int32Array.from(kept.map(([name]) => index.get(name) as number)),
        value: Float64Array.from(kept.map(([, value]) => value)),
        wanted,
      };
    }),
  );
}

function dot(weights: Float64Array, { at, value }: Row): number {
  let sum = 0;
  for (let index = 0; index < at.length; index++)
    sum += (weights[at[index] as number] as number) * (value[index] as number);
  return sum;
}

function add(gradient: Float64Array, { at, value }: Row, by: number): void {
  for (let index = 0; index < at.length; index++) {
    const place = at[index] as number;
    gradient[place] = (gradient[place] as number) + by * (value[index] as number);
  }
}

function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
