import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The first schema. */
export const first: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

/** Plain SQL, one statement each: exactly the schema of both databases. */
const STATEMENTS = [
  `create table subscriptions (
    id text primary key,
    platform text not null, tenant text not null, place text not null, parent text,
    outsiders boolean not null default false,
    owner text not null, owner_name text,
    topic text not null, sections text not null default '',
    times text not null, cron text not null, zone text not null,
    only_if_changed boolean not null default true,
    state text not null check (state in ('active', 'paused')),
    paused_reason text,
    next_run_at timestamptz,
    made_at timestamptz not null, changed_at timestamptz not null
  )`,
  "create index subscriptions_due on subscriptions (next_run_at) where state = 'active'",
  "create index subscriptions_place on subscriptions (platform, tenant, place)",
  `create table deliveries (
    id uuid primary key,
    subscription text not null,
    slot timestamptz not null,
    platform text not null, tenant text not null, place text not null,
    state text not null check (state in ('planned', 'sending', 'sent', 'unknown', 'failed', 'skipped')),
    reason text,
    late boolean not null default false,
    by_hand boolean not null default false,
    job uuid,
    claimed_by text,
    attempts integer not null default 0,
    first_tried_at timestamptz,
    edition text, message text, url text,
    made_at timestamptz not null, changed_at timestamptz not null,
    unique (subscription, slot)
  )`,
  "create index deliveries_open on deliveries (claimed_by) where state in ('planned', 'sending')",
  "create index deliveries_changed on deliveries (changed_at)",
  `create table said (
    subscription text primary key,
    reply jsonb not null,
    edition text,
    slot timestamptz not null,
    said_at timestamptz not null
  )`,
  `create table posts (
    key text primary key,
    kind text not null check (kind in ('scheduled', 'introduction', 'share')),
    subscription text,
    platform text not null, tenant text not null, place text not null,
    message text not null, url text, edition text,
    posted_at timestamptz not null
  )`,
  "create index posts_posted on posts (posted_at)",
  `create table notices (
    key text primary key,
    platform text not null, tenant text not null, person text,
    subscription text,
    text text not null,
    state text not null check (state in ('planned', 'telling', 'at-next-use', 'told')),
    claimed_by text,
    made_at timestamptz not null, told_at timestamptz
  )`,
  "create index notices_open on notices (state) where state <> 'told'",
  "create table claims (key text primary key, claimed_at timestamptz not null)",
  `create table drafts (
    id text primary key,
    platform text not null, person text not null,
    wish jsonb not null,
    made_at timestamptz not null
  )`,
  "create table lanes (lane text primary key, free_at timestamptz not null)",
  "create table replicas (id text primary key, seen_at timestamptz not null)",
  `create table removed_tenants (
    platform text not null, tenant text not null, removed_at timestamptz not null,
    primary key (platform, tenant)
  )`,
];
