import { createHash } from "node:crypto";
import { z } from "zod";
import { readHeader, splitFrontMatter } from "./front-matter.ts";
import { type Problem, problemIn, quoted } from "./problem.ts";

/** One document, kept word for word. What its header does not give is absent, never invented. */
export type Source = {
  readonly id: string;
  readonly title?: string;
  readonly publisher?: string;
  readonly author?: string;
  /** http or https. */
  readonly url?: string;
  /** `YYYY-MM-DD` */
  readonly published?: string;
  readonly retrieved?: string;
  /** The exact text, after a byte-order mark and CRLF are gone. Passages count in its UTF-16 units. */
  readonly text: string;
  /** SHA-256 of the text, in hex. */
  readonly version: string;
};

export type ReadSource = { readonly source?: Source; readonly problems: readonly Problem[] };

export const SOURCE_ID = /^[a-z0-9-]{1,64}$/;

/** How a source without a title is called. */
export function titleOf({ title }: Source): string {
  return title ?? "Untitled document";
}

/** Reads a source file. Without a readable pair of `---` lines there is no telling where the text begins: no source. */
export function readSource(id: string, file: string, content: string): ReadSource {
  const text = content.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  if (!/^---[ \t]*\n/.test(text)) return { ...make(id, text, {}, file, []) };
  const split = splitFrontMatter(text);
  if (!split) {
    const message = "the header that begins on this line is never closed: end it with a line ---";
    return { problems: [problemIn(file, { line: 1, column: 1, message })] };
  }
  const { valid, problems, broken } = readHeader(split.header, HEADER);
  return make(
    id,
    split.body,
    broken ? {} : valid,
    file,
    problems.map((trouble) => problemIn(file, trouble)),
    split.bodyLine,
  );
}

/** Composing letters takes time with the square of the marks on them. */
const STACKED_MARKS = /\p{M}{31}/u;

function make(
  id: string,
  text: string,
  header: Header,
  file: string,
  problems: readonly Problem[],
  bodyLine = 1,
): ReadSource {
  if (text.trim() === "") {
    const message = "the source has no text: put the document's words after the second --- line";
    return { problems: [...problems, problemIn(file, { line: 1, column: 1, message })] };
  }
  const stacked = STACKED_MARKS.exec(text);
  if (stacked) {
    const line = text.slice(0, stacked.index).split("\n").length + bodyLine - 1;
    const message = "more than 30 combining marks stand on one letter here: no document has that, copy its text again";
    return { problems: [...problems, problemIn(file, { line, column: 1, message })] };
  }
  const version = createHash("sha256").update(text).digest("hex");
  return { source: Object.freeze({ id, ...header, text, version }), problems };
}

export const words = (most: number, name: string) =>
  z
    .string({
      error: ({ input }) =>
        input === undefined
          ? `“${name}” is missing: add a line ${name}: … between the --- lines`
          : `“${name}” must be words: put the value in quotation marks`,
    })
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(
      z
        .string()
        .min(1, `“${name}” is empty: fill it in or leave the line out`)
        .max(most, `“${name}” is longer than ${most} characters`),
    );

/** A day that exists, as YYYY-MM-DD. */
export const day = (name: string) =>
  z.string(`“${name}” must be a date as YYYY-MM-DD`).superRefine((text, context) => {
    const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
    if (date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)) return;
    context.addIssue({
      code: "custom",
      message: `“${name}” must be a real date as YYYY-MM-DD, not ${quoted(text, 40)}`,
    });
  });

const webAddress = z.string("“url” must be words").superRefine((text, context) => {
  const url = URL.parse(text);
  if (url && (url.protocol === "https:" || url.protocol === "http:") && !url.username && !url.password) return;
  context.addIssue({ code: "custom", message: `“url” must be an http or https address, not ${quoted(text, 60)}` });
});

const HEADER = z.object({
  title: words(300, "title").optional(),
  publisher: words(200, "publisher").optional(),
  author: words(200, "author").optional(),
  url: webAddress.optional(),
  published: day("published").optional(),
  retrieved: day("retrieved").optional(),
});

type Header = Partial<z.output<typeof HEADER>>;
