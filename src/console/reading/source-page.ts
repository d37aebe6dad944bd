import { html } from "hono/html";
import { type Citing, type Passage, SECTION_TITLES, type Source, titleOf } from "#briefing";
import { plain } from "#chat";
import type { SeenSource } from "../access/visibility.ts";
import { type Back, briefingHref, readBack, sourceHref } from "../pages/links.ts";
import { count, type Html, webLink, words } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";
import { statementId } from "./briefing-page.ts";
import { footnoteForm, footnoteOf } from "./footnote.ts";
import { aroundQuotes, cutLines, type Piece, readAt, type SourceLine } from "./passages.ts";

/** What is asked for in a source: passages to highlight, where to go back to, and words to make a footnote of. */
export type Asked = Readonly<Partial<Record<"at" | "back" | "quote", string>>>;

/** A source on a page, with the passages of `at` or the words of `quote` highlighted and each cited passage marked. */
export function sourcePage(seen: SeenSource, { at: named, back, quote }: Asked): Page {
  const { source } = seen;
  const title = titleOf(source);
  const footnote = quote === undefined ? undefined : footnoteOf(seen, quote);
  const found =
    footnote?.kind === "made" ? footnote.spans.map(({ start, end }) => `${start}-${end}`).join() : undefined;
  const at = named ?? found;
  const main = html`<article class="source">
<header class="headline"><h1>${words(title)}</h1>
${renderFacts(source)}</header>
${footnoteForm(seen, quote)}
${renderText(seen, at, "page", back)}
</article>`;
  return { title, here: "/sources", main };
}

/** A source's text alone, for the side of an answer. */
export function sourcePanel(seen: SeenSource, at: string | undefined, back: string | undefined): Html {
  return html`<section class="source panel">
<h2 class="headline" tabindex="-1">${words(titleOf(seen.source))}</h2>
${renderFacts(seen.source)}
${renderText(seen, at, "panel")}
<p><a href="${sourceHref(seen.source.id, at, back)}">Open the source with its notes</a></p>
</section>`;
}

/** The list of sources. */
export function sourcesPage(sources: readonly SeenSource[], mayAdd = false): Page {
  const items = sources.map(
    ({ source, citing }) => html`<li><h2><a href="${sourceHref(source.id)}">${words(titleOf(source))}</a></h2>
<p>${renderBy(source)}${words(source.id)} · ${citing.length === 0 ? "cited by no statement" : `cited by ${count(new Set(citing.map(({ statement }) => statement)).size, "statement")}`}</p></li>\n`,
  );
  const main = html`<article class="listing"><h1>Sources</h1>
${mayAdd ? html`<p><a href="/add">Add a source</a></p>` : ""}${items.length === 0 ? html`<p class="notice info">There is nothing to read here yet.</p>` : html`<ul>${items}</ul>`}</article>`;
  return { title: "Sources", here: "/sources", main };
}

function renderBy({ author, publisher }: Source): Html[] {
  return [author, publisher].filter((by) => by !== undefined).map((by) => html`${words(by)} · `);
}

/** The document's metadata; nothing is made up. */
function renderFacts(source: Source): Html {
  const { author, publisher, published, retrieved, url } = source;
  const link = webLink(url);
  const facts = [
    ...[author, publisher].filter((fact) => fact !== undefined).map(words),
    published === undefined ? "undated" : html`published <time>${published}</time>`,
    ...(retrieved === undefined ? [] : [html`retrieved <time>${retrieved}</time>`]),
    ...(link === undefined
      ? []
      : [html`<a class="out" href="${link}" rel="noopener noreferrer">${new URL(link).hostname}</a>`]),
  ];
  return html`<p class="footing">${facts.map((fact, index) => html`${index > 0 ? " · " : ""}${fact}`)}</p>`;
}

/** A passage with the statements that cite it. A letter links the two, since numbers belong to sources. */
type CitedPassage = Passage & { readonly letter: string; readonly by: readonly Citing[] };

function renderText(seen: SeenSource, at: string | undefined, on: "page" | "panel", from?: string): Html {
  const { source, citing, whole } = seen;
  const shown = whole ? undefined : aroundQuotes(citing);
  const named = at === undefined ? [] : readAt(at, source.text);
  // A passage that may not be shown is treated as if it were not there.
  const quoted = shown && named ? named.filter((passage) => isWithin(passage, shown)) : named;
  const isMissing = quoted === undefined || (quoted.length === 0 && at !== undefined);
  const cited = on === "page" ? citedPassages(citing) : [];
  const lines = cutLines(source.text, cited, quoted ?? [], shown);
  const last = lines.findLastIndex(({ pieces }) => pieces.some((piece) => piece.quoted));
  const back = readBack(from);
  const isPart = lines.some(({ pieces }) => pieces.some((piece) => !piece.shown));
  return html`${isMissing ? html`<p class="notice info">This address points to no passage shown here, so nothing is highlighted.</p>` : ""}
${isPart ? html`<p class="notice info">Only the quoted passages are shown, with one sentence on either side: the full document belongs to its publisher. Log in to see all of it.</p>` : ""}
<div class="text">
${withoutGaps(lines).map((line) => (line === "gap" ? GAP_LINE : renderLine(line, cited, line === lines[last] ? back : undefined)))}</div>`;
}

