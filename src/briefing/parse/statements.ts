import { type Position, quoted } from "../content/problem.ts";
import { sentenceBreaks } from "../content/sentences.ts";
import { SOURCE_ID } from "../content/source.ts";
import type { Run } from "./markdown.ts";

/** A footnote mark with the label it points to. */
export type Mark = Position & { readonly label: string };

/** A statement as the file has it. `problem`: it is not said, and why. */
export type ParsedStatement = Position & {
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly problem?: Position & { readonly message: string };
};

/** A footnote as the file has it. Without a `quote` nothing can cite it. */
export type ParsedFootnote = Position & {
  readonly label: string;
  readonly source: string;
  readonly quote?: string | undefined;
  readonly quoteAt?: Position;
  readonly problem?: (Position & { readonly message: string }) | undefined;
};

/** A statement longer than this fits no chat message together with its sources; nor does a longer quote. */
const MOST_IN_STATEMENT = 1000;
const MOST_IN_QUOTE = 2000;

const MARK = /\[\^([^[\]\s]{1,64})\]/g;
/** Marks in a row, with what may stand between them, and the punctuation after them. */
const MARKS = /\[\^[^[\]\s]{1,64}\](?:[\s,;]{0,8}\[\^[^[\]\s]{1,64}\])*(?:\s*([.,;:!?…"'”’»)\]]+)(?=\s|$))?/g;
const ENDS_SENTENCE = /[.!?…。！？]["'”’»)\]」』]*$/u;

/** Splits the words of an item or a paragraph into statements: each runs up to and including its marks. */
export function parseStatements(run: Run): ParsedStatement[] {
  const statements: ParsedStatement[] = [];
  let from = 0;
  for (const match of run.text.matchAll(MARKS)) {
    const end = match.index + match[0].length;
    statements.push(citedStatement(run, from, match.index, match[1] ?? "", end));
    from = end;
  }
  const rest = run.text.slice(from);
  if (rest.trim() !== "") {
    const at = run.position(from + rest.length - rest.trimStart().length);
    const message = `${quoted(rest, 60)} has no citation: add a footnote mark like [^1] after it, or remove it`;
    statements.push({ text: rest.trim(), marks: [], ...at, problem: { ...at, message } });
  }
  return statements;
}

function citedStatement(run: Run, from: number, marksAt: number, after: string, end: number): ParsedStatement {
  const before = run.text.slice(from, marksAt);
  const start = from + before.length - before.trimStart().length;
  const text = withPunctuation(before.trim(), after);
  const marks = readMarks(run, marksAt, end);
  const at = run.position(start);
  const problem = problemOf(run, { text, words: before.trim(), start, marksAt, end });
  return { text, marks, ...at, ...(problem && { problem }) };
}

type Cut = {
  readonly text: string;
  readonly words: string;
  readonly start: number;
  readonly marksAt: number;
  readonly end: number;
};

function problemOf(run: Run, { text, words, start, marksAt, end }: Cut) {
  if (!/[\p{L}\p{N}]/u.test(words)) {
    return {
      ...run.position(marksAt),
      message: "no words stand before this footnote mark: a mark follows the statement that it proves",
    };
  }
  if (text.length > MOST_IN_STATEMENT) {
    return {
      ...run.position(start),
      message: `the statement is longer than ${MOST_IN_STATEMENT} characters: say it in fewer words, or make it two`,
    };
  }
  const [second] = sentenceBreaks(words);
  if (second !== undefined) {
    const message = `a second sentence begins here: give the first its own mark, so that each statement is one sentence (${quoted(words.slice(second), 40)})`;
    return { ...run.position(start + second), message };
  }
  const rest = run.text.slice(end).trimStart();
  if (rest !== "" && !ENDS_SENTENCE.test(text)) {
    const message = "a footnote mark stands inside a sentence: put all its marks at its end, or make it two sentences";
    return { ...run.position(marksAt), message };
  }
  return undefined;
}

/** Punctuation after the marks belongs before them. */
function withPunctuation(text: string, after: string): string {
  return after === "" || text.endsWith(after) ? text : text + after;
}

function readMarks(run: Run, from: number, to: number): Mark[] {
  const marks = new Map<string, Mark>();
  for (const match of run.text.slice(from, to).matchAll(MARK)) {
    const label = match[1] as string;
    if (!marks.has(label)) marks.set(label, { label, ...run.position(from + match.index) });
  }
  return [...marks.values()];
}

const QUOTATION_MARK = /["“”„‟«»＂]/;
const LAST_QUOTATION_MARK = /["“”„‟«»＂](?=[^"“”„‟«»＂]*$)/;
const HOW = 'write it as source-id "exact words of the source"';

/** Reads `source-id "exact words"`: the words run from the first quotation mark to the last. */
export function parseFootnote(part: Position & { readonly label: string; readonly run: Run }): ParsedFootnote {
  const { label, run, line, column } = part;
  const { text } = run;
  const first = text.search(QUOTATION_MARK);
  const last = text.search(LAST_QUOTATION_MARK);
  const source = (first === -1 ? text : text.slice(0, first)).trim();
  const fail = (offset: number, message: string): ParsedFootnote => {
    return {
      label,
      source,
      line,
      column,
      problem: { ...run.position(offset), message: `footnote [^${label}]: ${message}` },
    };
  };
  if (source === "") return fail(0, `it names no source: ${HOW}`);
  if (first === -1) return fail(0, `it quotes nothing: ${HOW}`);
  if (!SOURCE_ID.test(source))
    return fail(0, `${quoted(source, 60)} is no source id (small letters, digits and hyphens): ${HOW}`);
  if (last <= first) return fail(first, `the quotation is not closed: ${HOW}`);
  const tail = text.slice(last + 1);
  if (tail.trim() !== "") {
    return fail(
      last + 1 + tail.length - tail.trimStart().length,
      `${quoted(tail, 40)} stands after the quotation: end the footnote with its closing mark`,
    );
  }
  if (last - first > MOST_IN_QUOTE)
    return fail(
      first,
      `the quotation is longer than ${MOST_IN_QUOTE} characters: quote what proves the statement, and use […] for what does not`,
    );
  return { label, source, line, column, quote: text.slice(first + 1, last), quoteAt: run.position(first) };
}
