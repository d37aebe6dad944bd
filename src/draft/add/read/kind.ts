import { Refusal } from "../document/refusal.ts";

export type Kind = "pdf" | "docx" | "html" | "feed" | "markdown" | "text";

/** How each kind is called to people. */
export const KINDS: Readonly<Record<Kind, string>> = {
  pdf: "PDF",
  docx: "Word document",
  html: "web page",
  feed: "feed",
  markdown: "Markdown",
  text: "plain text",
};

/**
 * What bytes are, whatever their name says. Only Markdown is recognized by its name or type: its words look like any
 * text's.
 * @throws Refusal for what holds no text that can be read
 */
export function kindOf(bytes: Uint8Array, name: string, type = ""): Kind {
  if (bytes.length === 0) throw new Refusal("It is empty: there are no words to keep");
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString("latin1");
  if (head.slice(0, 1024).includes("%PDF-")) return "pdf";
  if (head.startsWith("PK\u0003\u0004") || head.startsWith("PK\u0005\u0006")) return zipKind(bytes);
  for (const [begins, what] of SIGNS) if (begins.test(head)) throw new Refusal(what);
  const text = head
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .replaceAll("\u0000", "")
    .trimStart();
  const root = rootOf(text, bytes);
  if (root !== undefined) return root;
  if (/^\{/.test(text) && /"version"\s*:\s*"https?:\\?\/\\?\/jsonfeed\.org/.test(text)) return "feed";
  if (/(?:rss|atom)\+xml|feed\+json/.test(type) && /^[<{]/.test(text)) return "feed";
  const isMarkdown = /\.(?:md|markdown|mdown)$/i.test(name) || /text\/(?:x-)?markdown/.test(type);
  const isHtml = /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i.test(text);
  if (isHtml) return "html";
  if (isMarkdown) return "markdown";
  if (/\.x?html?$/i.test(name) || /text\/html|xhtml/.test(type)) return /<[a-z][^>]*>/i.test(text) ? "html" : "text";
  return (text.match(TAG)?.length ?? 0) >= 5 ? "html" : "text";
}

/** What XML is by its first element; undefined for what is no XML. */
function rootOf(head: string, bytes: Uint8Array): Kind | undefined {
  if (!/^<(?:\?xml|!DOCTYPE(?!\s+html)|rss|feed|rdf:RDF)\b/i.test(head)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MOST_PROLOGUE))
    .toString("latin1")
    .replaceAll("\u0000", "");
  if (/<(?:rss|feed|rdf:RDF)[\s>]/i.test(text)) return "feed";
  if (/<html[\s>]/i.test(text)) return "html";
  throw new Refusal("It is XML, and neither a page nor a feed: add the text that you need from it");
}

const MOST_PROLOGUE = 64 * 1024;

/** A note if a name promises another kind; undefined if it promises none, or the right one. */
export function misnamed(kind: Kind, name: string): string | undefined {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const promised: Kind | undefined = ENDINGS[ending];
  if (promised === undefined || promised === kind) return undefined;
  return `it is called .${ending}, and is ${kind === "text" ? "plain text" : `a ${KINDS[kind]}`}: read as that`;
}

const ENDINGS: Readonly<Record<string, Kind>> = {
  pdf: "pdf",
  docx: "docx",
  html: "html",
  htm: "html",
  rss: "feed",
  atom: "feed",
};
const TAG = /<\/?(?:p|div|span|a|h[1-6]|ul|li|table|tr|td|article|section|br)\b[^>]*>/gi;

const OTHERS = "Save it as text, HTML, PDF or DOCX";
/** What files begin with that hold no text for us. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [
    /^\u00d0\u00cf\u0011\u00e0[\s\S]*/,
    "It is an old or an encrypted Office document: open it, and save it as DOCX without a password",
  ],
  [/^\{\\rtf/, "It is rich text (RTF): open it, and save it as DOCX or text"],
  [
    /^\u001f\u008b|^BZh|^\u00fd7zXZ|^7z\u00bc|^Rar!|^\u0028\u00b5\u002f\u00fd/,
    "It is an archive: unpack it, and add the documents in it",
  ],
  [
    /^\u0089PNG|^\u00ff\u00d8\u00ff|^GIF8|^RIFF....WEBP|^II\*\u0000|^MM\u0000\*|^BM....\u0000\u0000|^....ftyp(?:hei|mif|avif)/,
    "It is a picture: no words can be quoted from it. Add the text that it shows",
  ],
  [
    /^....ftyp|^ID3|^OggS|^RIFF....(?:AVI |WAVE)|^\u001aE\u00df\u00a3/,
    "It is audio or video: add what is said in it as text",
  ],
  [/^\u007fELF|^MZ[\s\S]{0,200}(?:PE|DOS)|^\u00ca\u00fe\u00ba\u00be/, `It is a program. ${OTHERS}`],
  [/^SQLite format/, `It is a database. ${OTHERS}`],
  [
    /^bplist|^MIME-Version:[\s\S]{0,2000}multipart\/related|^From: <Saved by/i,
    "It is a web archive: open it in a browser, and save the page as HTML",
  ],
];

/** Office documents are zip files that say in their names what they are. */
function zipKind(bytes: Uint8Array): Kind {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (name: string) => all.includes(name, 0, "latin1");
  if (has("word/document") || (has("[Content_Types].xml") && has("word/"))) return "docx";
  if (has("xl/workbook")) throw new Refusal("It is a spreadsheet: add the text that you need from it");
  if (has("ppt/presentation")) throw new Refusal("It is a slide show: save it as PDF, and add that");
  if (has("opendocument.text")) throw new Refusal("It is an OpenDocument text: save it as DOCX, and add that");
  if (has("application/epub+zip"))
    throw new Refusal("It is a book (EPUB): add the chapter that you need as text or HTML");
  throw new Refusal("It is a zip archive, or a Word document that was cut off: unpack it, and add the documents in it");
}
