import { html } from "hono/html";
import { type Briefing, checkNotice, dateOf, reviewNotice } from "#briefing";
import { CHANGE_WORDS, type Cite, type Line, type Mark, marksOf, type Note, plain, type Reply, shorten } from "#chat";
import { sourceHref } from "../pages/links.ts";
import { count, type Html, shortDate, webLink, words } from "../pages/markup.ts";
import { joinAts } from "./passages.ts";

/** The page around lines: its sources by number, and its own address, to return to. */
export type Told = { readonly notes: readonly Note[]; readonly page: string };

/** Statements as a list. `nameOf`: the id of each in the page, counted from 0. */
export function renderPoints(lines: readonly Line[], told: Told, nameOf: (index: number) => string): Html {
  const item = (line: Line, index: number) =>
    html`<li dir="auto" id="${nameOf(index)}">${renderPoint(line, told, nameOf(index))}</li>\n`;
  return html`<ul class="points">
${lines.map(item)}</ul>`;
}

/**
 * One statement with its marks, for a block that takes its direction from the words. `name`: the statement's id in its
 * page.
 */
export function renderPoint(line: Line, told: Told, name?: string): Html {
  const how = line.change ? html`<b class="change">${CHANGE_WORDS[line.change]}</b>` : "";
  const marks = marksOf(line).map((mark, index) => html`${index > 0 ? "," : ""}${markLink(mark, told, name)}`);
  const remark = line.remark === undefined ? "" : html` <span class="by">(${plain(line.remark)})</span>`;
  return html`${how}${plain(line.text)}<sup class="marks">${marks}</sup>${remark}`;
}

/** A source's number, linked to the statement's quote in it, with a unique label for screen readers. */
export function markLink({ source, cites }: Mark, { notes, page }: Told, name?: string): Html | "" {
  const note = notes.find(({ number }) => number === source);
  if (!note) return "";
  const back = name === undefined ? page : `${page}#${name}`;
  const href = sourceHref(note.source, joinAts(cites.map(({ at }) => at)), back);
  // Labeled by the words it lands on, which are the first ones in the source.
  const { quote } = cites.reduce((first, cite) => (startOf(cite) < startOf(first) ? cite : first));
  return html`<a class="note" href="${href}" aria-label="Source ${source}: “${shorten(quote, LONGEST_NAME)}”">${source}</a>`;
}

function startOf({ at }: Cite): number {
  return Number.parseInt(at, 10);
}

const LONGEST_NAME = 80;

/** The sources behind a page, a line each. */
export function renderSources(notes: readonly Note[]): Html {
  return html`<ol class="origins">
${notes.map(
  (note) =>
    html`<li value="${note.number}"><span class="number">${note.number}</span> <a href="${sourceHref(note.source)}">${renderOrigin(note)}</a></li>\n`,
)}</ol>`;
}

/** Where words come from: title, author, publisher and date, as far as the source gives them. */
export function renderOrigin(origin: Pick<Note, "title" | "author" | "publisher" | "published">): Html {
  const more = [origin.author, origin.publisher, origin.published].filter((part) => part !== undefined);
  return html`<cite>${words(origin.title)}</cite>${more.map((part) => html` <span class="by">· ${words(part)}</span>`)}`;
}

/** What is shown of a briefing besides its words: its dates, its review and its last check. */
export type Frame = Pick<Reply, "asOf" | "changedAt" | "notice" | "checked">;

/** The frame of a briefing on its pages. */
export function frameOf(briefing: Briefing, now: number): Frame {
  const { changedAt } = briefing;
  const asOf = dateOf(briefing);
  const notice = reviewNotice(briefing);
  const checked = checkNotice(briefing, new Date(now).toISOString().slice(0, 10));
  return {
    ...(asOf !== undefined && { asOf }),
    ...(changedAt !== undefined && { changedAt }),
    ...(notice !== undefined && { notice }),
    ...(checked !== undefined && { checked }),
  };
}

/** `2 sources, undated · Quotes checked · Changed 20 Nov`, after the notice about its review. */
export function renderFooting(notes: readonly Note[], frame: Frame, now: number): Html {
  const sources = count(notes.length, "source");
  const dated = frame.asOf === undefined ? "undated" : `as of ${plain(frame.asOf)}`;
  const changed = frame.changedAt && shortDate(frame.changedAt, now);
  return html`<p class="footing">${renderNotice(frame.notice)}${notes.length > 0 ? `${sources}, ${dated} · Quotes checked` : dated}${
    changed ? html` · Changed <time datetime="${frame.changedAt}">${changed}</time>` : ""
  }${frame.checked === undefined ? "" : ` · ${plain(frame.checked)}`}</p>`;
}

/** The notice about a briefing's review, shown before anything else. */
export function renderNotice(notice: string | undefined): Html | "" {
  return notice === undefined ? "" : html`<strong class="unreviewed">${notice}</strong> · `;
}

/** The quotes behind statements, in order, each once. */
export function renderQuotes(lines: readonly Line[], told: Told): Html {
  const cites = new Map(lines.flatMap(({ cites }) => cites).map((cite) => [`${cite.source} ${cite.at}`, cite]));
  return html`<ul class="notes">
${[...cites.values()].map(
  (cite) =>
    html`<li>${markLink({ source: cite.source, cites: [cite] }, told)}<div><q>${words(cite.quote)}</q>${elsewhere(cite, told)}</div></li>\n`,
)}</ul>`;
}

/** A link to the words on the publisher's page, if it has one. */
export function elsewhere({ source, url }: Cite, { notes }: Told): Html | "" {
  const link = webLink(url);
  const id = notes.find(({ number }) => number === source)?.source;
  if (link === undefined || new URL(link).pathname.endsWith(`/sources/${id}`)) return "";
  return html` <a class="out" href="${link}" rel="noopener noreferrer">${new URL(link).hostname}</a>`;
}
