import { isInvisible } from "../content/normalize.ts";
import { type Position, quoted, type Trouble } from "../content/problem.ts";
import { endsSentence, isInsideQuotation, sentenceBreaks } from "../content/sentences.ts";
import { SOURCE_ID } from "../content/source.ts";
import { unformatted } from "./formatting.ts";
import type { Cut, Run } from "./markdown.ts";

/** A footnote mark with the label it points to. */
export type Mark = Position & { readonly label: string };

/** A statement as parsed. */
export type ParsedStatement = Position & {
  readonly text: string;
  readonly marks: readonly Mark[];
  /** The item or paragraph it is in: a problem with one of its statements holds back all of them. */
  readonly item: number;
  /** Why it is held back. */
  readonly problem?: Trouble;
  /** A second sentence may begin here: it does if `word` is an ordinary word; otherwise the writer is warned. */
  readonly doubt?: Position & { readonly word: string; readonly rest: string; readonly isLikely: boolean };
  readonly warnings: readonly Trouble[];
};

/** A footnote as parsed. Without a `quote` nothing can cite it. */
export type ParsedFootnote = Position & {
  readonly label: string;
  readonly source: string;
  readonly quote?: string | undefined;
  readonly quoteAt?: Position;
  readonly problem?: Trouble | undefined;
};

/** A longer statement fits no chat message together with its sources; nor does a longer quote. */
const MOST_IN_STATEMENT = 1000;
const MOST_IN_QUOTE = 2000;

const MARK = /\[\^([^[\]\s]{1,64})\]/g;
/** Sentence ends, and closing marks after them, in scripts that put no space after. */
const FULL = "。｡．！？，、；：।॥۔؟،؛።፧፨။៕។։…」』）】》〉〕";
const FORMATTING_ENDS = "(?:[*_]{1,3}|</\\w{1,10}>)*";
/** Consecutive marks, with what may separate them, and the punctuation and closing formatting after them. */
const MARKS = new RegExp(
  `\\[\\^[^[\\]\\s]{1,64}\\](?:[\\s,;]{0,8}\\[\\^[^[\\]\\s]{1,64}\\])*` +
    `(?:(${FORMATTING_ENDS}(?:\\s*[.,;:!?"'”’»)\\]${FULL}]+)?${FORMATTING_ENDS})(?:(?=\\s|$)|(?<=[${FULL}]["'”’»)\\]]*)))?`,
  "g",
);

/**
 * Splits the words of an item or a paragraph, the `item`-th, into statements: each runs up to and including its marks.
 * `cut`: something that is not read directly precedes or follows it, maybe in the middle of a sentence.
 */
export function parseStatements(run: Run, item: number, cut: Cut = {}): ParsedStatement[] {
  const statements: ParsedStatement[] = [];
  let from = 0;
  for (const match of run.text.matchAll(MARKS)) {
    const end = match.index + match[0].length;
    const goesOn = cut.after === true && run.text.slice(end).trim() === "";
    const read = citedStatement(run, { from, marksAt: match.index, after: (match[1] ?? "").trim(), end, goesOn });
    const wentOn = cut.before === true && from === 0 && !read.problem && GOES_ON.test(read.text);
    statements.push({ ...read, ...(wentOn && { problem: partOfSentence(run.position(0)) }), item });
    from = end;
  }
  const rest = run.text.slice(from);
  if (rest.trim() !== "") {
    const at = run.position(from + rest.length - rest.trimStart().length);
    const message = `${quoted(rest, 60)} has no citation: add a footnote mark like [^1] after it, or remove it`;
    statements.push({ text: rest.trim(), marks: [], item, warnings: [], ...at, problem: { ...at, message } });
  }
  return statements;
}

type Read = Omit<ParsedStatement, "item">;
type Span = {
  readonly from: number;
  readonly marksAt: number;
  readonly after: string;
  readonly end: number;
  readonly goesOn: boolean;
};

function citedStatement(run: Run, { from, marksAt, after, end, goesOn }: Span): Read {
  const before = run.text.slice(from, marksAt);
  const start = from + before.length - before.trimStart().length;
  const written = withPunctuation(before.trim(), after);
  const marks = readMarks(run, marksAt, end);
  const at = run.position(start);
  // Text that is far too long is not examined.
  if (written.length > 4 * MOST_IN_STATEMENT)
    return { text: written, marks, warnings: [], ...at, problem: tooLong(at) };
  const { text, origin, warnings, problem } = unformatted(written);
  const place = (offset: number) => run.position(start + Math.min(offset, before.trim().length));
  const told = warnings.map(({ at, message }): Trouble => ({ ...place(at), severity: "warning", message }));
  const read = { text, marks, warnings: told, ...at };
  if (!/[\p{L}\p{N}]/u.test(text)) {
    const message = "nothing comes before this footnote mark: put it after the statement it supports";
    return { ...read, problem: { ...run.position(marksAt), message } };
  }
  if (problem) return { ...read, problem: { ...place(problem.at), message: problem.message } };
  if (text.length > MOST_IN_STATEMENT) return { ...read, problem: tooLong(at) };
  const found = sentenceBreaks(text);
  const second = found.find(({ how }) => how === "certain");
  if (second) return { ...read, problem: secondSentence(place(origin(second.at)), text.slice(second.at)) };
  if (!isWhole(text, run.text.slice(end), goesOn)) return { ...read, problem: partOfSentence(run.position(marksAt)) };
  const first = found.find(({ how }) => how === "likely") ?? found[0];
  if (!first) return read;
  const doubt = {
    ...place(origin(first.at)),
    word: first.word,
    rest: text.slice(first.at),
    isLikely: first.how === "likely",
  };
  return { ...read, doubt };
}

