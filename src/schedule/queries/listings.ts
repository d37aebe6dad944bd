import { type RawBuilder, sql } from "kysely";
import type { Instant } from "#chat";
import type { Database, DeliveryRow, SubscriptionRow } from "#store";
import { remedyFor } from "../places/pause-reasons.ts";
import { type Scheduled, scheduledOf } from "../rows/scheduled.ts";
import { instantOf } from "../times/instant.ts";
import { readCursor, writeCursor } from "./cursor.ts";

/** One page of a long list. `next`: the cursor of the next page; absent at the end. */
export type Leaf<Row> = { readonly rows: readonly Row[]; readonly next?: string };

export type DeliveryState = "planned" | "sending" | "sent" | "unknown" | "failed" | "skipped";

type Where = { readonly platform: string; readonly tenant: string; readonly place: string };

/** A subscription as whoever runs the bot sees it. */
export type SeenSubscription = Where &
  Scheduled & {
    readonly parent: string | null;
    /** Why it is paused, and what to do. */
    readonly why?: string;
    /** When it last ran, and the outcome. `reason`: as stored. */
    readonly last?: {
      readonly state: DeliveryState;
      readonly slot: Instant;
      readonly late: boolean;
      readonly reason?: string;
    };
    /** When its last post that people could read was due. */
    readonly posted?: Instant;
  };

/** A delivery as whoever runs the bot sees it. `topic`: absent if the subscription is gone. */
export type SeenDelivery = Where & {
  readonly id: string;
  readonly subscription: string;
  readonly topic?: string;
  readonly state: DeliveryState;
  readonly slot: Instant;
  readonly changed: Instant;
  readonly late: boolean;
  readonly attempts: number;
  readonly reason?: string;
  readonly message?: string;
  readonly url?: string;
};

/** Which subscriptions to list. `after`: the cursor of the page before; `most`: rows a page, 50 by default. */
export type SubscriptionsAsked = {
  /** `troubled`: paused, but not by hand. */
  readonly state?: Scheduled["state"] | "troubled";
  readonly after?: string;
  readonly most?: number;
};

/** Which deliveries to list. `after`: the cursor of the page before; `most`: rows a page, 50 by default. */
export type DeliveriesAsked = {
  /** Absent: all. */
  readonly states?: readonly DeliveryState[];
  readonly subscription?: string;
  readonly after?: string;
  readonly most?: number;
};

/** Rows per page. */
const PAGE = 50;
const STATES: readonly DeliveryState[] = ["planned", "sending", "sent", "unknown", "failed", "skipped"];

/** Subscriptions by place; paused ones latest first. */
export async function seenSubscriptions(
  db: Database,
  { state, after, most = PAGE }: SubscriptionsAsked,
): Promise<Leaf<SeenSubscription>> {
  const paused = state === "paused" || state === "troubled";
  const cursor = readCursor(after, paused ? ["instant", "text"] : ["text", "text", "text", "text"]);
  const columns = sql.raw(paused ? "changed_at, id" : "platform, tenant, place, id");
  const order = sql.raw(paused ? "changed_at desc, id desc" : "platform, tenant, place, id");
  const ordered = sql.raw(paused ? "s.changed_at desc, s.id desc" : "s.platform, s.tenant, s.place, s.id");
  const conditions = [
    ...(paused ? [sql`state = 'paused'`] : []),
    ...(state === "active" ? [sql`state = 'active'`] : []),
    ...(state === "troubled" ? [sql`paused_reason is distinct from 'by hand'`] : []),
    ...(cursor ? [sql`(${columns}) ${sql.raw(paused ? "<" : ">")} (${sql.join(cursor)})`] : []),
  ];
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  const { rows } = await sql<SubscriptionRow & LastColumns>`
    select s.*, l.slot as last_slot, l.state as last_state, l.late as last_late, l.reason as last_reason,
      (select coalesce(p.posted_at, p.changed_at) from deliveries p where p.subscription = s.id and p.state = 'sent'
        order by p.slot desc, p.repeat desc limit 1) as last_posted
    from (select * from subscriptions ${where} order by ${order} limit ${most + 1}) as s
    left join deliveries as l on l.id = (
      select id from deliveries where subscription = s.id order by slot desc, displaced limit 1
    )
    order by ${ordered}`.execute(db);
  const cursorOf = (row: SubscriptionRow) =>
    writeCursor(paused ? [row.changed_at, row.id] : [row.platform, row.tenant, row.place, row.id]);
  return leafOf(rows, most, seenSubscription, cursorOf);
}

