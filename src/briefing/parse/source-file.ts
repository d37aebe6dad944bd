import { createHash } from "node:crypto";
import { z } from "zod";
import { type Problem, problemIn, quoted } from "../content/problem.ts";
import { SOURCE_ID, type Source } from "../content/source.ts";
import { parseHeader, splitFrontMatter } from "./front-matter.ts";
import { dateField, textField } from "./header-fields.ts";

/** A parsed source file: the source, if there is one, and what is wrong. */
export type ParsedSource = { readonly source?: Source; readonly problems: readonly Problem[] };

/** Reads a source file. Without a valid pair of `---` lines the start of the text is unknown, so there is no source. */
export function parseSource(id: string, file: string, content: string): ParsedSource {
  const text = content.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  if (!/^---[ \t]*\n/.test(text)) return { ...make(id, text, {}, file, []) };
  const split = splitFrontMatter(text);
  if (!split) {
    const message = "the header that begins on this line is never closed: end it with a --- line";
    return { problems: [problemIn(file, { line: 1, column: 1, message })] };
  }
  const { valid, problems, broken } = parseHeader(split.header, SOURCE_HEADER);
  return make(
    id,
    split.body,
    broken ? {} : valid,
    file,
    problems.map((trouble) => problemIn(file, trouble)),
    split.bodyLine,
  );
}

/** Composing a letter is quadratic in the marks on it. */
const STACKED_MARKS = /\p{M}{31}/u;
/** No mark lies below this range. Few texts have a run of it that long, and ruling it out is the cheaper search. */
const MAY_STACK = /[\u0300-\uffff]{31}/;

function make(
  id: string,
  text: string,
  header: Header,
  file: string,
  problems: readonly Problem[],
  bodyLine = 1,
): ParsedSource {
  if (text.trim() === "") {
    const message = "the source has no text: put the document's words after the second --- line";
    return { problems: [...problems, problemIn(file, { line: 1, column: 1, message })] };
  }
  const stacked = MAY_STACK.test(text) ? STACKED_MARKS.exec(text) : null;
  if (stacked) {
    const line = text.slice(0, stacked.index).split("\n").length + bodyLine - 1;
    const message =
      "one letter here carries more than 30 combining marks, which no real document has: copy the text again";
    return { problems: [...problems, problemIn(file, { line, column: 1, message })] };
  }
  const version = createHash("sha256").update(text).digest("hex");
  return { source: Object.freeze({ id, ...header, text, version }), problems };
}

const webAddress = z.string("“url” must be text").superRefine((text, context) => {
  const url = URL.parse(text);
  if (url && (url.protocol === "https:" || url.protocol === "http:") && !url.username && !url.password) return;
  context.addIssue({ code: "custom", message: `“url” must be an http or https address, not ${quoted(text, 60)}` });
});

const REPLACES = "“replaces” must be the id of a source, as its file is called without .md";

/** What a source's header may contain. The descriptions are for editors: see `headerSchema`. */
export const SOURCE_HEADER = z.strictObject({
  title: textField(300, "title").describe("The document's own title").optional(),
  publisher: textField(200, "publisher").describe("Who published the document, as it says itself").optional(),
  author: textField(200, "author").describe("Who wrote the document, as it says itself").optional(),
  url: webAddress.describe("Where the document is: an http or https address").optional(),
  published: dateField("published").describe("The day that the document gives for itself, as YYYY-MM-DD").optional(),
  retrieved: dateField("retrieved").describe("The day that the document was copied, as YYYY-MM-DD").optional(),
  replaces: z
    .string(REPLACES)
    .regex(SOURCE_ID, REPLACES)
    .describe("The id of the older source that this one replaces")
    .optional(),
  fullText: z
    .union([z.boolean(), z.enum(["yes", "no"])], "“fullText” must be yes or no: whether everybody may read all of it")
    .transform((value) => value === true || value === "yes")
    .describe("Whether everybody may read all of it: yes only for text that you may publish")
    .optional(),
});

type Header = Partial<z.output<typeof SOURCE_HEADER>>;
