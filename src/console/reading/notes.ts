import { html } from "hono/html";
import { type Note, plain } from "#chat";
import { sourceHref } from "../pages/links.ts";
import { count, type Html, shortDate, webLink, words } from "../pages/markup.ts";

/** A statement with its notes, as pages show it. */
export type Point = { readonly text: string; readonly notes: readonly number[]; readonly change?: "new" | "withdrawn" };

const CHANGES = { new: "New: ", withdrawn: "Withdrawn: " } as const;

/** Statements as a list, each with the numbers of its notes. */
export function renderPoints(points: readonly Point[], notes: readonly Note[]): Html {
  const byNumber = new Map(notes.map((note) => [note.number, note]));
  return html`<ul class="points">
${points.map((point) => html`<li dir="auto">${renderPoint(point, byNumber)}</li>\n`)}</ul>`;
}

/** One statement with the numbers of its notes, for a block whose direction is that of its words. */
export function renderPoint({ text, notes, change }: Point, byNumber: ReadonlyMap<number, Note>): Html {
  const how = change ? html`<b class="change">${CHANGES[change]}</b>` : "";
  return html`${how}${plain(text)}${marks(notes, byNumber)}`;
}

function marks(numbers: readonly number[], byNumber: ReadonlyMap<number, Note>): Html {
  const links = numbers.flatMap((number) => {
    const note = byNumber.get(number);
    return note ? [noteLink(note)] : [];
  });
  return html`<sup class="marks">${links}</sup>`;
}

/** The number of a note, leading to its words in their source. */
export function noteLink({ number, source, title, at }: Note): Html {
  const label = `${number}: the words in ${plain(title)}`;
  return html`<a class="note" href="${sourceHref(source, at)}" aria-label="${label}">${number}</a>`;
}

/** The sources behind an answer, each with the numbers of its notes. */
export function renderSources(notes: readonly Note[]): Html {
  const bySource = Map.groupBy(notes, ({ source }) => source);
  return html`<ul class="origins">
${[...bySource.values()].map(
  (of) =>
    html`<li><span class="numbers">${of.map((note) => noteLink(note))}</span> ${renderOrigin(of[0] as Note)}</li>\n`,
)}</ul>`;
}

/** Where words come from: title, author, publisher, date, as far as the source gives them. */
export function renderOrigin(origin: Omit<Partial<Note>, "title"> & { title: string }): Html {
  const more = [origin.author, origin.publisher, origin.published].filter((part) => part !== undefined);
  return html`<cite>${words(origin.title)}</cite>${more.map((part) => html` <span class="by">· ${words(part)}</span>`)}`;
}

/** `2 sources, undated · Quotes checked · Changed 20 Nov` */
export function renderFooting(notes: readonly Note[], frame: { asOf?: string; changedAt?: string }, now: number): Html {
  const sources = count(new Set(notes.map(({ source }) => source)).size, "source");
  const dated = frame.asOf === undefined ? "undated" : `as of ${plain(frame.asOf)}`;
  const changed = frame.changedAt && shortDate(frame.changedAt, now);
  return html`<p class="footing">${notes.length > 0 ? `${sources}, ${dated} · Quotes checked` : dated}${
    changed ? html` · Changed <time datetime="${frame.changedAt}">${changed}</time>` : ""
  }</p>`;
}

/** The quotes behind an answer, as numbered notes at its side or end. */
export function renderNotes(notes: readonly Note[]): Html {
  return html`<ol class="notes">
${notes.map(
  (note) =>
    html`<li>${noteLink(note)}<div><q>${words(note.quote)}</q> <span class="origin">${renderOrigin(note)}</span>${elsewhere(note)}</div></li>\n`,
)}</ol>`;
}

/** The words on the publisher's own page, where it has one. */
export function elsewhere({ source, url }: Pick<Note, "source" | "url">): Html | "" {
  const link = webLink(url);
  if (link === undefined || new URL(link).pathname.endsWith(`/sources/${source}`)) return "";
  return html` <a class="out" href="${link}" rel="noopener noreferrer">${new URL(link).hostname}</a>`;
}
