import { html } from "hono/html";
import { formatProblem, isError, type Problem } from "#briefing";
import { count, type Html, words } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";
import { renderDeliveries, renderSubscriptions, renderTabs, renderUntold, type TitleOf } from "./schedule-tables.ts";
import type { Leaf, SeenDelivery, SeenSubscription, Told } from "./schedule-view.ts";

export type Problems = {
  readonly content: readonly Problem[];
  /** The latest of what went wrong. */
  readonly paused: Told<Leaf<SeenSubscription>>;
  readonly undelivered: Told<Leaf<SeenDelivery>>;
};

/** What must be mended: in the content, in places that cannot be posted in, in what was not delivered. */
export function problemsPage({ content, paused, undelivered }: Problems, titleOf: TitleOf): Page {
  const main = html`${renderTabs("/problems")}
<article class="listing"><h1>Problems</h1>
<section aria-labelledby="content"><h2 id="content" class="label">In the content</h2>
${renderContent(content)}</section>
<section aria-labelledby="schedules"><h2 id="schedules" class="label">In schedules and deliveries</h2>
${renderScheduled(paused, undelivered, titleOf)}</section></article>`;
  return { title: "Problems", here: "/problems", main };
}

function renderContent(problems: readonly Problem[]): Html {
  if (problems.length === 0)
    return html`<p class="notice info">No problems. Every statement’s words stand in its sources.</p>`;
  const errors = problems.filter(isError);
  const warnings = problems.filter((problem) => !isError(problem));
  return html`${
    errors.length === 0
      ? ""
      : html`<p class="notice info">${count(errors.length, "thing")} to mend. A statement with a problem is not said; the others are.</p>
${renderList(errors)}`
  }${
    warnings.length === 0
      ? ""
      : html`<p class="notice info">${count(warnings.length, "thing")} to look at. Nothing is withheld because of ${warnings.length === 1 ? "it" : "them"}.</p>
${renderList(warnings)}`
  }`;
}

function renderList(problems: readonly Problem[]): Html {
  return html`<ul class="problems">${problems.map((problem) => html`<li><code>${words(formatProblem(problem))}</code></li>\n`)}</ul>`;
}

function renderScheduled(paused: Problems["paused"], undelivered: Problems["undelivered"], titleOf: TitleOf): Html {
  if (paused === undefined || undelivered === undefined) return renderUntold(undefined);
  if (paused === "away" || undelivered === "away") return renderUntold("away");
  if (paused.rows.length + undelivered.rows.length === 0)
    return html`<p class="notice info">No problems. Every place can be posted in, and all that fell due was delivered.</p>`;
  return html`${paused.rows.length === 0 ? "" : html`<h3>Paused until somebody mends it</h3>${renderSubscriptions(paused.rows, titleOf)}${more(paused, "/subscriptions?state=paused", "All that is paused")}`}
${
  undelivered.rows.length === 0
    ? ""
    : html`<h3>Not delivered, or not known to be</h3>${renderDeliveries(undelivered.rows, titleOf)}
<p><a href="/deliveries?state=failed">All that failed</a>, <a href="/deliveries?state=unknown">all that is not known</a></p>`
}`;
}

function more({ next }: Leaf<unknown>, href: string, label: string): Html | "" {
  return next === undefined ? "" : html`<p><a href="${href}">${label}</a></p>`;
}
