import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The whole schema as of 0005, where SQLite starts. */
export const sqliteSchema: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

/**
 * SQLite stores instants as whole milliseconds, booleans as 0 and 1, and JSON as text. Values are read back by their
 * declared types. The checks find what damage or another program wrote.
 */
const STATEMENTS = [
  `create table subscriptions (
    id text not null primary key,
    platform text not null, tenant text not null, place text not null, parent text,
    outsiders boolean not null default 0 check (outsiders in (0, 1)),
    owner text not null, owner_name text,
    topic text not null, sections text not null default '',
    times text not null, cron text not null, zone text not null,
    only_if_changed boolean not null default 1 check (only_if_changed in (0, 1)),
    state text not null check (state in ('active', 'paused')),
    paused_reason text,
    next_run_at timestamptz ${instant("next_run_at")},
    made_at timestamptz not null ${instant("made_at")},
    changed_at timestamptz not null ${instant("changed_at")}
  )`,
  "create index subscriptions_due on subscriptions (next_run_at) where state = 'active'",
  "create index subscriptions_place on subscriptions (platform, tenant, place, id)",
  "create index subscriptions_paused on subscriptions (changed_at, id) where state = 'paused'",
  `create table deliveries (
    id text not null primary key,
    subscription text not null,
    slot timestamptz not null ${instant("slot")},
    platform text not null, tenant text not null, place text not null,
    state text not null check (state in ('planned', 'sending', 'sent', 'unknown', 'failed', 'skipped')),
    reason text,
    late boolean not null default 0 check (late in (0, 1)),
    by_hand boolean not null default 0 check (by_hand in (0, 1)),
    due_at timestamptz not null ${instant("due_at")},
    claimed_by text,
    attempts integer not null default 0 check (typeof(attempts) = 'integer'),
    first_tried_at timestamptz ${instant("first_tried_at")},
    edition text, message text, url text,
    posted_at timestamptz ${instant("posted_at")},
    displaced boolean not null default 0 check (displaced in (0, 1)),
    repeat integer not null default 0 check (typeof(repeat) = 'integer'),
    made_at timestamptz not null ${instant("made_at")},
    changed_at timestamptz not null ${instant("changed_at")}
  )`,
  "create unique index deliveries_slot on deliveries (subscription, slot, repeat)",
  "create index deliveries_due on deliveries (due_at) where claimed_by is null and state in ('planned', 'sending')",
  "create index deliveries_open on deliveries (claimed_by) where claimed_by is not null and state in ('planned', 'sending')",
  "create index deliveries_state on deliveries (state, changed_at, id)",
  `create table said (
    subscription text not null primary key,
    reply json text not null check (json_valid(reply)),
    edition text,
    slot timestamptz not null ${instant("slot")},
    said_at timestamptz not null ${instant("said_at")}
  )`,
  `create table posts (
    key text not null primary key,
    kind text not null check (kind in ('scheduled', 'introduction', 'share', 'answer')),
    subscription text,
    platform text not null, tenant text not null, place text not null,
    message text not null, url text, edition text,
    posted_at timestamptz not null ${instant("posted_at")}
  )`,
  "create index posts_posted on posts (posted_at)",
  `create table notices (
    key text not null primary key,
    platform text not null, tenant text not null, person text,
    subscription text,
    text text not null,
    about json text check (about is null or json_valid(about)),
    state text not null check (state in ('planned', 'telling', 'at-next-use', 'told')),
    claimed_by text,
    due_at timestamptz not null ${instant("due_at")},
    attempts integer not null default 0 check (typeof(attempts) = 'integer'),
    first_tried_at timestamptz ${instant("first_tried_at")},
    made_at timestamptz not null ${instant("made_at")},
    told_at timestamptz ${instant("told_at")}
  )`,
  // Not partial on the unsent ones: SQLite's planner can't infer that one state excludes another.
  "create index notices_open on notices (state, due_at)",
  `create table claims (key text not null primary key, claimed_at timestamptz not null ${instant("claimed_at")})`,
  `create table drafts (
    id text not null primary key,
    platform text not null, person text not null,
    wish json text not null check (json_valid(wish)),
    made_at timestamptz not null ${instant("made_at")}
  )`,
  `create table lanes (lane text not null primary key, free_at timestamptz not null ${instant("free_at")})`,
  `create table replicas (id text not null primary key, seen_at timestamptz not null ${instant("seen_at")})`,
  `create table removed_tenants (
    platform text not null, tenant text not null,
    removed_at timestamptz not null ${instant("removed_at")},
    primary key (platform, tenant)
  )`,
  `create table moments (name text not null primary key, at timestamptz not null ${instant("at")})`,
];

function instant(column: string): string {
  return `check (typeof(${column}) in ('integer', 'null'))`;
}
