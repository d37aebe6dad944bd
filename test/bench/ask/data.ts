import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { addText, createPostings, type Postings } from "../../../src/ask/search/postings.ts";
import { type Half, halfOf } from "../draft/data.ts";

type Paragraph = { readonly pid: number; readonly title: string; readonly text: string };
type Span = { readonly sid: number; readonly pid: number; readonly start: number; readonly end: number };
export type AskedRow = {
  readonly id: string;
  readonly question: string;
  readonly title: string;
  readonly answerable: boolean;
  readonly gold: readonly number[];
};

/** A collection of articles, its questions, and where the sentences stand that answer them. */
export type AskData = {
  readonly set: string;
  readonly articles: readonly { readonly title: string; readonly text: string }[];
  readonly questions: readonly (AskedRow & { readonly half: Half })[];
  /** The sentences that answer, by the article's title. */
  readonly spans: ReadonlyMap<number, { readonly title: string; readonly start: number; readonly end: number }>;
};

/** The questions of every `ask*.json` in a folder. */
export async function readAsk(folder: string): Promise<AskData[]> {
  const names = (await readdir(folder)).filter((name) => /^ask.*\.json$/.test(name)).sort();
  return Promise.all(names.map(async (name) => arrange(name, JSON.parse(await readFile(join(folder, name), "utf8")))));
}

function arrange(
  set: string,
  data: { paragraphs: readonly Paragraph[]; sentences: readonly Span[]; questions: readonly AskedRow[] },
): AskData {
  const ofParagraph = Map.groupBy(data.sentences, ({ pid }) => pid);
  const spans = new Map<number, { title: string; start: number; end: number }>();
  const articles = [...Map.groupBy(data.paragraphs, ({ title }) => title)].map(([title, paragraphs]) => {
    let text = "";
    for (const { pid, text: own } of paragraphs) {
      for (const { sid, start, end } of ofParagraph.get(pid) ?? [])
        spans.set(sid, { title, start: text.length + start, end: text.length + end });
      text += `${own}\n\n`;
    }
    return { title, text };
  });
  const questions = data.questions.map((question) => ({ ...question, half: halfOf(question.title) }));
  return { set, articles, questions, spans };
}

/** An index over articles. */
export function indexOf(articles: AskData["articles"]): Postings {
  const postings = createPostings();
  for (const { title, text } of articles)
    addText(postings, { key: title, version: "", title: title.replaceAll("_", " "), text });
  return postings;
}

/** Whether a span of an article is, in the main, a sentence that answers. */
export function answers(
  { gold }: AskedRow,
  spans: AskData["spans"],
  title: string,
  { start, end }: { readonly start: number; readonly end: number },
): boolean {
  return gold.some((sid) => {
    const span = spans.get(sid);
    if (span?.title !== title) return false;
    const shared = Math.min(end, span.end) - Math.max(start, span.start);
    return shared * 2 > Math.min(end - start, span.end - span.start);
  });
}

/** Where a sentence of an index stands in its text. */
export function spanOf({ starts, ends }: Postings, sentence: number): { start: number; end: number } {
  return { start: starts.values[sentence] as number, end: ends.values[sentence] as number };
}

/** Indexes that lack one article each, made when first needed. */
export function withoutEach(articles: AskData["articles"]): (title: string) => Postings {
  const made = new Map<string, Postings>();
  return (title) => {
    const known = made.get(title) ?? indexOf(articles.filter((article) => article.title !== title));
    made.set(title, known);
    return known;
  };
}