/** Deliveries, most recently changed first; those of one subscription by slot. */
export async function seenDeliveries(
  db: Database,
  { states = STATES, subscription, after, most = PAGE }: DeliveriesAsked,
): Promise<Leaf<SeenDelivery>> {
  const cursor = readCursor(after, ["instant", "text"]);
  const [at, id] = cursor ?? [];
  const column = sql.raw(subscription === undefined ? "changed_at" : "slot");
  const older = cursor && isUuid(id) ? sql`and (${column}, id) < (${at}, ${id})` : sql``;
  const part = (condition: RawBuilder<unknown>) =>
    sql`select * from (select * from deliveries where ${condition} ${older}
      order by ${column} desc, id desc limit ${most + 1}) as part`;
  // Each state is read from its end of the index; one condition with a list of states would sort everything.
  const parts = subscription === undefined ? states.map((state) => part(sql`state = ${state}`)) : [];
  const from =
    subscription === undefined
      ? sql.join(parts, sql` union all `)
      : part(sql`subscription = ${subscription} and state in (${sql.join(states)})`);
  const { rows } = await sql<DeliveryRow & { topic: string | null; zone: string | null }>`
    select d.*, s.topic, s.zone from (${from}) as d left join subscriptions s on s.id = d.subscription
    order by d.${column} desc, d.id desc limit ${most + 1}`.execute(db);
  const cursorOf = (row: DeliveryRow) => writeCursor([subscription === undefined ? row.changed_at : row.slot, row.id]);
  return leafOf(rows, most, seenDelivery, cursorOf);
}

type LastColumns = {
  readonly last_slot: Date | null;
  readonly last_state: DeliveryState | null;
  readonly last_late: boolean | null;
  readonly last_reason: string | null;
  readonly last_posted: Date | number | null;
};

function leafOf<Row, Seen>(
  rows: readonly Row[],
  most: number,
  see: (row: Row) => Seen,
  cursorOf: (row: Row) => string,
): Leaf<Seen> {
  const shown = rows.slice(0, most);
  const last = shown.at(-1);
  return { rows: shown.map(see), ...(rows.length > most && last && { next: cursorOf(last) }) };
}

function seenSubscription(row: SubscriptionRow & LastColumns): SeenSubscription {
  const { platform, tenant, place, parent, state, zone } = row;
  const { last_slot: slot, last_state, last_late, last_reason, last_posted } = row;
  return {
    ...{ platform, tenant, place, parent },
    ...scheduledOf(row),
    ...(state === "paused" && { why: remedyFor(row.paused_reason) }),
    ...(slot &&
      last_state && {
        last: {
          state: last_state,
          slot: instantOf(slot, zone),
          late: last_late === true,
          ...(last_reason !== null && { reason: last_reason }),
        },
      }),
    ...(last_posted !== null && { posted: instantOf(new Date(last_posted), zone) }),
  };
}

function seenDelivery(row: DeliveryRow & { topic: string | null; zone: string | null }): SeenDelivery {
  const { id, subscription, platform, tenant, place, state, late, attempts, reason, message, url, topic } = row;
  const zone = row.zone ?? "UTC";
  return {
    ...{ id, subscription, platform, tenant, place, state, late, attempts },
    ...(topic !== null && { topic }),
    slot: instantOf(row.slot, zone),
    changed: instantOf(row.changed_at, zone),
    ...(reason !== null && { reason }),
    ...(message !== null && { message }),
    ...(url !== null && { url }),
  };
}

function isUuid(text: unknown): boolean {
  return typeof text === "string" && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
