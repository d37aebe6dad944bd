import { isInsideQuotation, type Source } from "#briefing";
import { SCORED } from "../sections/model.ts";
import { evidenceOf } from "../support/align/evidence.ts";
import { checkSupport } from "../support/check-support.ts";
import type { Written, WrittenSections } from "./briefing-text.ts";
import { danglingIn } from "./references.ts";
import type { ReviewItem } from "./review.ts";

/** Full names by their short ones. */
type Names = ReadonlyMap<string, string>;

/**
 * Gives the full name where a short one comes first. A statement of the section that has both goes before; if there is
 * none, the name is written out as a source has it.
 */
export function nameInFull(
  sections: WrittenSections,
  sources: readonly Source[],
): { readonly sections: WrittenSections; readonly changed: readonly ReviewItem[] } {
  const names = fullNamesIn(sources);
  const known = new Set<string>();
  const changed: ReviewItem[] = [];
  const written = { ...sections };
  for (const section of SCORED) {
    const ordered = inOrder(sections[section], names, known);
    written[section] = ordered.map((statement) => {
      const full = writtenOut(statement, names, known);
      for (const short of shortIn(statement.text, names)) known.add(short);
      if (full === statement.text) return statement;
      changed.push({ about: full, why: "a name was written out as a document has it elsewhere: check it" });
      return { ...statement, text: full };
    });
  }
  return { sections: written, changed };
}

const INTRODUCED =
  /((?:\p{Lu}[\p{L}’'-]+\s+(?:(?:of|for|the|and|on|in)\s+){0,2}){1,7}(?:\p{Lu}[\p{L}’'-]+\s+)?)\((\p{Lu}{2,6})\)/gu;
const LOOKED_AT = 200_000;

/** "Internal Revenue Service (IRS)": names whose first letters are the short one's. The first to say it counts. */
function fullNamesIn(sources: readonly Source[]): Names {
  const names = new Map<string, string>();
  for (const { text } of sources)
    for (const [, before = "", short = ""] of text.slice(0, LOOKED_AT).matchAll(INTRODUCED)) {
      const words = before.trim().split(/\s+/);
      const from = words.findLastIndex((_, at) => initials(words.slice(at)) === short);
      if (from !== -1 && !names.has(short)) names.set(short, words.slice(from).join(" "));
    }
  return names;
}

function initials(words: readonly string[]): string {
  return words
    .filter((word) => /^\p{Lu}/u.test(word))
    .map((word) => word[0])
    .join("");
}

function shortIn(text: string, names: Names): readonly string[] {
  return (text.match(/(?<![\p{L}\p{N}-])\p{Lu}{2,6}(?![\p{L}\p{N}-])/gu) ?? []).filter((short) => names.has(short));
}

/** With what introduces a name before what only uses it, but never between a statement and what it rests on. */
function inOrder(statements: readonly Written[], names: Names, known: ReadonlySet<string>): readonly Written[] {
  const ordered = [...statements];
  const rests = (at: number) => danglingIn(ordered[at]?.text ?? "") !== undefined;
  for (let at = 0; at < ordered.length; at++) {
    const unknown = unintroduced(ordered[at]?.text ?? "", names, known);
    const from = ordered.findIndex(
      ({ text }, index) => index > at && unknown.some((short) => text.includes(`(${short})`)),
    );
    if (from === -1 || rests(at) || rests(from) || rests(from + 1)) continue;
    ordered.splice(at, 0, ...ordered.splice(from, 1));
  }
  return ordered;
}

function unintroduced(text: string, names: Names, known: ReadonlySet<string>): readonly string[] {
  return shortIn(text, names).filter((short) => !known.has(short) && !text.includes(names.get(short) as string));
}

/** The statement with its unknown short names in full, where its quotes bear that out; words in quotation marks stay. */
function writtenOut({ text, quotes }: Written, names: Names, known: ReadonlySet<string>): string {
  const evidence = evidenceOf(quotes.map(({ quote }) => quote).join("\n\n"));
  let full = text;
  for (const short of new Set(unintroduced(text, names, known))) {
    const at = full.search(new RegExp(`(?<![\\p{L}\\p{N}-])${short}(?![\\p{L}\\p{N}-])`, "u"));
    if (at === -1 || isInsideQuotation(full, at)) continue;
    const next = `${full.slice(0, at)}${names.get(short)} (${short})${full.slice(at + short.length)}`;
    if (checkSupport(next, evidence).verdict === "no difference") full = next;
  }
  return full;
}
