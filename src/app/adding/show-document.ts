import { quoted, SECTION_TITLES, titleOf } from "#briefing";
import { type Document, FACT_NAMES, type Feed, type Proposal } from "#draft";

const LONG = 160;
const MOST_LEFT_OUT = 12;

/** A document before it is kept: its metadata, how it begins and ends, and how it was changed. */
export function showDocument(name: string, { kind, text, facts, mended, leftOut, notes }: Document): string {
  const words = text.match(/\S+/g)?.length ?? 0;
  const paragraphs = text.trim().split(/\n\s*\n/);
  const rows: [string, string][] = FACT_NAMES.map((fact) => {
    const given = facts[fact];
    return [fact, given ? `${quoted(given.value, 300)} (${given.from})` : "not given"];
  });
  rows.push(["begins", quoted(paragraphs[0] ?? "", LONG)]);
  if (paragraphs.length > 1) rows.push(["ends", quoted(endOf(paragraphs.at(-1) ?? ""), LONG)]);
  for (const what of mended) rows.push(["fixed", oneLine(what)]);
  const shown = leftOut.slice(0, MOST_LEFT_OUT).map((what) => quoted(what, 60));
  const rest = leftOut.length - shown.length;
  if (shown.length > 0) rows.push(["left out", `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`]);
  for (const note of notes) rows.push(["look at", oneLine(note)]);
  return [
    `${oneLine(name)}: ${kind}, ${words === 1 ? "1 word" : `${words.toLocaleString("en")} words`}`,
    ...table(rows),
  ].join("\n");
}

/** What keeping it would do. `folder`: the content folder. */
export function showProposal(proposal: Proposal, folder: string): string {
  if (proposal.kind === "same") {
    const newer = proposal.replacedBy ? `, which ${proposal.replacedBy.id} has replaced` : "";
    return `It is there already, word for word: ${proposal.source.id}${newer}. Nothing to keep.`;
  }
  const rows: [string, string][] = [["file", `${folder}/${proposal.path}`]];
  if (proposal.kind === "new") {
    if (proposal.resembles)
      rows.push([
        "look at",
        `much of it is in ${proposal.resembles.id} (${quoted(titleOf(proposal.resembles), 80)}): if it is a newer version, say --replaces ${proposal.resembles.id}`,
      ]);
    return table(rows).join("\n");
  }
  rows.push([
    "replaces",
    `${proposal.replaces.id} (${quoted(titleOf(proposal.replaces), 80)}), whose words have changed`,
  ]);
  const { gone } = proposal;
  if (gone.length === 0) rows.push(["quotes", "every quoted word is still there"]);
  for (const { briefing, section, statement, citation } of gone)
    rows.push([
      "gone",
      `${briefing.topic}, ${SECTION_TITLES[section].toLowerCase()}: ${quoted(statement.text, LONG)} quotes ${quoted(citation.quote, LONG)}`,
    ]);
  return table(rows).join("\n");
}

/** The items of a feed, numbered for choosing. */
export function showFeed(name: string, { kind, title, items }: Feed): string {
  const head = `${oneLine(name)}: ${kind}${title === undefined ? "" : ` ${quoted(title, 100)}`}, ${items.length === 1 ? "1 item" : `${items.length} items`}`;
  const width = String(items.length).length;
  return [
    head,
    ...items.map(
      (item, at) =>
        `  ${String(at + 1).padStart(width)}  ${item.published ?? "undated   "}  ${quoted(item.title, 100)}${item.url === undefined ? " (without an address)" : ""}`,
    ),
  ].join("\n");
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  return rows.map(([name, value]) => `  ${name.padEnd(10)} ${value}`);
}

function endOf(paragraph: string): string {
  return paragraph.length <= LONG
    ? paragraph
    : `…${paragraph
        .slice(-LONG + 2)
        .replace(/^\S*\s/, " ")
        .toWellFormed()}`;
}

/** Text for the terminal: it can't move the cursor. */
function oneLine(text: string): string {
  return quoted(text, 1_000).slice(1, -1);
}
