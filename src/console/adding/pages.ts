import { html } from "hono/html";
import { SECTION_TITLES, titleOf } from "#briefing";
import { plain } from "#chat";
import type { Document, FactName, Feed, Proposal } from "#draft";
import { briefingHref, sourceHref } from "../pages/links.ts";
import { count, type Html, webLink, words } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";

const KINDS = ".txt,.md,.html,.htm,.pdf,.docx,.xml,.rss,.atom,.json";

/** The form for an address or an upload. `why`: what was wrong with the last one. */
export function addPage(why?: Html | string): Page {
  const trouble = why === undefined ? "" : html`<p class="notice trouble" id="why" role="alert">${why}</p>`;
  const main = html`<article class="reply"><h1>Add a source</h1>
<p>A document is read, and shown before it is kept. Its words stay as they are.</p>${trouble}
<form class="fill" method="post" action="/add" enctype="multipart/form-data">
<label for="address">Address of a page, a PDF or a feed</label>
<input id="address" name="address" type="url" maxlength="2000" placeholder="https://"${why === undefined ? "" : html` aria-describedby="why"`}>
<label for="file">Or a file: text, Markdown, HTML, PDF, DOCX or a feed</label>
<input id="file" name="file" type="file" accept="${KINDS}">
<button>Read it</button>
</form></article>`;
  return { title: "Add a source", here: "/sources", posts: true, main };
}

/** The items of a feed, each linked to be read. */
export function feedPage({ title = "A feed", items }: Feed): Page {
  const rows = items.map(
    (
      item,
    ) => html`<li><h2>${words(item.title)}</h2><p>${item.published === undefined ? "undated" : html`<time>${item.published}</time>`}</p>
${item.url === undefined ? html`<p>It has no address in the feed.</p>` : html`<form class="fill" method="post" action="/add" enctype="multipart/form-data"><input type="hidden" name="address" value="${item.url}"><button aria-label="Read ${plain(item.title)}">Read it</button></form>`}</li>\n`,
  );
  const main = html`<article class="listing"><h1>${words(title)}</h1><p>${count(items.length, "item")}, newest first.</p><ul>${rows}</ul></article>`;
  return { title, here: "/sources", posts: true, main };
}

const LABELS: Readonly<Record<FactName, string>> = {
  title: "Title",
  publisher: "Publisher",
  author: "Author",
  url: "Address",
  published: "Published (YYYY-MM-DD)",
};

export type Preview = {
  readonly document: Document;
  readonly name: string;
  readonly proposal: Proposal;
  readonly token: string;
  readonly why?: string;
  /** What was typed, if it wasn't valid. */
  readonly typed?: Readonly<Partial<Record<FactName | "id", string>>>;
};

/** A document before it is kept, with its metadata to correct. */
export function previewPage({ document, name, proposal, token, why, typed = {} }: Preview): Page {
  const { kind, text, facts, mended, leftOut, notes } = document;
  const done = [
    ...mended.map((what) => html`<li>Fixed: ${words(what)}</li>`),
    ...(leftOut.length === 0
      ? []
      : [html`<li>Left out: ${leftOut.slice(0, 20).map((what) => html`“${words(what)}” `)}</li>`]),
    ...notes.map((note) => html`<li>Look at this: ${words(note)}</li>`),
  ];
  const fields = (Object.keys(LABELS) as FactName[]).map((fact) => {
    const given = facts[fact];
    const value = typed[fact] ?? given?.value ?? "";
    return html`<label for="${fact}">${LABELS[fact]}${given ? html` <small>(${words(given.from)})</small>` : " (not given)"}</label>
<input id="${fact}" name="${fact}" value="${value}" maxlength="2000">\n`;
  });
  const form =
    proposal.kind === "same"
      ? html`<p class="notice info">It is there already, word for word: <a href="${sourceHref(proposal.source.id)}">${words(titleOf(proposal.source))}</a>.</p>`
      : html`${renderChange(proposal)}<form class="fill" method="post" action="/add/keep">
<input type="hidden" name="token" value="${token}">${fields}
<label for="id">How footnotes name it: lowercase letters, digits and hyphens</label>
<input id="id" name="id" value="${typed.id ?? proposal.id}" maxlength="64" required>
<button>Keep it</button></form>`;
  const main = html`<article class="reply"><h1>${facts.title ? words(facts.title.value) : words(name)}</h1>
<p>${words(kind)}, ${count(text.match(/\S+/g)?.length ?? 0, "word")}. Nothing is kept yet.</p>
${why === undefined ? "" : html`<p class="notice trouble" role="alert">${words(why)}</p>`}
${done.length > 0 ? html`<ul>${done}</ul>` : ""}${form}
<details><summary>The text, as it would be kept</summary><div class="text">${text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, MOST_LINES)
    .map((line) => html`<p dir="auto">${plain(line)}</p>`)}</div></details></article>`;
  return { title: `Add: ${facts.title?.value ?? name}`, here: "/sources", posts: true, main };
}

const MOST_LINES = 2_000;

/** What is new in it, and which statements quote words that are gone. */
function renderChange(proposal: Exclude<Proposal, { kind: "same" }>): Html {
  if (proposal.kind === "new") {
    const like = proposal.resembles;
    return like
      ? html`<p class="notice info">Much of it is in <a href="${sourceHref(like.id)}">${words(titleOf(like))}</a> already.</p>`
      : html``;
  }
  const { replaces, gone } = proposal;
  const rows = gone.map(
    ({ briefing, section, statement, citation }) =>
      html`<li><a href="${briefingHref(briefing.topic)}">${words(briefing.title)}</a>, ${SECTION_TITLES[section].toLowerCase()}: ${plain(statement.text)} <q>${plain(citation.quote)}</q></li>`,
  );
  return html`<p class="notice info">A newer version of <a href="${sourceHref(replaces.id)}">${words(titleOf(replaces))}</a>: it will say that it replaces that one.
${gone.length === 0 ? "Every word that is quoted from that one is in this one too." : "These statements quote words that it does not have:"}</p>${rows.length > 0 ? html`<ul>${rows}</ul>` : ""}`;
}

/** Shown when a source was kept. */
export function keptPage(id: string, { facts }: Document): Page {
  const link = webLink(facts.url?.value);
  const main = html`<article class="reply"><h1>Kept</h1>
<p>The document is a source now: footnotes name it <code>${id}</code>. <a href="${sourceHref(id)}">See it</a>${link === undefined ? "" : html`, or <a href="${link}" rel="noopener noreferrer">its page</a>`}, or <a href="/add">add another</a>.</p></article>`;
  return { title: "Kept", here: "/sources", main };
}
