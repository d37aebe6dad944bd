import { html } from "hono/html";
import { SECTION_TITLES, SECTIONS } from "#briefing";
import type { Instant } from "#chat";
import type { DeliveryState, SeenDelivery, SeenSubscription } from "#schedule";
import { count, type Html, webLink, words } from "../pages/markup.ts";
import type { Told } from "./tell.ts";

/** A story's title by its topic, if the library has it. */
export type TitleOf = (topic: string) => string | undefined;

/** A delivery's state, in words. */
export const STATE_WORDS: Readonly<Record<DeliveryState, string>> = {
  planned: "Waiting",
  sending: "Being sent",
  sent: "Sent",
  unknown: "Unconfirmed",
  failed: "Failed",
  skipped: "Skipped",
};

/** Subscriptions, each with its details. */
export function renderSubscriptions(rows: readonly SeenSubscription[], titleOf: TitleOf): Html {
  return html`<ul class="ledger">
${rows.map(
  (row) => html`<li>${heading(row.topic, titleOf, row.state === "active" ? "Active" : "Paused", row.state === "paused")}
<dl class="facts">
${fact("Where", placeOf(row))}
${fact("When", words(row.times))}
${row.why === undefined ? "" : fact("Why", words(row.why), "wide")}
${fact("What", html`${sectionsOf(row.sections)}${row.onlyIfChanged ? ", when something changed" : ""}`)}
${row.next ? fact("Next", renderInstant(row.next)) : ""}
${fact("Last run", row.last ? html`${renderInstant(row.last.slot)}: <a href="/deliveries?subscription=${encodeURIComponent(row.id)}">${STATE_WORDS[row.last.state].toLowerCase()}</a>${row.last.late ? ", late" : ""}${whyLast(row.last)}` : "not yet")}
${fact("Last posted", row.posted ? renderInstant(row.posted) : "nothing yet")}
${fact("Set up by", ownerOf(row))}
</dl></li>\n`,
)}</ul>`;
}

/** Deliveries, each with its outcome. */
export function renderDeliveries(rows: readonly SeenDelivery[], titleOf: TitleOf): Html {
  return html`<ul class="ledger">
${rows.map(
  (
    row,
  ) => html`<li>${heading(row.topic, titleOf, STATE_WORDS[row.state], row.state === "unknown" || row.state === "failed")}
<dl class="facts">
${fact("For", html`${renderInstant(row.slot)}${row.late ? html` <b class="state">Late</b>` : ""}`)}
${fact("Where", placeOf(row))}
${row.reason === undefined && row.state !== "unknown" ? "" : fact("Why", whyOf(row), "wide")}
${fact("Tried", count(row.attempts, "time"))}
${fact("Changed", renderInstant(row.changed))}
${messageOf(row)}
</dl></li>\n`,
)}</ul>`;
}

/** Links to the operations pages, with the current one marked. */
export function renderTabs(here: string): Html {
  const tabs = [
    ["/status", "Status"],
    ["/subscriptions", "Schedules"],
    ["/deliveries", "Deliveries"],
    ["/problems", "Problems"],
  ] as const;
  return html`<nav class="views" aria-label="Operations">${tabs.map(([href, label]) => tab(href, label, href === here))}</nav>`;
}

/** The filters of a list. */
export function renderFilters(filters: readonly (readonly [href: string, label: string, chosen: boolean])[]): Html {
  return html`<nav class="views filters" aria-label="Filter">${filters.map(([href, label, chosen]) => tab(href, label, chosen))}</nav>`;
}

/** Paging links of a long list. `first`: the address of its first page, if this is another. */
export function renderTurning(older: string | undefined, first: string | undefined): Html | "" {
  if (older === undefined && first === undefined) return "";
  return html`<nav class="actions" aria-label="More pages">
${first === undefined ? "" : html`<a class="button" href="${first}">First page</a>`}
${older === undefined ? "" : html`<a class="button" rel="next" href="${older}">Next page</a>`}</nav>`;
}

/** Shown in place of data that is unavailable, with what to do. */
export function renderUntold(told: Told<unknown> & ("away" | undefined)): Html {
  if (told === undefined)
    return html`<p class="notice info">No platform is connected, so nothing is scheduled or delivered. Set Slack’s or Discord’s credentials, check them with <code>npm run doctor</code>, and restart.</p>`;
  return html`<p class="notice trouble" role="alert">The database is not responding. Questions are still answered, and whatever falls due is delivered once it is back. Check that its server is running, or that the disk of <code>DATA_DIR</code> has room; <code>npm run doctor</code> says what is wrong, and the log has the error.</p>`;
}

export function renderInstant({ atMs, said }: Instant): Html {
  return html`<time datetime="${new Date(atMs).toISOString()}">${words(said)}</time>`;
}

function heading(topic: string | undefined, titleOf: TitleOf, state: string, trouble: boolean): Html {
  const title = topic === "all" ? "All stories" : topic && (titleOf(topic) ?? topic);
  const shown = title === undefined ? "A schedule that was removed" : words(title);
  return html`<h2>${shown} <b class="state${trouble ? " trouble" : ""}">${state}</b></h2>`;
}

function fact(label: string, value: Html | string, width = ""): Html {
  return html`<div${width === "" ? "" : html` class="${width}"`}><dt>${label}</dt><dd>${value}</dd></div>\n`;
}

function placeOf({
  platform,
  tenant,
  place,
  parent,
}: Pick<SeenDelivery, "platform" | "tenant" | "place"> & { parent?: string | null }): Html {
  const within = [tenant, parent ?? "", place].filter((part) => part !== "");
  return html`${words(platform)} · ${within.map((part, index) => html`${index > 0 ? " / " : ""}${words(part)}`)}`;
}

function ownerOf({ owner, ownerName }: SeenSubscription): Html | string {
  if (owner === "") return "No owner. Someone there can take over.";
  return ownerName === undefined ? words(owner) : html`${words(ownerName)} (${words(owner)})`;
}

function sectionsOf(sections: string): Html | string {
  if (sections === "") return "The whole briefing";
  const names = sections.split(".").map((name) => {
    const known = SECTIONS.find((section) => section === name);
    return known ? SECTION_TITLES[known] : name;
  });
  return words(names.join(", "));
}

/** The schedule's own reasons, in words; all others already are sentences. */
const REASONS: Readonly<Record<string, string>> = {
  unchanged: "Nothing changed since the last post.",
  paused: "Its schedule was paused.",
  removed: "Its schedule was removed.",
  restored: "It was due before a backup was restored.",
  "tenant-gone": "The bot was removed from the workspace or server.",
};

/** Why nothing is or was posted. */
export function whyNothing(reason: string): Html {
  return words(Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? "") : reason);
}

/** Why the last run posted nothing; not an error if nothing had changed. */
function whyLast({ state, reason }: NonNullable<SeenSubscription["last"]>): Html | "" {
  return state === "skipped" && reason !== undefined ? html`. ${whyNothing(reason)}` : "";
}

function whyOf({ state, reason = "" }: SeenDelivery): Html {
  const why = whyNothing(reason);
  if (state !== "unknown") return why;
  return html`${why}${reason === "" ? "" : ". "}It may be there: check, and run it now if it is missing.`;
}

function messageOf({ url }: SeenDelivery): Html | "" {
  const link = webLink(url);
  if (link === undefined) return "";
  return fact("Message", html`<a class="out" href="${link}" rel="noopener noreferrer">${new URL(link).hostname}</a>`);
}

function tab(href: string, label: string, chosen: boolean): Html {
  return html`<a href="${href}"${chosen ? html` aria-current="true"` : ""}>${label}</a>\n`;
}
