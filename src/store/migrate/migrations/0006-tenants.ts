import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What a workspace or server has set for all its places; and schedules whose posts are published further. */
export const tenants: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table tenants (
      platform text not null, tenant text not null,
      zone text,
      mentions text not null default 'on' check (mentions in ('on', 'off', 'chosen')),
      channels text not null default '',
      changed_at timestamptz not null,
      primary key (platform, tenant)
    )`.execute(db);
    await sql`alter table subscriptions add column publish boolean not null default false`.execute(db);
  },
};

/** The same in SQLite, which keeps instants as milliseconds and booleans as 0 and 1. */
export const tenantsInSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table tenants (
      platform text not null, tenant text not null,
      zone text,
      mentions text not null default 'on' check (mentions in ('on', 'off', 'chosen')),
      channels text not null default '',
      changed_at timestamptz not null check (typeof(changed_at) in ('integer', 'null')),
      primary key (platform, tenant)
    )`.execute(db);
    await sql`alter table subscriptions
      add column publish boolean not null default 0 check (publish in (0, 1))`.execute(db);
  },
};
