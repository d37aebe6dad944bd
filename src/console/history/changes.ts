import { html } from "hono/html";
import { titleOf } from "#briefing";
import { plain } from "#chat";
import type { EditionChanges, Said } from "#editions";
import type { Visible } from "../access/visibility.ts";
import { sourceHref } from "../pages/links.ts";
import { count, type Html, words } from "../pages/markup.ts";

/** What everyone may see of the sources, and what links start with: nothing on our own pages, the origin in a feed. */
export type Behind = { readonly sources: Pick<Visible, "source">; readonly origin: string };

/** `Correction`, or what an edition is called otherwise. */
export function nameOf({ kind, isFirst, isGone }: Pick<EditionChanges, "kind" | "isFirst" | "isGone">): string {
  if (isFirst) return "First edition on record";
  if (kind !== "update") return KINDS[kind];
  return isGone ? "Taken out" : KINDS.update;
}

const KINDS = { update: "Update", clarification: "Clarification", correction: "Correction", withdrawal: "Withdrawal" };

/** What an edition changed, in markup that is also valid in a feed. */
export function renderChanges(edition: EditionChanges, behind: Behind): Html {
  const { why, isFirst, replaced, added, removed } = edition;
  const hidden =
    [...replaced, ...removed].filter(({ was }) => !was).length +
    [...replaced, ...added].filter(({ now }) => !now).length;
  const one = (label: string, said: Said | undefined) =>
    said === undefined
      ? ""
      : html`<li dir="auto"><b class="change">${label}</b> ${plain(said.text)} ${said.cites.map((cite) => quoted(cite, behind))}</li>\n`;
  const items = [
    ...replaced.flatMap(({ was, now }) => [one("Was", was), one("Now", now)]),
    ...added.map(({ now }) => one("New", now)),
    ...removed.map(({ was }) => one("Removed", was)),
  ].filter((item) => item !== "");
  const isSaid = items.length > 0;
  const nothing = !isSaid && hidden === 0 && !isFirst && why === undefined;
  return html`${why === undefined ? "" : html`<p class="why">${words(why)}</p>\n`}${
    isSaid ? html`<ul class="differences">\n${items}</ul>\n` : ""
  }${
    hidden === 0 ? "" : html`<p class="by">${count(hidden, "statement is", "statements are")} not repeated here.</p>\n`
  }${nothing ? html`<p class="by">No statement changed.</p>\n` : ""}`;
}

/** The quote behind a statement, and its source if everyone may see it. */
function quoted([id, at, quote]: Said["cites"][number], { sources, origin }: Behind): Html {
  const source = sources.source(id)?.source;
  const whose = source && html` · <a href="${origin}${sourceHref(id, at)}">${words(titleOf(source))}</a>`;
  return html`<span class="by">“${words(quote)}”${whose ?? ""}</span> `;
}
