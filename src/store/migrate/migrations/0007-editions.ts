import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Editions of briefings, the exact words of posts, and the jobs that amend posts. */
export const editions: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements(POSTGRES)) await sql.raw(statement).execute(db);
  },
};

/** The same in SQLite, which keeps instants as milliseconds and booleans as 0 and 1. */
export const editionsInSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements(SQLITE)) await sql.raw(statement).execute(db);
  },
};

/** What the two databases write differently. */
type Types = {
  readonly instant: (column: string) => string;
  readonly json: (column: string) => string;
  readonly no: (column: string) => string;
};

const POSTGRES: Types = {
  instant: () => "timestamptz",
  json: () => "jsonb",
  no: () => "boolean not null default false",
};
const SQLITE: Types = {
  instant: (column) => `timestamptz check (typeof(${column}) in ('integer', 'null'))`,
  json: (column) => `json text check (${column} is null or json_valid(${column}))`,
  no: (column) => `boolean not null default 0 check (${column} in (0, 1))`,
};

const KINDS = "('update', 'clarification', 'correction', 'withdrawal')";
const STATES = "('planned', 'sending', 'sent', 'unknown', 'failed', 'skipped')";

function statements({ instant, json, no }: Types): readonly string[] {
  const given = (type: string) => type.replace(/^(?:json text|\w+)/, "$& not null");
  const some = (column: string) => given(instant(column));
  return [
    `create table editions (
      topic text not null,
      number integer not null,
      predecessor integer not null,
      version text not null,
      kind text not null check (kind in ${KINDS}),
      why text,
      hide_old ${no("hide_old")},
      reviewed_by text,
      audience ${given(json("audience"))},
      made_at ${some("made_at")},
      named_at ${some("named_at")},
      primary key (topic, number),
      unique (topic, predecessor, version)
    )`,
    // A statement's words from one edition on, and until which: an edition adds what it changes, and nothing else.
    `create table edition_statements (
      topic text not null,
      statement text not null,
      since integer not null,
      until integer,
      fingerprint text not null,
      section text not null,
      text text not null,
      cites ${given(json("cites"))},
      retracted ${no("retracted")},
      ambiguous ${no("ambiguous")},
      gone_at ${instant("gone_at")},
      primary key (topic, statement, since)
    )`,
    "create index edition_statements_fingerprint on edition_statements (fingerprint)",
    `create table wordings (
      key text not null primary key,
      said text not null,
      reply ${given(json("reply"))},
      used_at ${some("used_at")}
    )`,
    `create table amendments (
      key text not null primary key,
      kind text not null check (kind in ('amend', 'notice')),
      topic text not null,
      edition integer not null,
      post text not null,
      platform text not null, tenant text not null, place text not null,
      message text not null,
      state text not null check (state in ${STATES}),
      reason text,
      reply_to text,
      due_at ${some("due_at")},
      claimed_by text,
      attempts integer not null default 0,
      first_tried_at ${instant("first_tried_at")},
      made_at ${some("made_at")},
      changed_at ${some("changed_at")}
    )`,
    "create index amendments_due on amendments (due_at) where state in ('planned', 'sending')",
    "create index amendments_post on amendments (post)",
    "alter table posts add column wording text",
    `alter table posts add column frame ${json("frame")}`,
    "create index posts_wording on posts (wording)",
    "alter table deliveries add column wording text",
  ];
}
