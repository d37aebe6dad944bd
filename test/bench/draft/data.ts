import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sentence } from "../../../src/briefing/words/sentences.ts";
import { wordsOf } from "../../../src/briefing/words/words.ts";

/** One sentence of an article, with the section that its publisher put it in. */
export type FacetRow = {
  readonly set: string;
  readonly article: string;
  readonly title: string;
  readonly pos: number;
  readonly para: number;
  readonly facet: string;
  readonly text: string;
};
export type Article = {
  readonly set: string;
  readonly id: string;
  readonly title: string;
  readonly rows: readonly FacetRow[];
};
export type SupportRow = {
  readonly set: string;
  readonly document: string;
  readonly statement: string;
  readonly supported: boolean;
  readonly edits: readonly string[];
};
export type Story = {
  readonly documents: readonly { readonly title: string; readonly text: string }[];
  readonly reference: string;
};

/** The half that is tuned on, and the one that is only measured: by a hash of the name, so that it stays the same. */
export type Half = "tuned" | "kept";

export function halfOf(name: string): Half {
  return (createHash("sha256").update(name).digest()[0] as number) % 2 === 0 ? "tuned" : "kept";
}

/** The articles of every `facets*.jsonl` in a folder. */
export async function readArticles(folder: string): Promise<Article[]> {
  const rows = (await readLines(folder, /^facets.*\.jsonl$/)) as FacetRow[];
  const byId = Map.groupBy(rows, ({ set, article }) => `${set} ${article}`);
  return [...byId].map(([id, own]) => {
    const sorted = [...own].sort((a, b) => a.pos - b.pos);
    return { set: sorted[0]?.set ?? "", id, title: sorted[0]?.title ?? "", rows: sorted };
  });
}

/** The stories of every `brief*.jsonl` in a folder. */
export async function readStories(folder: string): Promise<Story[]> {
  return (await readLines(folder, /^brief.*\.jsonl$/)) as Story[];
}

/** The statements of every `support*.json` in a folder, each with the whole text of its document. */
export async function readSupport(folder: string): Promise<(SupportRow & { readonly text: string })[]> {
  const found: (SupportRow & { text: string })[] = [];
  for (const name of await namesIn(folder, /^support.*\.json$/)) {
    const { documents, rows } = JSON.parse(await readFile(join(folder, name), "utf8")) as {
      documents: Record<string, string>;
      rows: SupportRow[];
    };
    for (const row of rows)
      found.push({ ...row, document: `${name} ${row.document}`, text: documents[row.document] ?? "" });
  }
  return found;
}

async function readLines(folder: string, pattern: RegExp): Promise<unknown[]> {
  const files = await namesIn(folder, pattern);
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return texts.flatMap((text) =>
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => JSON.parse(line)),
  );
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  return (await readdir(folder)).filter((name) => pattern.test(name)).sort();
}

/** An article's sentences as the drafter reads them; they are parted already. */
export function sentencesOfArticle({ rows }: Pick<Article, "rows">): Sentence[] {
  let at = 0;
  return rows.map(({ text, para }) => {
    const start = at;
    at += text.length + 1;
    return { start, end: start + text.length, text, paragraph: para, isWhole: true, words: wordsOf(text) };
  });
}
