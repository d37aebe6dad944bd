import type { SectionName } from "../content/briefing.ts";
import { parseBriefing } from "../parse/briefing-file.ts";
import { splitFrontMatter } from "../parse/front-matter.ts";

/** The words that a statement of a file rests on, as its footnote has them; nothing is checked. */
export type OutlinedCite = { readonly source: string; readonly quote: string };

/** A statement of a file, whatever is wrong with it. */
export type OutlinedStatement = {
  readonly section: SectionName;
  readonly text: string;
  readonly cites: readonly OutlinedCite[];
};

/** A briefing file taken apart, so that it can be put together again. */
export type Outline = {
  /** Up to and with the closing `---`. */
  readonly header: string;
  readonly statements: readonly OutlinedStatement[];
  /** Every word of the file is in the header, a heading, a statement or a footnote: putting it together loses none. */
  readonly isWhole: boolean;
};

/** Takes a briefing file apart; undefined where it has no header. */
export function outlineOf(content: string): Outline | undefined {
  const text = content.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  const split = splitFrontMatter(text);
  if (!split) return undefined;
  const { sections, footnotes } = parseBriefing(text);
  const statements = Object.entries(sections).flatMap(([section, found]) =>
    found.map((one): OutlinedStatement => {
      const cites = one.marks.map(({ label }) => {
        const { source = "", quote = "" } = footnotes.get(label) ?? {};
        return { source, quote };
      });
      return { section: section as SectionName, text: one.text, cites };
    }),
  );
  const kept = [
    ...statements.map((one) => one.text),
    ...[...footnotes.values()].map(({ source, quote = "" }) => `${source} ${quote}`),
  ].join(" ");
  return {
    header: text.slice(0, text.length - split.body.length).trimEnd(),
    statements,
    isWhole: wordsIn(split.body.replace(NOT_WORDS, " ")) === wordsIn(kept),
  };
}

/** Headings, and the marks and labels of footnotes. */
const NOT_WORDS = /^ {0,3}##[^#].*$|\[\^[^[\]\s]{1,64}\]:?|^ {0,3}\d+[.)] /gm;

function wordsIn(text: string): string {
  return (text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).sort().join(" ");
}
