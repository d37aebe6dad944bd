import type { Change, Node } from "./syntax.ts";

/** The small faults of a query: a condition less, a boundary moved, an order or a limit that is gone. */
export function changesOfSql({ start, end, quasis }: Node, text: string): Change[] {
  // What is filled in is no SQL: one word of the same length stands for it.
  let query = "";
  for (const part of quasis as Node[]) {
    query += "x".repeat(part.start - start - query.length);
    query += text.slice(part.start, part.end);
  }
  query += "x".repeat(end - start - query.length);
  return RULES.flatMap(({ find, now }) =>
    [...query.matchAll(find)].map(({ 0: found, index, indices }): Change => {
      const [from, till] = indices?.[1] ?? [index, index + found.length];
      const was = query.slice(from, till);
      return { start: start + from, end: start + till, now: typeof now === "string" ? now : (now[was] ?? "") };
    }),
  );
}

type Rule = { readonly find: RegExp; readonly now: string | Readonly<Record<string, string>> };

const RULES: readonly Rule[] = [
  { find: /( and (?!exists)(?:(?! and | or |\n|[()]| order by | returning | limit ).)+)/dg, now: "" },
  {
    find: /\b(?:where|and|on|when) [\w.]+ (=|<>|<=|>=|<|>) /dg,
    now: { "=": "<>", "<>": "=", "<=": "<", ">=": ">", "<": "<=", ">": ">=" },
  },
  { find: / (is null|is not null)\b/dg, now: { "is null": "is not null", "is not null": "is null" } },
  { find: /( (?:order by|limit) [\w.]+)/dg, now: "" },
  { find: /[\w.]( \+ 1)\b/dg, now: "" },
];