const GAP = html`<span class="gap">[…]</span>`;
const GAP_LINE = html`<div class="line"><p>${GAP}</p></div>\n`;

function isWithin({ start, end }: Passage, shown: readonly Passage[]): boolean {
  return shown.some((passage) => passage.start <= start && end <= passage.end);
}

/** The lines that are at least partly shown, with one gap for those between. */
function withoutGaps(lines: readonly SourceLine[]): readonly (SourceLine | "gap")[] {
  const kept: (SourceLine | "gap")[] = [];
  for (const line of lines) {
    if (line.pieces.some((piece) => piece.shown && piece.text.trim() !== "")) kept.push(line);
    else if (kept.at(-1) !== "gap") kept.push("gap");
  }
  return kept;
}

/** The cited passages, in text order, each once. */
function citedPassages(citing: readonly Citing[]): readonly CitedPassage[] {
  const passages = new Map<string, Passage & { by: Citing[] }>();
  for (const cites of citing) {
    for (const { start, end } of cites.citation.spans) {
      const key = `${start}-${end}`;
      const known = passages.get(key);
      if (known) known.by.push(cites);
      else passages.set(key, { start, end, by: [cites] });
    }
  }
  const inOrder = [...passages.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  return inOrder.map((passage, index) => ({ ...passage, letter: letterOf(index) }));
}

/** a, b, …, z, aa, ab, … */
function letterOf(index: number): string {
  const before = index < LETTERS.length ? "" : letterOf(Math.floor(index / LETTERS.length) - 1);
  return `${before}${LETTERS[index % LETTERS.length]}`;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** A line of the text with who cites it, and after the last quoted piece a link back to where it is quoted. */
function renderLine({ pieces, starts }: SourceLine, cited: readonly CitedPassage[], back: Back | undefined): Html {
  const notes = starts.map((index) => renderMargin(cited[index] as CitedPassage));
  // Before the text, so that they start level with it.
  const margin = notes.length > 0 ? html`<ul class="margin" aria-label="Who cites this">${notes}</ul>` : "";
  const way = back ? html`<p class="back"><a href="${back.href}">${back.label}</a></p>` : "";
  return html`<div class="line">${margin}<p dir="auto">${pieces.map((piece) => (piece.shown ? renderPiece(piece, cited) : piece.text.trim() === "" ? " " : html` ${GAP} `))}</p>${way}</div>\n`;
}

function renderPiece({ text, quoted, cited: isCited, firstQuoted, ends }: Piece, cited: readonly CitedPassage[]): Html {
  const said = isCited ? html`<span class="cited">${plain(text)}</span>` : html`${plain(text)}`;
  const marked = quoted ? html`<mark${firstQuoted ? html` id="quote" tabindex="-1"` : ""}>${said}</mark>` : said;
  const letters = ends.map((index) => {
    const { letter } = cited[index] as CitedPassage;
    return html`<a class="note" href="#cites-${letter}" id="cited-${letter}" aria-label="${letter}: who cites this">${letter}</a>`;
  });
  return letters.length > 0 ? html`${marked}<sup class="marks">${letters}</sup>` : marked;
}

const MOST_IN_MARGIN = 5;

function renderMargin({ letter, by }: CitedPassage): Html {
  const statements = [...new Map(by.map((cites) => [cites.statement, cites])).values()].map(renderCiting);
  const rest = statements.slice(MOST_IN_MARGIN);
  const more = html`<details><summary>${rest.length} more</summary>${rest}</details>`;
  return html`<li id="cites-${letter}"><a class="note" href="#cited-${letter}" aria-label="${letter}: back to the passage">${letter}</a>
${statements.slice(0, MOST_IN_MARGIN)}${rest.length > 0 ? more : ""}</li>\n`;
}

function renderCiting({ briefing, section, statement }: Citing): Html {
  const index = briefing.sections[section].statements.indexOf(statement);
  return html`<p dir="auto"><a href="${briefingHref(briefing.topic, statementId(section, index))}">${plain(statement.text)}</a>
<small>${words(briefing.title)}: ${SECTION_TITLES[section].toLowerCase()}</small></p>`;
}
