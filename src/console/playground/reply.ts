import { html } from "hono/html";
import {
  type Action,
  type Block,
  type Bot,
  type Cite,
  type Form,
  fitsToken,
  nameOf,
  type Place,
  plain,
  type Reply,
} from "#chat";
import { askHref } from "../pages/links.ts";
import { type Html, words } from "../pages/markup.ts";
import {
  elsewhere,
  markLink,
  renderFooting,
  renderPoint,
  renderPoints,
  renderSources,
  type Told,
} from "../reading/notes.ts";
import { renderFieldsOf } from "./form.ts";

/** How a reply is shown. `level`: its heading level; 2 in a dialog, since the page has a heading already. */
export type Shown = {
  readonly bot: Bot;
  /** The page's own address, to return to from a source. */
  readonly page: string;
  readonly place: Place;
  readonly from?: string;
  readonly as?: string;
  readonly level: 1 | 2;
  readonly now: number;
};

/** A reply as a part of a page: title, blocks, sources, footing and buttons. */
export function renderReply(reply: Reply, shown: Shown): Html {
  const { notes } = reply;
  const told = { notes, page: shown.page };
  const before = pointsBefore(reply.blocks);
  const heading = {
    1: html`<h1 tabindex="-1">${words(reply.title)}</h1>`,
    2: html`<h2 tabindex="-1">${words(reply.title)}</h2>`,
  };
  const parts = html`<header class="headline">${heading[shown.level]}</header>
${reply.blocks.map((block, index) => renderBlock(block, told, shown, before[index] ?? 0))}
${notes.length > 0 ? renderSources(notes) : ""}
${notes.length > 0 ? renderFooting(notes, reply, shown.now) : ""}`;
  return html`<article class="reply ${reply.outcome}">
${parts}
${shown.level === 1 ? renderActions(reply.actions, shown) : ""}
${shown.level === 1 ? renderForm(reply.form, shown) : ""}
</article>`;
}

type Renderers = {
  readonly [Kind in Block["kind"]]: (
    block: Extract<Block, { kind: Kind }>,
    told: Told,
    shown: Shown,
    before: number,
  ) => Html;
};

const RENDERERS: Renderers = {
  heading({ level, text }, _, shown) {
    if (level === "topic") return html`<h2 class="topic">${words(text)}</h2>`;
    return shown.level === 1
      ? html`<h2 class="label">${words(text)}</h2>`
      : html`<h3 class="label">${words(text)}</h3>`;
  },
  lines: ({ lines }, told, _, before) => renderPoints(lines, told, (index) => pointName(before + index)),
  notice: ({ tone, text, where }) =>
    html`<p class="notice ${tone}">${words(where ? `${text} Where: ${nameOf(where)}` : text)}</p>`,
  list: ({ items }) => html`<ul class="items">
${items.map(({ label, detail }) => html`<li>${words(label)}${detail === undefined ? "" : html` <small>${words(detail)}</small>`}</li>\n`)}</ul>`,
  commands: ({ specs }, _, { from }) => html`<dl class="commands">
${specs.map(({ name, hint, summary }) => {
  const href = askHref({ ask: `/${name}`, ...(from !== undefined && { from }) });
  return html`<div><dt><a class="ask" href="${href}">/${plain(name)}</a> ${words(hint)}</dt><dd>${words(summary)}</dd></div>\n`;
})}</dl>`,
  quotes: ({ lines, first = 1 }, told, { level }, before) => html`<ol class="quotes" start="${first}">
${lines.map((line, index) => {
  // The page behind a dialog already has the ids.
  const name = level === 1 ? pointName(before + index) : undefined;
  return html`<li${name === undefined ? "" : html` id="${name}"`}><p dir="auto">${renderPoint(line, told, name)}</p>
${line.cites.map((cite) => renderQuote(cite, told, name))}</li>\n`;
})}</ol>`,
};

function renderBlock(block: Block, told: Told, shown: Shown, before: number): Html {
  const render = RENDERERS[block.kind] as (block: Block, told: Told, shown: Shown, before: number) => Html;
  return html`${render(block, told, shown, before)}\n`;
}

/** How many statements precede each block. */
function pointsBefore(blocks: readonly Block[]): number[] {
  let points = 0;
  return blocks.map((block) => {
    const before = points;
    points += "lines" in block ? block.lines.length : 0;
    return before;
  });
}

/** The id of a statement of an answer in its page; `index` counts from 0. */
function pointName(index: number): string {
  return `point-${index + 1}`;
}

function renderQuote(cite: Cite, told: Told, name: string | undefined): Html {
  const mark = markLink({ source: cite.source, cites: [cite] }, told, name);
  const caption = elsewhere(cite, told);
  return html`<figure><blockquote><p dir="auto"><span class="marks">${mark}</span> ${plain(cite.before)}<mark>${plain(cite.quote)}</mark>${plain(cite.after)}</p></blockquote>
${caption === "" ? "" : html`<figcaption>${caption}</figcaption>`}</figure>`;
}

/** Buttons are links to asks. There is no channel here to share in, and following a link must have no effect. */
function renderActions(actions: readonly Action[], { from, as }: Shown): Html | "" {
  const offered = actions.filter(({ shown }) => shown === "reply" || shown === "dialog");
  if (offered.length === 0) return "";
  return html`<nav class="actions" aria-label="Ask next">
${offered.map(({ label, ask, shown }) => {
  const href = askHref({ press: ask, ...(from !== undefined && { from }), ...(as !== undefined && { as }) });
  return html`<a class="${shown === "dialog" ? "button opens" : "button ask"}" href="${href}">${words(label)}</a>\n`;
})}</nav>`;
}

/** A form needs a token, like a button; one too large for it is not offered. */
function renderForm(form: Form | undefined, shown: Shown): Html | "" {
  if (!form || !fitsToken(form.submit.ask)) return "";
  return html`<form class="fill" action="/" method="get">
<h2 class="label">${words(form.title)}</h2>
${renderFieldsOf(form, shown)}
<button>${words(form.submit.label)}</button>
</form>`;
}
