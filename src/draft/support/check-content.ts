import { type Briefing, type Placed, type Problem, placesOf, type Source, type Statement } from "#briefing";
import { writeDatesOut } from "../sentences/dates.ts";
import { plainly } from "./align/copied.ts";
import type { Difference } from "./align/difference.ts";
import { type Evidence, evidenceOf } from "./align/evidence.ts";
import { checkSupport, type Support, tellSupport } from "./check-support.ts";
import { tellWordDiff, wordDiff } from "./word-diff.ts";

/** What is reported about a briefing's statements beside the words they cite. */
export type ContentSupport = {
  readonly problems: readonly Problem[];
  /** How many statements came to each verdict. */
  readonly counts: Readonly<Record<Support["verdict"], number>>;
};

/** Compares every statement of a briefing with its quoted words; a difference is reported at its place in the file. */
export function checkContent(
  { file, text, briefing }: { readonly file: string; readonly text: string; readonly briefing: Briefing },
  severity: Problem["severity"],
): ContentSupport {
  const counts = { "no difference": 0, differs: 0, "too far": 0 };
  const problems: Problem[] = [];
  const places = placesOf(text);
  for (const [section, { statements }] of Object.entries(briefing.sections)) {
    for (const statement of statements) {
      const evidence = evidenceFor(statement);
      const support = supportOf(statement, section, evidence);
      counts[support.verdict] += 1;
      const place = places.find((one) => one.section === section && one.text === statement.text);
      if (support.verdict !== "differs" || !place) continue;
      const [first] = support.differences;
      const message = `${tellSupport(support)}. Word by word: ${tellWordDiff(wordDiff(statement.text, evidence))}`;
      problems.push({ file, ...positionOf(text, place, first), severity, message });
    }
  }
  return { problems, counts };
}

/**
 * How a statement of a section compares with the words it cites. One that says where sources differ is compared with
 * both, and may do so in words of its own.
 */
export function supportOf(statement: Statement, section: string, evidence = evidenceFor(statement)): Support {
  const support = checkSupport(statement.text, evidence);
  if (section !== "differ" || support.verdict !== "differs") return support;
  const differences = support.differences.filter(({ kind }) => kind !== "added");
  return { verdict: differences.length > 0 ? "differs" : "too far", differences };
}

/** All the words that a statement cites, with their relative days as dates where the day of the document is known. */
export function evidenceFor({ citations }: Statement): Evidence {
  const quotes = citations.map(({ quote, source }) => withDates(quote, source)).join("\n\n");
  return evidenceOf(quotes, [...new Set(citations.map(({ source }) => source))].map(documentOf).join(""));
}

const documents = new WeakMap<Source, string>();

function documentOf(source: Source): string {
  const known = documents.get(source);
  if (known !== undefined) return known;
  const { title, publisher, author, text } = source;
  const made = ` ${plainly([title, publisher, author, text].join(" "))} `;
  documents.set(source, made);
  return made;
}

/** Quoted words with their relative days added as dates, if the day of their document is known. */
export function withDates(quote: string, { published }: Pick<Source, "published">): string {
  if (published === undefined) return quote;
  const dated = writeDatesOut(quote, published);
  return dated === quote ? quote : `${quote}\n\n${dated}`;
}

function positionOf(
  text: string,
  { line, column }: Placed,
  difference: Difference | undefined,
): { line: number; column: number } {
  const lines = text
    .replace(/^\ufeff/, "")
    .replaceAll("\r\n", "\n")
    .split("\n");
  const word = difference?.said.split(/[\s,]/)[0] ?? "";
  if (word === "") return { line, column };
  for (let at = line; at < Math.min(lines.length, line + MOST_LINES) + 1; at++) {
    const from = at === line ? column - 1 : 0;
    const found = (lines[at - 1] ?? "").indexOf(word, from);
    if (found !== -1) return { line: at, column: found + 1 };
  }
  return { line, column };
}

const MOST_LINES = 12;
