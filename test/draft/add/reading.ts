import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { type Document, type Facts, LIMITS, type OpenOptions, openDocument } from "#draft";
import { readDocument } from "../../../src/draft/add/read/read-document.ts";

/** Reads what was uploaded under a name; fails where it is refused. */
export async function read(
  content: string | Uint8Array,
  name = "upload.txt",
  options?: OpenOptions,
): Promise<Document> {
  const opened = await openDocument({ name, bytes: Buffer.from(content) }, options);
  if (opened.kind !== "document") expect.fail(JSON.stringify(opened));
  return opened.document;
}

/** Reads it as the thread does, without one: starting one for each row of a table takes longer than all that they read. */
export async function readHere(content: string | Uint8Array, name = "upload.txt"): Promise<Document> {
  const job = { bytes: Buffer.from(content), name, textBytes: LIMITS.textBytes };
  const made = await readDocument(job, () => {});
  return made.kind === "document" ? made.document : expect.fail(JSON.stringify(made));
}

/** Why what was uploaded is refused. */
export async function whyNot(
  content: string | Uint8Array,
  name = "upload.txt",
  options?: OpenOptions,
): Promise<string> {
  const opened = await openDocument({ name, bytes: Buffer.from(content) }, options);
  return opened.kind === "refused" ? opened.why : `not refused, but read as ${JSON.stringify(opened)}`;
}

/** The values of facts by name. */
export function valuesOf(facts: Facts): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([name, { value }]) => [name, value]));
}

/** The text of a source of the project's own content. */
export async function sourceText(id: string): Promise<string> {
  const file = await readFile(`content/sources/${id}.md`, "utf8");
  return file.replace(/^---\n[\s\S]*?---\n/, "");
}

/** A page with an article of so many words in it. */
export function pageOf(article: string, head = ""): string {
  return `<!doctype html><html><head><meta charset="utf-8">${head}</head><body>
<nav><a href="/">Home</a><a href="/world">World</a></nav>
<article>${article}</article>
<footer>Copyright by somebody. All rights reserved.</footer></body></html>`;
}

/** Paragraphs that a reader takes for an article. */
export const STORY = [
  "The inspector general found that the agency had shared confidential records of thousands of people with another department, and that the safeguards which the law requires were missing when it did so last year.",
  "Officials said on record that they had begun to change how requests are checked, and that every transfer would from now on be signed by two people before anything is sent to the other side.",
  "Lawyers for the families said that the promise came late. They asked the court to order that what was shared be destroyed, and that those concerned be told which of their records had left the agency.",
];
export const STORY_HTML = STORY.map((paragraph) => `<p>${paragraph}</p>`).join("\n");
