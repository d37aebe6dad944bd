import { wordsOf } from "#briefing";
import { align } from "./align/align.ts";
import type { Evidence } from "./align/evidence.ts";

/** A stretch of words that both have, that only the statement has, or that only the quoted words have. */
export type DiffPart = { readonly of: "both" | "statement" | "quoted"; readonly text: string };

/** A statement beside the nearest sentence of the words it rests on, word by word. */
export function wordDiff(statement: string, evidence: Evidence): readonly DiffPart[] {
  const { terms, exchanges, bearing } = align(wordsOf(statement), statement, evidence);
  const nearest = evidence.sentences[bearing[0] ?? -1];
  const parts: DiffPart[] = [];
  let from = 0;
  const add = (of: DiffPart["of"], text: string) => {
    if (text.trim() !== "") parts.push({ of, text: text.trim() });
  };
  for (const { said, quoted, at } of exchanges) {
    const start = terms[at]?.start ?? statement.length;
    add("both", statement.slice(from, start));
    const end = said.at(-1)?.end ?? start;
    add("statement", statement.slice(start, end));
    const [first] = quoted;
    const last = quoted.at(-1);
    if (nearest && first && last) add("quoted", nearest.text.slice(first.start, last.end));
    from = end;
  }
  add("both", statement.slice(from));
  return parts;
}

/** The difference on one line: `[-only in the quoted words-]`, `{+only in the statement+}`. */
export function tellWordDiff(parts: readonly DiffPart[]): string {
  return parts
    .map(({ of, text }) => (of === "both" ? text : of === "quoted" ? `[-${text}-]` : `{+${text}+}`))
    .join(" ");
}
