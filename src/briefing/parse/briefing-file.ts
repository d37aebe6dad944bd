import type { Audience } from "../content/audience.ts";
import { SECTION_TITLES, SECTIONS, type SectionName } from "../content/briefing.ts";
import { normalize } from "../content/normalize.ts";
import { type Position, quoted, type Trouble } from "../content/problem.ts";
import type { CheckBy, Owner } from "../content/upkeep.ts";
import { BRIEFING_HEADER as HEADER } from "./briefing-header.ts";
import { unformatted } from "./formatting.ts";
import type { ParsedChange } from "./freshness-fields.ts";
import { parseHeader, splitFrontMatter } from "./front-matter.ts";
import { type Part, parseMarkdown, type Unreadable } from "./markdown.ts";
import type { Reviewed } from "./review.ts";
import { labelOf, type ParsedFootnote, type ParsedStatement, parseFootnote, parseStatements } from "./statements.ts";

/** A briefing as parsed: nothing is checked against a source yet. */
export type ParsedBriefing = {
  readonly title?: string;
  readonly asOf?: string;
  readonly aliases: readonly string[];
  readonly aliasesAt: Position;
  /** `undefined`: the audience is unreadable, so the briefing is for nobody. */
  readonly audience?: Audience;
  readonly withdrawn: boolean;
  /** A machine wrote it, and nobody has reviewed it yet. */
  readonly drafted?: "machine";
  /** What the header says of its review. */
  readonly reviewed?: Reviewed;
  /** And of the last check that found it still true. */
  readonly checked?: Reviewed;
  readonly change?: ParsedChange;
  readonly owner?: Owner;
  readonly checkBy?: CheckBy;
  /** The file as it was read, for comparing with what was reviewed. Absent where it is no longer the file's own. */
  readonly text?: string;
  readonly sections: Readonly<Record<SectionName, readonly ParsedStatement[]>>;
  readonly footnotes: ReadonlyMap<string, ParsedFootnote>;
  /** Items with something unreadable in them. */
  readonly spoiled: ReadonlySet<number>;
  readonly problems: readonly Trouble[];
  /** The file is not readable as a briefing at all. */
  readonly broken: boolean;
};

/** At most 48 of `[a-z0-9-]`: the file's name, and what people type. */
export const TOPIC = /^[a-z0-9-]{1,48}$/;

/** Reads a briefing file. Never throws: what is wrong is in `problems`. */
export function parseBriefing(content: string): ParsedBriefing {
  const text = content.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  const split = splitFrontMatter(text);
  if (!split) {
    const message = "a briefing must begin with a header between two --- lines, with at least title: …";
    const body = readBody(text, 1);
    return { ...NOTHING, ...body, problems: [{ line: 1, column: 1, message }], broken: true };
  }
  const { valid, given, problems: told, broken } = parseHeader(split.header, HEADER);
  const problems = told.map((trouble) => (isOpen(given) ? trouble : sayingHidden(trouble, valid)));
  const body = readBody(split.body, split.bodyLine);
  return {
    ...body,
    ...(valid.title !== undefined && { title: valid.title }),
    ...(valid.asOf !== undefined && { asOf: valid.asOf }),
    ...(valid.drafted !== undefined && { drafted: valid.drafted }),
    ...(valid.reviewed !== undefined && { reviewed: valid.reviewed }),
    ...(valid.checked !== undefined && { checked: valid.checked }),
    ...(valid.change !== undefined && { change: valid.change }),
    ...((valid.reviewed ?? valid.checked ?? valid.change) !== undefined && { text }),
    ...(valid.owner !== undefined && { owner: valid.owner }),
    ...(valid.checkBy !== undefined && { checkBy: valid.checkBy }),
    aliases: valid.aliases ?? [],
    aliasesAt: given.get("aliases") ?? NOTHING.aliasesAt,
    ...(valid.audience ? { audience: valid.audience } : isOpen(given) && { audience: "everyone" as const }),
    withdrawn: given.has("withdrawn") && valid.withdrawn !== false,
    problems: [...problems, ...(broken ? [] : body.problems)],
    broken,
  };
}

/** Whether nothing in the header tries to name an audience; a misspelled key does. */
function isOpen(given: ReadonlyMap<string, unknown>): boolean {
  return ![...given.keys()].some((key) => key === "audience" || (!(key in HEADER.shape) && MEANS_AUDIENCE.test(key)));
}

const MEANS_AUDIENCE = /aud|dien|scope|reader|visib|restrict|private|drawn|withd/i;

