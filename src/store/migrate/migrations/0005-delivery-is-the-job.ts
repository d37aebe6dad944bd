import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { StoreError } from "../../database/error.ts";

/**
 * The delivery is its own job: its row says when it is due, and the separate queue goes away. A slot used up by a clock
 * that was ahead can be planned again.
 */
export const deliveryIsTheJob: Migration = {
  async up(db: Kysely<unknown>) {
    await refuseBesideOlder(db);
    await sql`alter table deliveries add column due_at timestamptz`.execute(db);
    if (await hasQueue(db))
      await sql`update deliveries d set due_at = j.start_after from pgboss.job j
        where j.id = d.job and d.state in ('planned', 'sending')`.execute(db);
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

/** An older process would keep taking work from the dropped queue. Processes report that they are alive every 5 s. */
async function refuseBesideOlder(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql`select 1 from replicas where seen_at > clock_timestamp() - interval '15 seconds'`.execute(
    db,
  );
  if (rows.length > 0)
    throw new StoreError("an older version of Nutgraf is using it: stop that one first, and wait 15 seconds");
}

async function hasQueue(db: Kysely<unknown>): Promise<boolean> {
  return (await sql`select 1 where to_regclass('pgboss.job') is not null`.execute(db)).rows.length > 0;
}

const STATEMENTS = [
  // Without a due time nobody would ever take it up.
  "update deliveries set due_at = slot where due_at is null",
  "alter table deliveries alter column due_at set not null",
  "alter table deliveries drop column job",
  "alter table deliveries add column posted_at timestamptz",
  "alter table deliveries add column displaced boolean not null default false",
  "alter table deliveries add column repeat integer not null default 0",
  "alter table deliveries drop constraint deliveries_subscription_slot_key",
  "create unique index deliveries_slot on deliveries (subscription, slot, repeat)",
  "create index deliveries_due on deliveries (due_at) where claimed_by is null and state in ('planned', 'sending')",
  "alter table notices add column due_at timestamptz",
  "update notices set due_at = made_at",
  "alter table notices alter column due_at set not null",
  "alter table notices add column attempts integer not null default 0",
  "alter table notices add column first_tried_at timestamptz",
  "create table moments (name text primary key, at timestamptz not null)",
  "drop schema if exists pgboss cascade",
];
