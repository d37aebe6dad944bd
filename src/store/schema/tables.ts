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
  readonly posts: PostTable;
  readonly notices: NoticeRow;
  readonly claims: ClaimRow;
  readonly drafts: DraftTable;
  readonly lanes: LaneRow;
  readonly replicas: ReplicaRow;
  readonly removed_tenants: RemovedTenantRow;
  readonly moments: MomentRow;
  readonly tenants: TenantRow;
  readonly editions: EditionTable;
  readonly edition_statements: EditionStatementTable;
  readonly wordings: WordingTable;
  readonly amendments: AmendmentTable;
  readonly missed_questions: MissedQuestionRow;
  readonly missed_people: MissedPersonRow;
  readonly missed_keys: MissedKeyRow;
  readonly withdrawn: WithdrawnTable;
};

/** The database, for Kysely's typed queries. */
export type Database = Kysely<Tables>;
/** A transaction on it. */
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

/** One slot of a subscription, and the job of posting it. Unique on both and `repeat`: a slot is planned once. */
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
  /** The words that were about to be posted, by their key in `wordings`. */
  wording: Column<string | null>;
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

/** A delivery as read. */
export type DeliveryRow = Selectable<DeliveryTable>;

/** How far a delivery is: `unknown` means that nothing shows whether it was posted. */
export type DeliveryState = "planned" | "sending" | "sent" | "unknown" | "failed" | "skipped";

/** What a place last received from a subscription: the next post is compared with it. */
export type SaidTable = { subscription: string; reply: Json; edition: string | null; slot: Instant; said_at: Instant };

/** A public post: what it is, where it is and which edition it shows, so that it can be corrected. */
export type PostTable = {
  key: string;
  kind: "scheduled" | "introduction" | "share" | "answer";
  subscription: string | null;
  platform: string;
  tenant: string;
  place: string;
  /** The channel of a thread, for what no schedule posted; null elsewhere. */
  parent: Column<string | null>;
  message: string;
  url: string | null;
  edition: string | null;
  /** Its exact words, by their key in `wordings`; null if they are unknown, or make no statement. */
  wording: Column<string | null>;
  /** What this post alone has besides: what comes before the words, and its buttons. */
  frame: ColumnType<unknown, string | null | undefined, string | null>;
  posted_at: Instant;
};

/** A public post as read. */
export type PostRow = Selectable<PostTable>;

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

/** A briefing's words from one moment on. Numbered by the store, one after the other. */
export type EditionTable = {
  topic: string;
  number: number;
  /** The number of the edition before; 0: none. */
  predecessor: number;
  /** Hash of its statements, whatever their order; empty: the briefing is withdrawn. */
  version: string;
  kind: "update" | "clarification" | "correction" | "withdrawal";
  /** What was wrong, in a sentence. */
  why: string | null;
  /** The old words are not repeated where posts are amended. */
  hide_old: Column<boolean>;
  reviewed_by: string | null;
  /** Who may read it; its last audience while it was current. */
  audience: Json;
  /** Never before that of its predecessor, whatever the clock did. */
  made_at: Instant;
  /** When its kind was last named: an update may be called a correction later. */
  named_at: Instant;
};

/** The words of a statement from the edition `since` up to before the edition `until`. */
export type EditionStatementTable = {
  topic: string;
  /** Stays the same when the words change. */
  statement: string;
  since: number;
  /** Null: they are current. */
  until: number | null;
  fingerprint: string;
  section: string;
  text: string;
  /** Source id, place and words of each quote. */
  cites: Json;
  /** Taken back: these words are repeated nowhere. */
  retracted: Column<boolean>;
  /** It went, and more than one statement may have taken its place: no post that said it is amended. */
  ambiguous: Column<boolean>;
  gone_at: Instant | null;
};

/** The exact words of posts, once for all that say the same. */
export type WordingTable = {
  key: string;
  /** Fingerprints of its statements, separated by spaces. */
  said: string;
  reply: Json;
  used_at: Instant;
};

/** The job of amending a post, or of telling a channel of a correction. */
export type AmendmentTable = {
  key: string;
  kind: "amend" | "notice";
  topic: string;
  /** The newest edition that it must show. */
  edition: number;
  post: string;
  platform: string;
  tenant: string;
  place: string;
  message: string;
  state: DeliveryState;
  reason: string | null;
  /** The message that a notice is shown under. */
  reply_to: string | null;
  /** When to take it up; while it is claimed, when that claim ends. */
  due_at: Instant;
  claimed_by: string | null;
  attempts: Column<number>;
  first_tried_at: Instant | null;
  made_at: Instant;
  changed_at: Instant;
};

/** How often questions on a story found nothing on a day (`YYYY-MM-DD`). */
export type MissedQuestionRow = {
  key: string;
  day: string;
  /** Empty: on no story. */
  topic: string;
  /** Of a question that at least five people asked. */
  words: string | null;
  asked: number;
  counted_at: Instant;
};

/** That somebody asked something on a day, both as keyed hashes. */
export type MissedPersonRow = { day: string; question: string; person: string; made_at: Instant };

/** The secret of a day's hashes. */
export type MissedKeyRow = { day: string; secret: string; made_at: Instant };

/** A story that was withdrawn at once; in force while `undone_at` is null. */
export type WithdrawnTable = {
  topic: string;
  title: string;
  /** Who could read it. */
  audience: Json;
  why: string;
  by_name: string;
  withdrawn_at: Instant;
  undone_at: Instant | null;
  /** Whether its file says so too. */
  file: "to-write" | "written" | "not-written";
  changed_at: Instant;
};
