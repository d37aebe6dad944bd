import { getDocumentProxy } from "unpdf";
import { openLineJoiner } from "../clean/line-joiner.ts";
import { removePageMarks } from "../clean/page-marks.ts";
import { dayIn } from "../document/days.ts";
import type { Fact, FactName, Facts } from "../document/document.ts";
import { Refusal } from "../document/refusal.ts";
import { linesOf } from "./columns.ts";
import { bodySizeOf, paragraphsOf, titleIn } from "./paragraphs.ts";
import { type Row, rowsOf, type TextItem } from "./segments.ts";

export type ReadPdf = {
  readonly text: string;
  readonly facts: Facts;
  readonly leftOut: readonly string[];
  readonly notes: readonly string[];
  readonly mended: readonly string[];
};

/** A page with fewer letters than this has only those of a picture. */
const LEAST_LETTERS = 20;

/** Reads the words of a PDF in the order of reading. @throws Refusal */
export async function readPdf(bytes: Uint8Array, progress: (doing: string) => void): Promise<ReadPdf> {
  const pdf = await open(bytes);
  const pages: (readonly Row[])[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    progress(`reading page ${number} of ${pdf.numPages}`);
    const page = await pdf.getPage(number).catch(damaged);
    const { items } = await page.getTextContent().catch(damaged);
    pages.push(rowsOf(items.filter((item): item is typeof item & TextItem => "str" in item)));
    page.cleanup();
  }
  const lettersOn = pages.map((rows) =>
    rows.reduce((sum, row) => sum + (wordsOn(row).match(/\p{L}/gu)?.length ?? 0), 0),
  );
  const pictures = lettersOn.filter((letters) => letters < LEAST_LETTERS).length;
  if (lettersOn.reduce((sum, letters) => sum + letters, 0) < LEAST_LETTERS * Math.max(1, pages.length / 4))
    throw new Refusal(
      "It is a PDF of pictures, without words that can be quoted: run it through text recognition (OCR), and add what comes out",
    );
  const { pages: kept, removed } = removePageMarks(pages, { wordsOf: wordsOn, isApart: apartFrom(pages) });
  const lines = kept.flatMap((rows, page) => linesOf(rows, page));
  const all = lines.map(({ text }) => text).join("\n");
  const unknown = all.match(/[\ufffd\ue000-\uf8ff]/g)?.length ?? 0;
  if (unknown > all.length * 0.1)
    throw new Refusal(
      "Its letters cannot be recognized: its fonts don't say what they mean. Run it through text recognition (OCR), and add what comes out",
    );
  const joiner = openLineJoiner(all);
  const text = paragraphsOf(lines, joiner).join("\n\n");
  const notes =
    pictures > 0 && pages.length > 1
      ? [`${pictures} of its ${pages.length} pages hold no words: pictures, most likely`]
      : [];
  const garbled = unknown > 0 ? [`${unknown} of its letters cannot be recognized: check them before you quote`] : [];
  const wrapped =
    lines.length > 1 ? [`lines of ${pages.length === 1 ? "1 page" : `${pages.length} pages`} joined`] : [];
  const { facts, printed } = await factsOf(pdf, titleIn(lines));
  const print =
    printed === undefined
      ? []
      : [`it was printed to PDF on ${printed}: if you know when it was published, say --published YYYY-MM-DD`];
  return {
    text,
    facts,
    leftOut: removed,
    notes: [...notes, ...garbled, ...print],
    mended: [...wrapped, ...joiner.mended()],
  };
}

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    return await getDocumentProxy(new Uint8Array(bytes), {
      verbosity: 0,
      useSystemFonts: false,
      stopAtErrors: false,
      disableFontFace: true,
    });
  } catch (error) {
    if (error instanceof Error && error.name === "PasswordException")
      throw new Refusal("It is encrypted: open it with its password, print it to a PDF without one, and add that", {
        cause: error,
      });
    return damaged(error);
  }
}

function damaged(cause: unknown): never {
  throw new Refusal("It is a damaged PDF, or was cut off: get it again, or print it to a new PDF", { cause });
}

function wordsOn({ segments }: Row): string {
  return segments.map(({ text }) => text).join("\t");
}

/** Further from the text than its lines from each other, or in smaller letters. Larger ones are a heading's. */
function apartFrom(pages: readonly (readonly Row[])[]): (row: Row, inner: Row) => boolean {
  const body = bodySizeOf(pages.flat().flatMap(({ segments }) => segments));
  return (row, inner) => {
    const [size, other] = [row.segments[0]?.size ?? 0, inner.segments[0]?.size ?? 0];
    if (size > 1.25 * body) return false;
    return Math.abs(row.y - inner.y) > 1.6 * other || size < 0.92 * other;
  };
}

/** What programs write where nobody gave a title. */
const NO_TITLE =
  /^(?:microsoft (?:word|powerpoint) - .*|untitled.*|document\s?\d*|.*\.(?:docx?|pdf|indd|qxd|tex|rtf|odt|pptx?|html?)|print|slide 1|\d+|)$/i;
const NO_PERSON =
  /^(?:admin(?:istrator)?|user|owner|root|unknown|anonymous|author|pc|hp|dell|windows user|microsoft.*|.*@.*|)$/i;

/** Programs that print a page: the file's day is that of the print, and says nothing about the document's. */
const PRINTERS = /skia\/pdf|quartz pdfcontext|print to pdf|chrom(?:e|ium)|mozilla|firefox|safari|wkhtmltopdf|cups/i;

async function factsOf(pdf: Pdf, seen: string | undefined): Promise<{ facts: Facts; printed?: string }> {
  const { info, metadata } = await pdf.getMetadata().catch(() => ({ info: {}, metadata: null }));
  const told = new Map(Object.entries(info as Record<string, unknown>));
  const value = (name: string, xmp: string) => {
    const one: unknown = told.get(name) ?? metadata?.get(xmp);
    return [one]
      .flat()
      .filter((part) => typeof part === "string")
      .join(", ")
      .replace(/\s+/g, " ")
      .trim();
  };
  const from = "PDF metadata";
  const title = value("Title", "dc:title");
  const author = value("Author", "dc:creator");
  const largest = seen === undefined ? undefined : { value: seen, from: "the largest line of its first page" };
  const made = dayIn(value("CreationDate", "xmp:createdate"));
  const isPrinted = PRINTERS.test(`${value("Producer", "pdf:producer")} ${value("Creator", "xmp:creatortool")}`);
  const facts: { [Name in FactName]?: Fact | undefined } = {
    title: NO_TITLE.test(title) ? largest : { value: title, from },
    author: NO_PERSON.test(author) ? undefined : { value: author, from },
    published: made && !isPrinted ? { value: made, from: "PDF metadata: when the file was made" } : undefined,
  };
  const given = Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact));
  return { facts: given, ...(made && isPrinted && { printed: made }) };
}
