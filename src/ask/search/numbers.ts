/** Whole numbers in a row that grows: four bytes each, where an array of the language takes eight and more. */
export type Numbers = {
  values: Uint32Array;
  length: number;
};

export function createNumbers(room = 1_024): Numbers {
  return { values: new Uint32Array(room), length: 0 };
}

/** Adds a number; the row grows by half. */
export function push(numbers: Numbers, value: number): number {
  if (numbers.length === numbers.values.length) {
    const grown = new Uint32Array(Math.ceil(numbers.length * 1.5) + 16);
    grown.set(numbers.values);
    numbers.values = grown;
  }
  numbers.values[numbers.length] = value;
  numbers.length += 1;
  return numbers.length - 1;
}
