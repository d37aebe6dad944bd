import { html } from "hono/html";
import type { MissedCount, Overview } from "#schedule";
import { count, type Html, words } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";
import { renderTabs, renderUntold } from "./schedule-tables.ts";
import type { Told } from "./tell.ts";

/** Whether the bot works, why not, and how alive its connections are: times are in ms. */
export type Readiness = {
  readonly ready: boolean;
  readonly why?: string;
  readonly connections?: readonly {
    readonly platform: string;
    readonly connected: boolean;
    readonly answeredMsAgo?: number;
    readonly heardMsAgo?: number;
  }[];
};

export type Standing = {
  readonly ready: Readiness;
  readonly counts: Told<Overview>;
  readonly unanswered: Told<readonly MissedCount[]>;
  readonly mostCounted: number;
  readonly content: { readonly briefings: number; readonly sources: number; readonly problems: number };
  /** Whether there are metrics to scrape. */
  readonly measured: boolean;
};

/** The bot's status: what is connected, scheduled, in progress and in trouble, each linked to its page. */
export function statusPage({ ready, counts, unanswered, mostCounted, content, measured }: Standing): Page {
  const { briefings, sources, problems } = content;
  const main = html`${renderTabs("/status")}
<article class="listing"><h1>Status</h1>
<dl class="standing">
${row("Platforms", platforms(ready, counts), !ready.ready)}
${(ready.connections ?? []).flatMap((one) => renderPulse(one))}
${row("Content", html`<a href="/briefings">${count(briefings, "briefing")}</a> and <a href="/sources">${count(sources, "source")}</a>`)}
${row("Content problems", html`<a href="/problems">${problems === 0 ? "none" : problems}</a>`, problems > 0)}
${counts === "away" || counts === undefined ? "" : renderCounts(counts, mostCounted)}
${measured ? row("Metrics", html`<a href="/metrics">/metrics</a>, for Prometheus`) : ""}
</dl>
${counts === "away" || counts === undefined ? renderUntold(counts) : ""}
${unanswered === "away" || unanswered === undefined ? "" : renderUnanswered(unanswered)}</article>`;
  return { title: "Status", here: "/status", main };
}

function renderUnanswered(rows: readonly MissedCount[]): Html {
  if (rows.length === 0) return html`<h2>Questions without an answer</h2><p>None so far.</p>`;
  return html`<h2>Questions without an answer</h2>
<ul class="items">
${rows.map(({ day, topic, words: asked, asked: times }) => html`<li>${words(asked === undefined ? (topic ?? "no story") : `“${asked}”`)} <small>${words([day, count(times, asked === undefined ? "question" : "person", asked === undefined ? "questions" : "people"), ...(asked !== undefined && topic !== undefined ? [topic] : [])].join(" · "))}</small></li>\n`)}</ul>`;
}

/** Only for connections that stay open. */
function renderPulse({
  platform,
  connected,
  answeredMsAgo,
  heardMsAgo,
}: NonNullable<Readiness["connections"]>[number]) {
  if (answeredMsAgo === undefined) return [];
  const heard = heardMsAgo === undefined ? "no event yet" : `last event ${sayWait(heardMsAgo)} ago`;
  return [row(`Connection to ${platform}`, `answered ${sayWait(answeredMsAgo)} ago; ${heard}`, !connected)];
}

function platforms({ ready, why }: Standing["ready"], counts: Standing["counts"]): Html | string {
  if (!ready) return words(why ?? "not ready yet");
  if (why !== undefined) return html`everything set up is working; ${words(why)}`;
  return counts === undefined ? "none set up" : "everything set up is connected";
}

function renderCounts({ subscriptions, deliveries, dueLagMs }: Overview, most: number): Html {
  const { active, paused } = subscriptions;
  const { planned, sending, unknown, failed } = deliveries;
  const leading = (state: string, number: number) =>
    html`<a href="/deliveries?state=${state}">${number >= most ? `${number} or more` : number}</a>`;
  return html`${row("Schedules", html`<a href="/subscriptions?state=active">${active} active</a>, <a href="/subscriptions?state=paused">${paused} paused</a>`)}
${row("Overdue", dueLagMs < 1_000 ? "nothing" : `longest for ${sayWait(dueLagMs)}`, dueLagMs > LATE_MS)}
${row("Waiting deliveries", leading("planned", planned))}
${row("Being sent", leading("sending", sending))}
${row("Failed in 90 days", leading("failed", failed), failed > 0)}
${row("Unconfirmed in 90 days", leading("unknown", unknown), unknown > 0)}`;
}

/** Due slots are checked every second: a minute's delay means that something is wrong. */
const LATE_MS = 60_000;

function sayWait(ms: number): string {
  if (ms < 120_000) return count(Math.round(ms / 1_000), "second");
  if (ms < 7_200_000) return count(Math.round(ms / 60_000), "minute");
  return count(Math.round(ms / 3_600_000), "hour");
}

function row(label: string, value: Html | string, trouble = false): Html {
  return html`<div><dt>${label}</dt><dd${trouble ? html` class="trouble"` : ""}>${value}</dd></div>\n`;
}
