import { Refusal } from "../document/refusal.ts";

/** A text and, if its encoding was not as declared, what it was read as. */
export type Decoded = { readonly text: string; readonly note?: string };

/**
 * Decodes by the byte-order mark, then as UTF-8 if that is what the bytes are, then as declared (`type` is a content
 * type; HTML may say so itself), then as Windows-1252, which old files on the web mean by every other name.
 */
export function decode(bytes: Uint8Array, type = ""): Decoded {
  const marked = byMark(bytes) ?? byZeros(bytes);
  if (marked !== undefined) return { text: withoutMark(new TextDecoder(marked).decode(bytes)) };
  if (bytes.includes(0))
    throw new Refusal("It isn't text: it has bytes that text never has. Save it as text, HTML, PDF or DOCX");
  const told = labelIn(type) ?? labelInHtml(bytes);
  const utf8 = tryDecode("utf-8", bytes);
  if (utf8 !== undefined && !SHIFTED.test(told ?? "")) {
    const wrong = told !== undefined && told !== "utf-8" && utf8 !== tryDecode(told, bytes);
    return { text: utf8, ...(wrong && { note: `read as UTF-8, although it claims to be ${told}` }) };
  }
  const asTold = told === undefined || told === "utf-8" ? undefined : tryDecode(told, bytes);
  if (asTold !== undefined) return { text: asTold };
  const why = told === undefined ? "which names no encoding and isn't UTF-8" : `although it claims to be ${told}`;
  return {
    text: new TextDecoder("windows-1252").decode(bytes),
    note: `read as Windows-1252, ${why}: look at its accents`,
  };
}

/** Encodings whose bytes are all ASCII and mean something else. */
const SHIFTED = /^(?:iso-2022-jp|utf-7|hz)/;

function byMark([a, b, c]: Uint8Array): string | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  return a === 0xfe && b === 0xff ? "utf-16be" : undefined;
}

/** UTF-16 without a mark: every other byte of western text is zero. */
function byZeros(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 2048);
  if (sample.length < 16) return undefined;
  let even = 0;
  let odd = 0;
  for (const [at, byte] of sample.entries()) if (byte === 0) at % 2 === 0 ? even++ : odd++;
  const most = sample.length * 0.35;
  if (odd > most && even < most / 20) return "utf-16le";
  return even > most && odd < most / 20 ? "utf-16be" : undefined;
}

function tryDecode(label: string, bytes: Uint8Array): string | undefined {
  try {
    return withoutMark(new TextDecoder(label, { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** The encoding's own name, where there is such a one. */
function nameOf(label: string | undefined): string | undefined {
  try {
    return label && new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

function labelIn(type: string): string | undefined {
  return nameOf(/charset\s*=\s*["']?([\w-]+)/i.exec(type)?.[1]);
}

function labelInHtml(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
  return nameOf(
    /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1] ??
      /^<\?xml[^>]{0,100}encoding=["']([\w-]+)/.exec(head)?.[1],
  );
}

function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, "");
}
