import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { docxOf, docxParts, zipOf } from "../../fixtures/docx.ts";
import { column, pdfOf } from "../../fixtures/pdf.ts";
import { pageOf, read, STORY, STORY_HTML, whyNot } from "./reading.ts";

const pdf = pdfOf([column(STORY)]);
const docx = docxOf(STORY);
const nested = (count: number) => `<!doctype html><body>${"<div>".repeat(count)}<p>${STORY[0]}</p>`;
const parts = docxParts(STORY);
/** More than is unpacked of a document. */
const zeros = Buffer.alloc(49 * 1024 * 1024, 0x20);

/** What is uploaded under which name, and what its sender is told. */
const HOSTILE: readonly (readonly [string, string, () => string | Uint8Array, RegExp])[] = [
  ["an empty file", "a.txt", () => "", /^It is empty: there are no words to keep$/],
  ["white space alone", "a.txt", () => " \n\t\n", /^It has no words: there is nothing to keep$/],
  ["marks that nobody sees", "a.txt", () => "\u200b\u00ad\u2060", /^It has no words/],
  [
    "bytes with zeros",
    "a.txt",
    () => Buffer.from([1, 0, 2, 0, 0, 3, 0, 9, 0, 1, 1, 1, 0, 0, 0, 7, 3]),
    /^It isn't text: it has bytes that text never has\. Save it as text, HTML, PDF or DOCX$/,
  ],
  [
    "bytes without zeros",
    "a.txt",
    () => Buffer.from(Array.from({ length: 4000 }, (_, at) => ((at * 7919) % 255) + 1)),
    /^It isn't text/,
  ],
  [
    "a picture by another name",
    "a.txt",
    () => Buffer.from("\u0089PNG\r\n\u001a\n0000", "latin1"),
    /^It is a picture: no words can be quoted from it\. Add the text that it shows$/,
  ],
  ["sound", "a.pdf", () => Buffer.from("ID3\u0004\u0000", "latin1"), /^It is audio or video/],
  ["a program", "a.docx", () => Buffer.from("\u007fELF\u0002\u0001", "latin1"), /^It is a program/],
  ["rich text", "a.docx", () => "{\\rtf1 Words}", /^It is rich text \(RTF\): open it, and save it as DOCX or text$/],
  [
    "an old or encrypted Office document",
    "a.docx",
    () => Buffer.from("d0cf11e0a1b11ae1", "hex"),
    /^It is an old or an encrypted Office document: open it, and save it as DOCX without a password$/,
  ],
  ["a spreadsheet", "a.docx", () => zipOf({ "xl/workbook.xml": "<x/>" }), /^It is a spreadsheet/],
  ["a slide show", "a.docx", () => zipOf({ "ppt/presentation.xml": "<x/>" }), /^It is a slide show: save it as PDF/],
  [
    "a zip file",
    "a.docx",
    () => zipOf({ "a.txt": "words" }),
    /^It is a zip archive, or a Word document that was cut off: unpack it/,
  ],
  ["a gzip file", "a.txt", () => gzipSync("words"), /^It is an archive: unpack it, and add the documents in it$/],
  [
    "a web archive",
    "a.html",
    () => "MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>",
    /^It is a web archive: open it in a browser, and save the page as HTML$/,
  ],
  [
    "an encrypted PDF",
    "a.pdf",
    () => pdfOf([column(STORY)], { isEncrypted: true }),
    /^It is encrypted: open it with its password, print it to a PDF without one, and add that$/,
  ],
  [
    "a PDF that was cut off",
    "a.pdf",
    () => pdf.subarray(0, 40),
    /^It is a damaged PDF, or was cut off: get it again, or print it to a new PDF$/,
  ],
  ["a PDF that is none", "a.pdf", () => "%PDF-1.7\nwords", /^It is a damaged PDF/],
  [
    "a PDF of pictures",
    "a.pdf",
    () => pdfOf([[], []]),
    /^It is a PDF of pictures, without words that can be quoted: run it through text recognition \(OCR\), and add what comes out$/,
  ],
  [
    "a Word document that was cut off",
    "a.docx",
    () => docx.subarray(0, docx.length - 40),
    /^It is a damaged Word document, or was cut off: open it in Word, and save it again$/,
  ],
  [
    "a Word document with damaged words",
    "a.docx",
    () => Buffer.from(docx).fill(7, 60, 200),
    /^It is a damaged Word document/,
  ],
  [
    "a Word document whose XML is broken",
    "a.docx",
    () => zipOf({ ...parts, "word/document.xml": "<w:document" }),
    /^It is a damaged Word document/,
  ],
  [
    "an encrypted Word document",
    "a.docx",
    () => zipOf(parts, {}, 1),
    /^It is encrypted: open it with its password, and save it without one$/,
  ],
  [
    "a zip bomb",
    "a.docx",
    () => zipOf({ ...parts, "word/document.xml": zeros }),
    /^It is packed so that it grows beyond any document: it is not opened$/,
  ],
  [
    "a zip bomb that lies",
    "a.docx",
    () => zipOf({ ...parts, "word/document.xml": zeros }, { "word/document.xml": 100 }),
    /^It is packed so that it grows beyond any document/,
  ],
  [
    "a zip bomb behind everything else",
    "a.docx",
    () => zipOf({ ...parts, "docProps/core.xml": zeros }),
    /^It is packed so that it grows beyond any document/,
  ],
  [
    "HTML nested without end",
    "a.html",
    () => nested(100_000),
    /^Its elements are nested more than 250 deep: copy its text, and add that$/,
  ],
  [
    "HTML without words",
    "a.html",
    () => "<!doctype html><html><body><img src=x></body></html>",
    /^The page holds no words$/,
  ],
  ["too many marks on a letter", "a.txt", () => `${STORY[0]} a${"\u0301".repeat(40)}`, /^not refused/],
  [
    "XML of another kind",
    "a.xml",
    () => '<?xml version="1.0"?><svg><text>Words</text></svg>',
    /^It is XML, and neither a page nor a feed: add the text that you need from it$/,
  ],
  [
    "a feed with broken XML",
    "a.xml",
    () => "<rss version='2.0'><channel><title>T</title><item><title>A",
    /^The feed cannot be read: it is not well-formed RSS, Atom or JSON Feed\. Name the page of the article instead$/,
  ],
  [
    "a feed whose entities grow",
    "a.xml",
    () =>
      `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "${"x".repeat(1000)}"><!ENTITY b "${"&a;".repeat(1000)}"><!ENTITY c "${"&b;".repeat(1000)}">]><rss version="2.0"><channel><title>&c;</title></channel></rss>`,
    /^not refused, but read as \{"kind":"feed"/,
  ],
];

describe("what is hostile", () => {
  test.each(HOSTILE)("%s is refused with what to do", async (_, name, made, says) => {
    expect((await whyNot(made(), name)).slice(0, 300)).toMatch(says);
  });

  test("a file that is larger than is read", async () => {
    const limits = { bytes: 1000 };
    expect(await whyNot("x".repeat(1001), "a.txt", { limits })).toBe(
      "a.txt is larger than 1000 bytes: add the part that you need",
    );
    expect(await whyNot(`${"word ".repeat(300)}`, "a.txt", { limits: { textBytes: 1024 } })).toBe(
      "Its text is 1 KB, and a source holds 1 KB at most: add it in parts",
    );
  });

  test("a PDF that grows is stopped by its memory", async () => {
    const bomb = {
      filter: "[/FlateDecode /FlateDecode]",
      bytes: deflateSync(deflateSync(Buffer.alloc(300 * 1024 * 1024, 0x20), { level: 1 })),
    };
    const bytes = pdfOf([column(STORY)], { content: bomb });
    expect(bytes.length).toBeLessThan(200_000);
    expect(await whyNot(bytes, "a.pdf", { limits: { memoryMb: 150 } })).toBe(
      "Reading it takes more than 150 MB of memory: it is not opened",
    );
  });

  test("what takes too long is stopped", async () => {
    const html = pageOf(STORY_HTML.repeat(3000));
    expect(await whyNot(html, "a.html", { limits: { readMs: 200 } })).toBe(
      "Reading it takes longer than 1 second: add the part that you need",
    );
  });

  test.each([
    ["a.pdf", STORY_HTML.repeat(2), "it is called .pdf, and is a web page: read as that"],
    ["a.docx", pdf, "it is called .docx, and is a PDF: read as that"],
    ["a.html", STORY.join("\n\n"), "it is called .html, and is plain text: read as that"],
    ["a.pdf", docx, "it is called .pdf, and is a Word document: read as that"],
  ])("a wrong name is said: %s", async (name, content, says) => {
    const { notes, text } = await read(content, name);
    expect(notes).toEqual([says]);
    expect(text).toContain("confidential records");
  });
});
