import { html } from "hono/html";
import type { Briefing } from "#briefing";
import type { EditionChanges } from "#editions";
import { briefingHref } from "../pages/links.ts";
import { type Html, shortDate, words } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";
import { type Behind, nameOf, renderChanges } from "./changes.ts";
import { editionId, historyHref } from "./links.ts";

/** The feeds of a story's history, for a page's head. */
export function historyFeeds({ topic, title }: Pick<Briefing, "topic" | "title">): NonNullable<Page["feeds"]> {
  const name = `What changed in “${title}”`;
  return [
    { href: `${historyHref(topic)}.atom`, type: "application/atom+xml", title: name },
    { href: `${historyHref(topic)}.json`, type: "application/feed+json", title: `${name} (JSON)` },
  ];
}

/** The feed of all corrections. */
export const CORRECTIONS_FEED = { href: "/corrections.atom", type: "application/atom+xml", title: "Corrections" };

/** What each edition of a story changed. */
export function historyPage(
  briefing: Pick<Briefing, "topic" | "title">,
  editions: readonly EditionChanges[],
  behind: Behind,
  now: number,
): Page {
  const { topic, title } = briefing;
  const feeds = historyFeeds(briefing);
  const [atom, json] = feeds;
  const main = html`<article class="listing history">
<header class="headline"><h1>What changed in <a href="${briefingHref(topic)}">${words(title)}</a></h1>
<p class="by">Feed: <a href="${atom?.href}">Atom</a>, <a href="${json?.href}">JSON</a> · <a href="/corrections">All corrections</a></p></header>
${editions.length === 0 ? nothing("No edition of this briefing is on record yet.") : editions.map((one) => renderEdition(one, behind, now))}
</article>`;
  return { title: `What changed in ${title}`, here: "/briefings", feeds, main };
}

/** A correction with its story's title, or its topic if the story is gone. */
export type NamedCorrection = { readonly edition: EditionChanges; readonly title: string; readonly isThere: boolean };

/** All corrections and withdrawals. */
export function correctionsPage(corrections: readonly NamedCorrection[], behind: Behind, now: number): Page {
  const item = ({ edition, title, isThere }: NamedCorrection) => {
    const { topic, number, namedAtMs } = edition;
    const name = isThere ? html`<a href="${historyHref(topic, number)}">${words(title)}</a>` : words(title);
    return html`<section class="edition"><h2>${name}</h2>
<p class="by">${nameOf(edition)} · ${dayOf(namedAtMs, now)}</p>
${renderChanges(edition, behind)}</section>\n`;
  };
  const main = html`<article class="listing history">
<header class="headline"><h1>Corrections</h1>
<p class="by">What was wrong in briefings for everyone, and what is right. Feed: <a href="${CORRECTIONS_FEED.href}">Atom</a></p></header>
${corrections.length === 0 ? nothing("Nothing has been corrected.") : corrections.map(item)}
</article>`;
  return { title: "Corrections", here: "/corrections", feeds: [CORRECTIONS_FEED], main };
}

function renderEdition(edition: EditionChanges, behind: Behind, now: number): Html {
  const { number, madeAtMs, reviewedBy } = edition;
  const by = reviewedBy === undefined ? "" : html` · reviewed by ${words(reviewedBy)}`;
  return html`<section class="edition" id="${editionId(number)}"><h2>${nameOf(edition)}</h2>
<p class="by">Edition ${number} · ${dayOf(madeAtMs, now)}${by}</p>
${renderChanges(edition, behind)}</section>\n`;
}

function dayOf(ms: number, now: number): Html {
  const instant = new Date(ms).toISOString();
  return html`<time datetime="${instant}">${shortDate(instant, now)}</time>`;
}

function nothing(text: string): Html {
  return html`<p class="notice info">${text}</p>`;
}
