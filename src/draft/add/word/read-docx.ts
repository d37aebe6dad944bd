import mammoth from "mammoth";
import type { Facts } from "../document/document.ts";
import { Refusal } from "../document/refusal.ts";
import { readFragment, type Words } from "../html/read-html.ts";
import { DAMAGED, unpackXml } from "./zip.ts";

const MOST_XML = 48 * 1024 * 1024;

/** Reads the words of a Word document: what is deleted, commented or in its heads and feet is not among them. @throws Refusal */
export async function readDocx(bytes: Uint8Array): Promise<Words> {
  const parts = unpackXml(bytes, MOST_XML);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const none = mammoth.images.imgElement(async () => ({ src: "" }));
  const styleMap = ["p[style-name='Title'] => h1.title:fresh", "comment-reference => "];
  const { value } = await mammoth
    .convertToHtml({ buffer }, { convertImage: none, styleMap })
    .catch((cause: unknown) => {
      throw new Refusal(DAMAGED, { cause });
    });
  const text = readFragment(value);
  if (!/\p{L}/u.test(text) && /<img/.test(value))
    throw new Refusal(
      "It is a Word document of pictures, without words that can be quoted: add the text that they show",
    );
  const titled = /<h1 class="title">(.*?)<\/h1>/s.exec(value)?.[1];
  return {
    text,
    facts: factsOf(parts.get("docProps/core.xml")?.toString("utf8") ?? "", titled && readFragment(titled)),
  };
}

/** Templates bring names and days of their own: of those only the title and the author are taken. */
function factsOf(core: string, titled: string | undefined): Facts {
  const value = (tag: string) => {
    const found = new RegExp(`<${tag}(?:\\s[^>]{0,200})?>([^<]{1,400})</${tag}>`).exec(core)?.[1];
    return found === undefined ? "" : readFragment(`<p>${found}</p>`).replace(/\s+/g, " ").trim();
  };
  const title = titled
    ? { value: titled, from: "title" }
    : fact(value("dc:title"), /^(?:untitled|document\s?\d*|title|.*\.docx?)$/i);
  const author = fact(
    value("dc:creator"),
    /^(?:admin(?:istrator)?|user|owner|author|python-docx|unknown|microsoft.*|.*@.*)$/i,
  );
  return { ...(title && { title }), ...(author && { author }) };
}

function fact(value: string, none: RegExp) {
  return value === "" || none.test(value) ? undefined : { value, from: "document properties" };
}