/** An unknown key that may mean the audience hides the briefing, and says so. */
function sayingHidden(trouble: Trouble, { audience }: { readonly audience?: unknown }): Trouble {
  const [, key = ""] = /^unknown key “(.*?)”/.exec(trouble.message) ?? [];
  if (audience !== undefined || !MEANS_AUDIENCE.test(key)) return trouble;
  return { ...trouble, message: `${trouble.message}; until it is fixed the briefing is shown to nobody` };
}

type Body = Pick<ParsedBriefing, "sections" | "footnotes" | "spoiled" | "problems">;

function readBody(body: string, firstLine: number): Body {
  const problems: Trouble[] = [];
  const sections: Record<SectionName, ParsedStatement[]> = { happening: [], important: [], next: [], differ: [] };
  const footnotes = new Map<string, ParsedFootnote>();
  const seen = new Set<SectionName>();
  const used = new Set<string>();
  const spoiled = new Set<number>();
  let items = 0;
  let section: SectionName | "none" | "unknown" = "none";

  for (const part of parseMarkdown(body, firstLine)) {
    const { line, column } = part;
    if (part.kind === "unreadable") {
      problems.push({ line, column, message: UNREADABLE[part.what] });
    } else if (part.kind === "footnote") {
      addFootnote(part, footnotes, problems);
    } else if (part.kind === "heading") {
      const name = sectionOf(part);
      if (name && seen.has(name))
        problems.push({
          line,
          column,
          message: `the section “${SECTION_TITLES[name]}” appears twice: merge its statements`,
        });
      if (name) seen.add(name);
      else
        problems.push({
          line,
          column,
          message: `${quoted(part.text, 60)} is not a section: the headings are ${HEADINGS}`,
        });
      if (name || part.level === 2) section = name ?? "unknown";
    } else {
      items += 1;
      const statements = parseStatements(part.run, items, part.cut);
      for (const { marks } of statements) for (const { label } of marks) used.add(label);
      if (section === "none")
        problems.push({
          line,
          column,
          message: `these words are outside any section: put them under one of the headings ${HEADINGS}`,
        });
      else if (section !== "unknown") sections[section].push(...statements);
      if (part.spoiled) spoiled.add(items);
    }
  }
  for (const name of SECTIONS) {
    if (name === "differ" || seen.has(name)) continue;
    problems.push({
      line: 1,
      column: 1,
      message: `the section “${SECTION_TITLES[name]}” is missing: add the heading ## ${SECTION_TITLES[name]} (it may be empty)`,
    });
  }
  for (const { label, line, column } of footnotes.values()) {
    if (!used.has(label))
      problems.push({
        line,
        column,
        message: `no statement uses the footnote [^${label}]: add its mark to the statement it supports, or remove the footnote`,
      });
  }
  return { sections, footnotes, spoiled, problems };
}

function addFootnote(
  part: Extract<Part, { kind: "footnote" }>,
  footnotes: Map<string, ParsedFootnote>,
  problems: Trouble[],
): void {
  const label = labelOf(part.label);
  const first = footnotes.get(label);
  if (!first) {
    footnotes.set(label, parseFootnote(part));
    return;
  }
  const { line, column } = part;
  problems.push({
    line,
    column,
    message: `the footnote [^${label}] is defined twice (first on line ${first.line}): give this one another number`,
  });
  footnotes.set(label, { ...first, quote: undefined, problem: undefined });
}

function sectionOf({ level, text }: { level: number; text: string }): SectionName | undefined {
  if (level !== 2) return undefined;
  const words = normalize(unformatted(text).text).toLowerCase().replace(/['`´]/g, "").split(/\s+/).filter(Boolean);
  const name = words.join(" ").replace(/ ?\?$/, "");
  return SECTION_NAMES.get(name);
}

const SECTION_NAMES: ReadonlyMap<string, SectionName> = new Map([
  ["whats happening", "happening"],
  ["why its important", "important"],
  ["why it matters", "important"],
  ["whats next", "next"],
  ["where sources differ", "differ"],
]);

const HEADINGS = SECTIONS.map((name) => `## ${SECTION_TITLES[name]}`).join(", ");

const UNREADABLE: Readonly<Record<Unreadable, string>> = {
  comment: "comments are not read, and Git hosts hide them: remove this one, or write its words as statements",
  fence: "fenced blocks are not read in a briefing: write the words as statements, each with its mark",
  table: "tables are not read in a briefing: write each row as a statement with its mark",
  "block quote": "block quotes are not read in a briefing: put the words in a footnote, and state them in a statement",
  "underlined heading":
    "a line of dashes or equals signs turns the words above it into a heading: write headings with ##, and leave a blank line above a rule",
  "nested list": "nested lists are not read: make this its own item",
  "second paragraph": "a second paragraph in a list item is not read: make it a separate item",
};

const NOTHING = { aliases: [], aliasesAt: { line: 1, column: 1 }, withdrawn: false } as const;
