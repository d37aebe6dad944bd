import { html } from "hono/html";
import type { ListedDraft, Published, Undoable } from "#draft";
import { briefingHref } from "../pages/links.ts";
import { count, type Html, words } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";

type Listed = { readonly drafts: readonly ListedDraft[]; readonly undoable: readonly Undoable[] };

/** The drafts with their progress, and what was published and can be undone. */
export function listPage({ drafts, undoable }: Listed, why?: string): Page {
  const rows = drafts.map(
    (draft) => html`<li><h2><a href="/review/${draft.topic}">${words(draft.title)}</a></h2>
<p>${words(draft.topic)} · ${stateOf(draft)}</p></li>
`,
  );
  const main = html`<article class="listing review-list"><h1>Drafts to review</h1>
${why === undefined ? "" : html`<p class="notice trouble" role="alert">${words(why)}</p>`}
${rows.length === 0 ? html`<p class="notice info">No drafts. <code>npm run draft -- TOPIC</code> proposes one from the sources.</p>` : html`<ul>${rows}</ul>`}
${undoable.length === 0 ? "" : html`<section aria-labelledby="undoable"><h2 id="undoable" class="label">Published last</h2><ul>${undoable.map((one, at) => html`<li><h3><a href="${briefingHref(one.topic)}">${words(one.topic)}</a></h3><p>published by ${words(one.by)}, <time datetime="${one.at}">${minute(one.at)}</time></p>${renderUndo(one, String(at))}</li>`)}</ul></section>`}
</article>`;
  return { title: "Drafts to review", here: "/review", posts: true, main };
}

function stateOf({ statements, faults, doubts, isFirst, notice }: ListedDraft): Html {
  const parts = [
    count(statements, "statement"),
    isFirst ? "a new briefing" : "changes a published briefing",
    ...(faults > 0 ? [`${count(faults, "thing")} to fix`] : []),
    ...(doubts > 0 ? [`${count(doubts, "doubt")}`] : []),
    ...(faults + doubts === 0 ? ["no doubts found"] : []),
  ];
  return html`${parts.join(" · ")}${notice === undefined ? "" : html` · <strong class="unreviewed">${notice}</strong>`}`;
}

/** The form that restores what was there before a publication. */
export function renderUndo({ topic, by, at }: Undoable, name: string): Html {
  return html`<form class="fill" method="post" action="/review/${topic}"><input type="hidden" name="at" value="${at}">
<label for="by-${name}">Your name</label><input id="by-${name}" name="by" value="${by}" maxlength="160" autocomplete="name">
<button name="do" value="undo" aria-label="Undo publishing ${topic}">Undo</button></form>`;
}

/** The result of publishing or undoing, with what to do next. */
export function donePage(topic: string, published: Published, undoable: Undoable | undefined): Page {
  if (published.kind === "read-only") {
    const main = html`<article class="reply review"><h1>The content is read-only here</h1>
<p class="notice trouble" role="alert">${words(published.why)}.</p>
<label for="file">The file, to copy</label>
<textarea id="file" rows="24" readonly spellcheck="false">${published.text}</textarea>
<p><a href="/review/${topic}">Back to the draft</a></p></article>`;
    return { title: "Not published", here: "/review", main };
  }
  if (published.kind === "refused") {
    const main = html`<article class="reply"><h1>Nothing was changed</h1><p class="notice trouble" role="alert">${words(published.why)}.</p>
<p><a href="/review">All drafts</a></p></article>`;
    return { title: "Nothing was changed", here: "/review", main };
  }
  const { file, commit, note } = published;
  const what = undoable ? "Published" : "Undone";
  const main = html`<article class="reply"><h1>${what}</h1>
<p role="status">${what}: <code>${words(file)}</code>${commit === undefined ? "" : html`, commit <code>${words(commit)}</code>`}.</p>
${note === undefined ? "" : html`<p class="notice info">${words(note)}</p>`}
<p>${undoable ? html`<a href="${briefingHref(topic)}">Read the briefing</a>, or ` : ""}<a href="/review">all drafts</a>.</p>
${undoable ? renderUndo(undoable, "undo") : ""}</article>`;
  return { title: what, here: "/review", posts: true, main };
}

/** Formatted by hand, in UTC: `26 Nov 2026, 18:04 UTC` isn't worth loading more. */
function minute(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
