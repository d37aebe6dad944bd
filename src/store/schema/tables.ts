import type { ColumnType, Generated, Kysely, Selectable, Transaction } from "kysely";

/** An instant, to the millisecond; a `Date` in both databases. */
export type Instant = Date;
/** A column with a default. */
export type Column<T> = Generated<T>;
/** JSON: written as text, read as its value. The reader checks its shape. */
export type Json = ColumnType<unknown, string, string>;

/** What is stored, table by table. A column's `null` means "none", never "unknown". */
export type Tables = {
  readonly subscriptions: SubscriptionRow;
  readonly deliveries: DeliveryTable;
  readonly said: SaidTable;
  readonly posts: PostRow;
  readonly notices: NoticeRow;
  readonly claims: ClaimRow;
  readonly drafts: DraftTable;
  readonly lanes: LaneRow;
  readonly replicas: ReplicaRow;
  readonly removed_tenants: RemovedTenantRow;
  readonly moments: MomentRow;
  readonly tenants: TenantRow;
};

export type Database = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** "Post these sections of this topic in this place at these times." */
export type SubscriptionRow = {
  id: string;
  platform: string;
  tenant: string;
  place: string;
  parent: string | null;
  outsiders: boolean;
  owner: string;
  owner_name: string | null;
  /** Briefing id, or `all`. */
  topic: string;
  /** Section names separated by periods; empty: all. */
  sections: string;
  /** As the owner wrote them. */
  times: string;
  /** The same in five cron fields. */
  cron: string;
  /** IANA. */
  zone: string;
  only_if_changed: boolean;
  /** Each post goes on to those who follow the channel from elsewhere. */
  publish: boolean;
  state: "active" | "paused";
  paused_reason: string | null;
  /** When it falls due next; null while paused, and when it must be recomputed. */
  next_run_at: Instant | null;
  made_at: Instant;
  changed_at: Instant;
};

/**
 * One slot of a subscription, and the job of posting it. Unique on both and on how many were displaced before it, so that
 * a slot is planned once.
 */
export type DeliveryTable = {
  id: string;
  subscription: string;
  slot: Instant;
  platform: string;
  tenant: string;
  place: string;
  state: DeliveryState;
  /** Why it is skipped, unknown or failed; what it waits for while planned. */
  reason: string | null;
  /** Later than its slot by more than queueing explains. */
  late: boolean;
  /** Run by hand: posted whether or not anything changed. */
  by_hand: Column<boolean>;
  /** When to take it up, while it is planned or sending. */
  due_at: Instant;
  /** The replica that is working on it. */
  claimed_by: string | null;
  attempts: Column<number>;
  first_tried_at: Instant | null;
  /** The edition that was about to be posted when it was first tried. */
  edition: string | null;
  message: string | null;
  url: string | null;
  /** When it was posted, by the platform's clock. */
  posted_at: Column<Instant | null>;
  /** It ran by a clock that was ahead: the slot is planned again when its time really comes. */
  displaced: Column<boolean>;
  /** How many deliveries of its slot were displaced before it. */
  repeat: Column<number>;
  made_at: Instant;
  changed_at: Instant;
};

export type DeliveryRow = Selectable<DeliveryTable>;

export type DeliveryState = "planned" | "sending" | "sent" | "unknown" | "failed" | "skipped";

/** What a place last received from a subscription: the next post is compared with it. */
export type SaidTable = { subscription: string; reply: Json; edition: string | null; slot: Instant; said_at: Instant };

/** A public post: what it is, where it is and which edition it shows, so that it can be corrected. */
export type PostRow = {
  key: string;
  kind: "scheduled" | "introduction" | "share" | "answer";
  subscription: string | null;
  platform: string;
  tenant: string;
  place: string;
  message: string;
  url: string | null;
  edition: string | null;
  posted_at: Instant;
};

/** A notice that a person, or the operator's place, gets once. */
export type NoticeRow = {
  key: string;
  platform: string;
  tenant: string;
  /** The person; null for the operator. */
  person: string | null;
  /** The schedule it is about, so that it can be resumed from the notice. */
  subscription: string | null;
  text: string;
  /** The place it is about, as JSON. */
  about: unknown;
  state: "planned" | "telling" | "at-next-use" | "told";
  claimed_by: string | null;
  /** When to send it, while it is planned. */
  due_at: Instant;
  attempts: number;
  /** When it may first have arrived, while that is unknown. */
  first_tried_at: Instant | null;
  made_at: Instant;
  told_at: Instant | null;
};

/** Something that happens once, by name. */
export type ClaimRow = { key: string; claimed_at: Instant };

/** A schedule about to be saved, which is too large for a button. */
export type DraftTable = { id: string; platform: string; person: string; wish: Json; made_at: Instant };

/** When the next post may start in a lane of limited pace (a platform, a tenant). */
export type LaneRow = { lane: string; free_at: Instant };

/** A running process, and when it was last seen. */
export type ReplicaRow = { id: string; seen_at: Instant };

export type RemovedTenantRow = { platform: string; tenant: string; removed_at: Instant };

/** What a workspace or server has set for all its places. */
export type TenantRow = {
  platform: string;
  tenant: string;
  /** IANA: in which times are meant that name none. */
  zone: string | null;
  /** Where mentions are answered: in all channels but `channels`, nowhere, or in `channels` alone. */
  mentions: "on" | "off" | "chosen";
  /** Ids of channels, divided by full stops. */
  channels: string;
  changed_at: Instant;
};

/** When something last happened, by name. */
export type MomentRow = { name: string; at: Instant };