/** A second sentence that certainly begins there. */
export function secondSentence(at: Position, rest: string): Trouble {
  const message = `a second sentence begins here: give the first its own mark, so each statement is one sentence (${quoted(rest, 40)})`;
  return { line: at.line, column: at.column, message };
}

/** A second sentence that may begin there. */
export function maybeSecondSentence(at: Position, rest: string): Trouble {
  const message = `a second sentence may begin here (${quoted(rest, 40)}): if so, give the first its own mark; if not, put a no-break space after the period`;
  return { line: at.line, column: at.column, severity: "warning", message };
}

function tooLong(at: Position): Trouble {
  const message = `the statement is longer than ${MOST_IN_STATEMENT} characters: shorten it, or split it in two`;
  return { ...at, message };
}

/** Whether the text before marks is a whole sentence, judging by what follows: half of one may say the opposite. */
function isWhole(text: string, after: string, goesOn: boolean): boolean {
  const rest = unformatted(after.trim().slice(0, 200)).text.replace(/^["'“‘«„([]+/, "");
  if (rest === "" && !goesOn) return true;
  return endsSentence(text) && !GOES_ON.test(rest) && !isInsideQuotation(`${text} ${after}`, text.length);
}

/** A lowercase letter continues a sentence, except in names like "iPhone". */
const GOES_ON = /^(?!\p{sc=Geor})\p{Ll}(?!\p{Ll}{0,2}\p{Lu})/u;

function partOfSentence(at: Position): Trouble {
  const message =
    "a footnote mark is inside a sentence, or after an abbreviation that may not end one: put all the marks at the end, or make each sentence its own item";
  return { ...at, message };
}

/** Punctuation after the marks belongs before them. */
function withPunctuation(text: string, after: string): string {
  if (after === "" || text.endsWith(after) || (/\p{STerm}$/u.test(text) && /^[.,;:]$/.test(after))) return text;
  return text + after;
}

function readMarks(run: Run, from: number, to: number): Mark[] {
  const marks = new Map<string, Mark>();
  for (const match of run.text.slice(from, to).matchAll(MARK)) {
    const label = labelOf(match[1] as string);
    if (!marks.has(label)) marks.set(label, { label, ...run.position(from + match.index) });
  }
  return [...marks.values()];
}

/** A footnote's label, or an id, without invisible characters. */
export function labelOf(text: string): string {
  return [...text.trim()].filter((unit) => !isInvisible(unit.charCodeAt(0))).join("");
}

const QUOTATION_MARK = /["“”„‟«»＂]/;
const LAST_QUOTATION_MARK = /["“”„‟«»＂](?=[^"“”„‟«»＂]*$)/;
const HOW = 'write it as source-id "exact words of the source"';

/** Reads `source-id "exact words"`: the words run from the first quotation mark to the last. */
export function parseFootnote(part: Position & { readonly label: string; readonly run: Run }): ParsedFootnote {
  const { run, line, column } = part;
  const label = labelOf(part.label);
  const { text } = run;
  const first = text.search(QUOTATION_MARK);
  const last = text.search(LAST_QUOTATION_MARK);
  const source = labelOf(first === -1 ? text : text.slice(0, first));
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
    return fail(0, `${quoted(source, 60)} is not a source id (lowercase letters, digits and hyphens): ${HOW}`);
  if (last <= first) return fail(first, `the quotation is not closed: ${HOW}`);
  const tail = text.slice(last + 1);
  if (tail.trim() !== "") {
    return fail(
      last + 1 + tail.length - tail.trimStart().length,
      `${quoted(tail, 40)} follows the quotation: end the footnote with its closing mark`,
    );
  }
  if (last - first > MOST_IN_QUOTE)
    return fail(
      first,
      `the quotation is longer than ${MOST_IN_QUOTE} characters: quote only what supports the statement, and use […] to skip the rest`,
    );
  return { label, source, line, column, quote: text.slice(first + 1, last), quoteAt: run.position(first) };
}
