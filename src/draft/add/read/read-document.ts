import { mendLetters } from "../clean/letters.ts";
import { clearFurniture, withoutTitle } from "../clean/page-boilerplate.ts";
import { unwrap } from "../clean/unwrap.ts";
import type { Document, Facts, Feed } from "../document/document.ts";
import { sizeOf } from "../document/limits.ts";
import { Refusal } from "../document/refusal.ts";
import { decode } from "./decode.ts";
import { KINDS, type Kind, kindOf, misnamed } from "./kind.ts";

/** What is to be read. `url`: where it was fetched from; `type`: the content type that came with it. */
export type Job = {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly type?: string;
  readonly url?: string;
  readonly textBytes: number;
};

export type Read =
  | { readonly kind: "document"; readonly document: Document }
  | { readonly kind: "feed"; readonly feed: Feed };

type Raw = {
  readonly text: string;
  readonly facts: Facts;
  readonly mended?: readonly string[];
  readonly leftOut?: readonly string[];
  readonly notes?: readonly string[];
};

/** Reads a document of any kind: its words as they are, without the page around them. @throws Refusal */
export async function readDocument(job: Job, progress: (doing: string) => void): Promise<Read> {
  const { bytes, name, type, url } = job;
  const kind = kindOf(bytes, name, type);
  if (kind === "feed") return { kind: "feed", feed: await feedIn(bytes, type, url) };
  const raw = await rawOf(kind, job, progress);
  const letters = mendLetters(raw.text);
  const lines = kind === "text" ? unwrap(letters.text) : { text: letters.text, mended: [], leftOut: [] };
  const cleared = clearFurniture(
    withoutTitle(lines.text, raw.facts.title?.value),
    kind === "text" && raw.facts.title === undefined,
  );
  const facts = oneLine({ ...cleared.facts, ...raw.facts });
  const text = `${withoutTitle(cleared.text, facts.title?.value).trim()}\n`;
  if (!/[\p{L}\p{N}]/u.test(text)) throw new Refusal("It has no words: there is nothing to keep");
  const size = Buffer.byteLength(text);
  if (size > job.textBytes)
    throw new Refusal(
      `Its text is ${sizeOf(size)}, and a source holds ${sizeOf(job.textBytes)} at most: add it in parts`,
    );
  const wrong = misnamed(kind, name);
  return {
    kind: "document",
    document: {
      kind: KINDS[kind],
      text,
      facts,
      mended: [...letters.mended, ...lines.mended, ...(raw.mended ?? [])],
      leftOut: [...new Set([...(raw.leftOut ?? []), ...lines.leftOut, ...cleared.leftOut])],
      notes: [...(wrong === undefined ? [] : [wrong]), ...(raw.notes ?? [])],
    },
  };
}

/** Readers are loaded when one is needed: each brings a library along. */
async function rawOf(
  kind: Exclude<Kind, "feed">,
  { bytes, type, url }: Job,
  progress: (doing: string) => void,
): Promise<Raw> {
  if (kind === "pdf") return (await import("../pdf/read-pdf.ts")).readPdf(bytes, progress);
  if (kind === "docx") return (await import("../word/read-docx.ts")).readDocx(bytes);
  const { text, note } = decode(bytes, type);
  const notes = note === undefined ? [] : [note];
  checkText(text);
  if (kind === "text") return { text, facts: ownAddress(url), notes };
  if (kind === "markdown") {
    const read = (await import("../html/read-markdown.ts")).readMarkdown(text);
    return { ...read, facts: { ...ownAddress(url), ...read.facts }, notes };
  }
  const page = (await import("../html/read-html.ts")).readPage(text, url);
  return { ...page, notes: [...notes, ...(page.notes ?? [])] };
}

async function feedIn(bytes: Uint8Array, type: string | undefined, url: string | undefined): Promise<Feed> {
  const { readFeed } = await import("../feeds/read-feed.ts");
  return readFeed(decode(bytes, type).text, url);
}

/** Bytes that aren't text decode all the same, into marks that no text has. */
function checkText(text: string): void {
  const sample = text.slice(0, 100_000);
  const odd = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f-\u0084\u0086-\u009f\ufffd]/g)?.length ?? 0;
  if (odd > 3 && odd > sample.length * 0.02)
    throw new Refusal("It isn't text: it has bytes that text never has. Save it as text, HTML, PDF or DOCX");
}

function ownAddress(url: string | undefined): Facts {
  return url === undefined ? {} : { url: { value: url, from: "where it was fetched" } };
}

const LONGEST: Readonly<Record<string, number>> = { title: 300, publisher: 200, author: 200 };

/** Facts as a source's header takes them; what is too long to be a fact is left out. */
function oneLine(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, { value, from }]) => {
      const words = mendLetters(value).text.replace(/\s+/g, " ").trim();
      return words === "" || words.length > (LONGEST[name] ?? 2_000) ? [] : [[name, { value: words, from }]];
    }),
  );
}
