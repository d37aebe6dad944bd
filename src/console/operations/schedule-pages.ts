import { html } from "hono/html";
import type { DeliveryState, Leaf, SeenDelivery, SeenSubscription } from "#schedule";
import type { Html } from "../pages/markup.ts";
import type { Page } from "../pages/page.ts";
import {
  renderDeliveries,
  renderFilters,
  renderSubscriptions,
  renderTabs,
  renderTurning,
  renderUntold,
  STATE_WORDS,
  type TitleOf,
} from "./schedule-tables.ts";
import type { Told } from "./tell.ts";

const DELIVERY_STATES = Object.keys(STATE_WORDS) as (keyof typeof STATE_WORDS)[];

/** Which rows a list shows, and after which one. */
export type Showing = { readonly state?: string; readonly subscription?: string; readonly after?: string };

/** The schedules of all places. */
export function subscriptionsPage(told: Told<Leaf<SeenSubscription>>, showing: Showing, titleOf: TitleOf): Page {
  const filters = renderFilters([
    ["/subscriptions", "All", showing.state === undefined],
    ["/subscriptions?state=active", "Active", showing.state === "active"],
    ["/subscriptions?state=paused", "Paused", showing.state === "paused"],
  ]);
  const list = (rows: readonly SeenSubscription[]) => renderSubscriptions(rows, titleOf);
  return listPage("Schedules", "/subscriptions", filters, listed(told, "/subscriptions", showing, list));
}

/** What was delivered, and what was not. */
export function deliveriesPage(told: Told<Leaf<SeenDelivery>>, showing: Showing, titleOf: TitleOf): Page {
  const filters = renderFilters([
    ["/deliveries", "All", showing.state === undefined && showing.subscription === undefined],
    ...DELIVERY_STATES.map(
      (state) => [`/deliveries?state=${state}`, STATE_WORDS[state], showing.state === state] as const,
    ),
  ]);
  const list = (rows: readonly SeenDelivery[]) => renderDeliveries(rows, titleOf);
  const of =
    showing.subscription === undefined ? "" : html`<p class="notice info">Showing one schedule only, by due time.</p>`;
  return listPage("Deliveries", "/deliveries", filters, html`${of}${listed(told, "/deliveries", showing, list)}`);
}

/** The state named in an address; undefined if it is not one. */
export function deliveryStateIn(text: string | undefined): DeliveryState | undefined {
  return DELIVERY_STATES.find((state) => state === text);
}

function listPage(title: string, path: string, filters: Html, main: Html): Page {
  return {
    title,
    here: "/status",
    main: html`${renderTabs(path)}
<article class="listing"><h1>${title}</h1>
${filters}
${main}</article>`,
  };
}

function listed<Row>(
  told: Told<Leaf<Row>>,
  path: string,
  { after, ...filter }: Showing,
  list: (rows: readonly Row[]) => Html,
): Html {
  if (told === "away" || told === undefined) return renderUntold(told);
  const { rows, next } = told;
  const at = (more: Showing) => {
    const query = new URLSearchParams(Object.entries({ ...filter, ...more }));
    return query.size > 0 ? `${path}?${query}` : path;
  };
  const turning = renderTurning(
    next === undefined ? undefined : at({ after: next }),
    after === undefined ? undefined : at({}),
  );
  return html`${rows.length === 0 ? html`<p class="notice info">There is nothing ${after === undefined ? "here" : "more to show"}.</p>` : list(rows)}
${turning}`;
}
