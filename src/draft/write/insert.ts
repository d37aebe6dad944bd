import { SECTION_TITLES, SECTIONS, type SectionName } from "#briefing";
import { footnoteLabels, item, type WrittenSections } from "./briefing-text.ts";

/** A briefing file with more statements at the end of its sections; every line that is there stays as it is. */
export function insertInto(file: string, added: WrittenSections): string {
  const lines = file
    .replace(/^\ufeff/, "")
    .replaceAll("\r\n", "\n")
    .trimEnd()
    .split("\n");
  const labels = lines.flatMap((line) => [...line.matchAll(/\[\^(\d+)\]/g)].map(({ 1: label }) => Number(label)));
  const footnotes = footnoteLabels(Math.max(0, ...labels) + 1);
  for (const section of SECTIONS) {
    if (added[section].length === 0) continue;
    const items = added[section].map((statement) => item(statement, footnotes));
    const at = endOf(lines, section);
    if (at === undefined) {
      const before = firstFootnote(lines);
      lines.splice(before, 0, `## ${SECTION_TITLES[section]}`, "", ...items, "");
    } else {
      const isAfterHeading = /^##/.test(lines[at - 1] ?? "");
      lines.splice(at, 0, ...(isAfterHeading ? [""] : []), ...items);
    }
  }
  const isParted = lines.some((line) => FOOTNOTE.test(line));
  const all = [...lines, ...(isParted ? [] : [""]), ...footnotes.lines];
  return `${markedAsDrafted(all).join("\n")}\n`;
}

const FOOTNOTE = /^ {0,3}\[\^[^\]\s]+\]:/;

/** Where more items of a section go: after its last line that is not blank. */
function endOf(lines: readonly string[], section: SectionName): number | undefined {
  const heading = lines.findIndex((line) => /^##[^#]/.test(line) && headingOf(line) === section);
  if (heading === -1) return undefined;
  let end = heading + 1;
  while (end < lines.length && !/^ {0,3}#{1,6}\s/.test(lines[end] as string) && !FOOTNOTE.test(lines[end] as string))
    end += 1;
  while (end > heading + 1 && (lines[end - 1] as string).trim() === "") end -= 1;
  return end;
}

function headingOf(line: string): SectionName | undefined {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[’'`´#*_]/g, "")
      .replace(/\s*\?\s*$/, "")
      .replace(/\s+/g, " ")
      .trim();
  const name = plain(line);
  if (name === "why it matters") return "important";
  return SECTIONS.find((section) => plain(SECTION_TITLES[section]) === name);
}

function firstFootnote(lines: readonly string[]): number {
  const at = lines.findIndex((line) => FOOTNOTE.test(line));
  return at === -1 ? lines.length : at;
}

/** With `drafted: machine` in the header: what was added has no reviewer yet. */
function markedAsDrafted(lines: readonly string[]): readonly string[] {
  if (!/^---\s*$/.test(lines[0] ?? "")) return lines;
  const end = lines.findIndex((line, index) => index > 0 && /^---\s*$/.test(line));
  if (end === -1 || lines.slice(0, end).some((line) => /^drafted\s*:/.test(line))) return lines;
  return lines.toSpliced(end, 0, "drafted: machine");
}
