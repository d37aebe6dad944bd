/** What may differ between a statement and the words it rests on. */
export const KINDS = [
  "number",
  "unit",
  "date",
  "name",
  "opposite",
  "negation",
  "quantifier",
  "hedge",
  "attribution",
  "tense",
  "quotation",
  "roles",
  "added",
] as const;
export type Kind = (typeof KINDS)[number];

/** One difference: the statement's words, where they begin in it, and what the quoted words have in their place. */
export type Difference = {
  readonly kind: Kind;
  readonly said: string;
  readonly at: number;
  readonly quoted?: string;
};

/** A difference in words for the writer. */
export function tellDifference({ kind, said, quoted }: Difference): string {
  const here = said === "" ? "" : `“${said}”`;
  const there = quoted === undefined ? "" : `“${quoted}”`;
  switch (kind) {
    case "number":
    case "date":
    case "name":
      return there === ""
        ? `the ${kind} ${here} is not in the quoted words`
        : `${kind}: ${here} here, ${there} in the quoted words`;
    case "unit":
      return `unit: ${here} here, ${there} in the quoted words`;
    case "opposite":
      return `${here} says the opposite of ${there} in the quoted words`;
    case "negation":
      return said === ""
        ? `the quoted words say ${there}, but the statement does not`
        : `${here} is not in the quoted words, and reverses what they say`;
    case "quantifier":
      return there === ""
        ? `${here} says more than the quoted words`
        : `how many: ${here} here, ${there} in the quoted words`;
    case "hedge":
      return `the quoted words say ${there}, but the statement says it for certain`;
    case "attribution":
      return said === ""
        ? `the quoted words say who said it (${there}), but the statement does not`
        : `${here} says it here, ${there} in the quoted words`;
    case "tense":
      return `${here} says that it already happened, the quoted words say ${there}`;
    case "quotation":
      return `${here} is in quotation marks, but not in the quoted words`;
    case "roles":
      return `who did what to whom: ${here} here, ${there} in the quoted words`;
    case "added":
      return `the quoted words say nothing about ${here}`;
  }
}
