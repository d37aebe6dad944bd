import { createHash } from "node:crypto";
import {
  isError,
  type OutlinedCite,
  type OutlinedStatement,
  type Problem,
  SECTION_TITLES,
  SECTIONS,
  type SectionName,
} from "#briefing";
import { footnoteLabels, item } from "../write/briefing-text.ts";

/** A statement of a draft under a name that stays while neither it nor its quotes change. */
export type NamedStatement = OutlinedStatement & { readonly id: string };

/** Names each statement by what it says and rests on; of two alike the second by its number too. */
export function named(statements: readonly OutlinedStatement[]): readonly NamedStatement[] {
  const seen = new Map<string, number>();
  return statements.map(({ section, text, cites }) => {
    const said = JSON.stringify([section, text, cites.map(({ source, quote }) => [source, quote])]);
    const hash = createHash("sha256").update(said).digest("hex").slice(0, 16);
    const number = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, number);
    return { section, text, cites, id: number === 1 ? hash : `${hash}-${number}` };
  });
}

/** A draft's file, assembled from its parts, and which of them is on a line. */
export type Rendered = {
  readonly text: string;
  /** The statements, by their place among all, that a problem of the file is about; none: it is about the file. */
  about(problem: Problem): readonly number[];
};

/** Writes a draft as `draft` does. A quote without words is left out, and its statement is then uncited. */
export function renderDraft(header: string, statements: readonly OutlinedStatement[]): Rendered {
  const footnotes = footnoteLabels(1);
  const lines = [...header.split("\n"), ""];
  const places: { readonly from: number; readonly to: number; readonly index: number }[] = [];
  for (const section of SECTIONS) {
    const own = statements.flatMap((one, index) => (one.section === section ? [{ ...one, index }] : []));
    if (section === "differ" && own.length === 0) continue;
    lines.push(`## ${SECTION_TITLES[section]}`, "");
    for (const { text, cites, index } of own) {
      const from = lines.length + 1;
      lines.push(
        ...item({ text, quotes: cites.filter(isSaid) }, footnotes)
          .trimEnd()
          .split("\n"),
      );
      places.push({ from, to: lines.length, index });
    }
    if (own.length > 0) lines.push("");
  }
  for (const [at, footnote] of footnotes.lines.entries()) {
    const from = lines.length + 1;
    lines.push(...footnote.split("\n"));
    for (const [index, { cites }] of statements.entries())
      if (cites.filter(isSaid).some(({ source, quote }) => footnotes.label(source, quote) === String(at + 1)))
        places.push({ from, to: lines.length, index });
  }
  return {
    text: `${lines.join("\n").trimEnd()}\n`,
    about: ({ line }) => places.filter(({ from, to }) => from <= line && line <= to).map(({ index }) => index),
  };
}

function isSaid({ source, quote }: OutlinedCite): boolean {
  return source !== "" && quote !== "";
}

/** Problems in words, errors first, each once. */
export function tellProblems(problems: readonly Problem[]): readonly string[] {
  const errors = problems.filter(isError);
  return [...new Set([...errors, ...problems.filter((one) => !isError(one))].map(({ message }) => message))];
}

/** The statements without one of them. */
export function without(statements: readonly NamedStatement[], id: string): readonly NamedStatement[] {
  return statements.filter((one) => one.id !== id);
}

/** The statements with one of them a place further up or down; past its section's end into the next section. */
export function moved(
  statements: readonly NamedStatement[],
  id: string,
  by: "up" | "down",
): readonly OutlinedStatement[] {
  const sections = SECTIONS.map((name) => [name, statements.filter(({ section }) => section === name)] as const);
  const lists = new Map<SectionName, NamedStatement[]>(sections.map(([name, own]) => [name, [...own]]));
  const one = statements.find((statement) => statement.id === id);
  if (!one) return statements;
  const own = lists.get(one.section) ?? [];
  const at = own.indexOf(one);
  const to = at + (by === "up" ? -1 : 1);
  own.splice(at, 1);
  if (to >= 0 && to <= own.length) own.splice(to, 0, one);
  else {
    const next = neighbor(one.section, by);
    const list = next === undefined ? own : (lists.get(next) ?? []);
    const taken = next === undefined ? one : { ...one, section: next };
    if (by === "up") next === undefined ? list.unshift(taken) : list.push(taken);
    else next === undefined ? list.push(taken) : list.unshift(taken);
  }
  return SECTIONS.flatMap((name) => lists.get(name) ?? []);
}

/** The section that a statement leaves its own for, at its end. */
export function neighbor(section: SectionName, by: "up" | "down"): SectionName | undefined {
  const order: readonly SectionName[] = ["happening", "important", "next"];
  const at = order.indexOf(section);
  return at === -1 ? undefined : order[at + (by === "up" ? -1 : 1)];
}
