import { html } from "hono/html";
import { formatProblem, isError, type Problem } from "#briefing";
import type { Leaf, SeenDelivery, SeenSubscription } from "#schedule";
import { count, type Html, words } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";
import { renderDeliveries, renderSubscriptions, renderTabs, renderUntold, type TitleOf } from "./schedule-tables.ts";
import type { Told } from "./tell.ts";

export type Problems = {
  readonly content: readonly Problem[];
  /** Published statements that differ from their quotes; undefined if they are not compared here. */
  readonly differing?: readonly Problem[];
  /** The most recent problems. */
  readonly paused: Told<Leaf<SeenSubscription>>;
  readonly undelivered: Told<Leaf<SeenDelivery>>;
};

/** What needs fixing: content, places the bot can't post in, failed and unconfirmed deliveries. */
export function problemsPage({ content, differing, paused, undelivered }: Problems, titleOf: TitleOf): Page {
  const main = html`${renderTabs("/problems")}
<article class="listing"><h1>Problems</h1>
<section aria-labelledby="content"><h2 id="content" class="label">In the content</h2>
${renderContent(content)}</section>
${differing === undefined ? "" : renderDiffering(differing)}
<section aria-labelledby="schedules"><h2 id="schedules" class="label">In schedules and deliveries</h2>
${renderScheduled(paused, undelivered, titleOf)}</section></article>`;
  return { title: "Problems", here: "/problems", main };
}

function renderContent(problems: readonly Problem[]): Html {
  if (problems.length === 0) return html`<p class="notice info">No problems. Every quote is in its source.</p>`;
  const errors = problems.filter(isError);
  const warnings = problems.filter((problem) => !isError(problem));
  return html`${
    errors.length === 0
      ? ""
      : html`<p class="notice info">${count(errors.length, "problem")} found. Statements with problems are held back; the rest are shown.</p>
${renderList(errors)}`
  }${
    warnings.length === 0
      ? ""
      : html`<p class="notice info">${count(warnings.length, "warning")}. Nothing is held back because of ${warnings.length === 1 ? "it" : "them"}.</p>
${renderList(warnings)}`
  }`;
}

/** Published statements that say something else than their quotes, for a person to look at. */
function renderDiffering(problems: readonly Problem[]): Html {
  const list =
    problems.length === 0
      ? html`<p class="notice info">No statement was found to differ from its quoted words. This compares words; it proves nothing.</p>`
      : html`<p class="notice info">${count(problems.length, "statement")} to compare with ${problems.length === 1 ? "its" : "their"} quotes. Word by word, {+ +} is only in the statement, [- -] only in the quoted words.</p>
${renderList(problems)}`;
  return html`<section aria-labelledby="differing"><h2 id="differing" class="label">In statements beside their quotes</h2>
${list}</section>`;
}

function renderList(problems: readonly Problem[]): Html {
  return html`<ul class="problems">${problems.map((problem) => html`<li><code>${words(formatProblem(problem))}</code></li>\n`)}</ul>`;
}

function renderScheduled(paused: Problems["paused"], undelivered: Problems["undelivered"], titleOf: TitleOf): Html {
  if (paused === undefined || undelivered === undefined) return renderUntold(undefined);
  if (paused === "away" || undelivered === "away") return renderUntold("away");
  if (paused.rows.length + undelivered.rows.length === 0)
    return html`<p class="notice info">No problems. The bot can post everywhere, and everything due was delivered.</p>`;
  return html`${paused.rows.length === 0 ? "" : html`<h3>Paused until somebody fixes it</h3>${renderSubscriptions(paused.rows, titleOf)}${more(paused, "/subscriptions?state=paused", "All paused schedules")}`}
${
  undelivered.rows.length === 0
    ? ""
    : html`<h3>Failed or unconfirmed</h3>${renderDeliveries(undelivered.rows, titleOf)}
<p><a href="/deliveries?state=failed">All failed deliveries</a>, <a href="/deliveries?state=unknown">all unconfirmed deliveries</a></p>`
}`;
}

function more({ next }: Leaf<unknown>, href: string, label: string): Html | "" {
  return next === undefined ? "" : html`<p><a href="${href}">${label}</a></p>`;
}
