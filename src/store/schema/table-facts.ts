import type { Selectable } from "kysely";
import type { Tables } from "./tables.ts";

/** Facts about a table, from which export, retention and forgetting a person follow. */
export type TableFacts<Row = unknown> = {
  /** Whether an export includes it; what only the running processes need is left out. */
  readonly exported: boolean;
  /** The version that it came with: what an older one wrote does not have it. */
  readonly since?: string;
  /** How long a row is kept, in days, and since when; none: until it is removed, or the process that wrote it is gone. */
  readonly kept?: { readonly days: number; readonly since: keyof Row & string };
  /** The column of the person whose row it is: it is deleted or disowned when they ask to be forgotten. */
  readonly person?: keyof Row & string;
  /** The primary key. */
  readonly key: readonly (keyof Row & string)[];
  /** Other columns that are unique together. */
  readonly unique?: readonly (keyof Row & string)[];
  readonly columns: { readonly [Name in keyof Row]: ColumnFacts };
};

/** What a column holds; `orNone`: or null; `oneOf`: the only values. */
export type ColumnFacts = {
  readonly holds: "text" | "uuid" | "instant" | "boolean" | "integer" | "json";
  readonly orNone?: true;
  readonly oneOf?: readonly string[];
  /** The value for rows from versions without the column. */
  readonly missing?: unknown;
};

const text: ColumnFacts = { holds: "text" };
const textOrNone: ColumnFacts = { holds: "text", orNone: true };
const instant: ColumnFacts = { holds: "instant" };
const instantOrNone: ColumnFacts = { holds: "instant", orNone: true };
const integer: ColumnFacts = { holds: "integer" };
const yesNo: ColumnFacts = { holds: "boolean" };
const json: ColumnFacts = { holds: "json" };
const place = { platform: text, tenant: text, place: text };

/** Every table. The compiler counts them, and their columns. */
export const TABLES: { readonly [Name in keyof Tables]: TableFacts<Selectable<Tables[Name]>> } = {
  subscriptions: {
    exported: true,
    person: "owner",
    key: ["id"],
    columns: {
      ...{ id: text, ...place, parent: textOrNone, outsiders: yesNo, owner: text, owner_name: textOrNone },
      ...{ topic: text, sections: text, times: text, cron: text, zone: text, only_if_changed: yesNo },
      publish: { holds: "boolean", missing: false },
      state: { holds: "text", oneOf: ["active", "paused"] },
      ...{ paused_reason: textOrNone, next_run_at: instantOrNone, made_at: instant, changed_at: instant },
    },
  },
  deliveries: {
    exported: true,
    kept: { days: 90, since: "changed_at" },
    key: ["id"],
    unique: ["subscription", "slot", "repeat"],
    columns: {
      ...{ id: { holds: "uuid" }, subscription: text, slot: instant, ...place },
      state: { holds: "text", oneOf: ["planned", "sending", "sent", "unknown", "failed", "skipped"] },
      ...{ reason: textOrNone, late: yesNo, by_hand: yesNo, claimed_by: textOrNone },
      due_at: { holds: "instant", missing: new Date(0) },
      ...{ attempts: { holds: "integer" }, first_tried_at: instantOrNone },
      ...{ edition: textOrNone, message: textOrNone, url: textOrNone },
      wording: { ...textOrNone, missing: null },
      posted_at: { holds: "instant", orNone: true, missing: null },
      displaced: { holds: "boolean", missing: false },
      repeat: { holds: "integer", missing: 0 },
      ...{ made_at: instant, changed_at: instant },
    },
  },
  said: {
    exported: true,
    key: ["subscription"],
    columns: { subscription: text, reply: json, edition: textOrNone, slot: instant, said_at: instant },
  },
  posts: {
    exported: true,
    kept: { days: 400, since: "posted_at" },
    key: ["key"],
    columns: {
      key: text,
      kind: { holds: "text", oneOf: ["scheduled", "introduction", "share", "answer"] },
      ...{ subscription: textOrNone, ...place, message: text, url: textOrNone, edition: textOrNone },
      parent: { ...textOrNone, missing: null },
      wording: { ...textOrNone, missing: null },
      frame: { holds: "json", orNone: true, missing: null },
      posted_at: instant,
    },
  },
  notices: {
    exported: true,
    kept: { days: 90, since: "made_at" },
    person: "person",
    key: ["key"],
    columns: {
      ...{ key: text, platform: text, tenant: text, person: textOrNone, subscription: textOrNone, text },
      about: { holds: "json", orNone: true, missing: null },
      state: { holds: "text", oneOf: ["planned", "telling", "at-next-use", "told"] },
      claimed_by: textOrNone,
      due_at: { holds: "instant", missing: new Date(0) },
      attempts: { holds: "integer", missing: 0 },
      first_tried_at: { holds: "instant", orNone: true, missing: null },
      ...{ made_at: instant, told_at: instantOrNone },
    },
  },
  claims: {
    exported: true,
    kept: { days: 2, since: "claimed_at" },
    key: ["key"],
    columns: { key: text, claimed_at: instant },
  },
  drafts: {
    exported: false,
    kept: { days: 1, since: "made_at" },
    person: "person",
    key: ["id"],
    columns: { id: text, platform: text, person: text, wish: json, made_at: instant },
  },
  lanes: { exported: false, key: ["lane"], columns: { lane: text, free_at: instant } },
  replicas: { exported: false, key: ["id"], columns: { id: text, seen_at: instant } },
  removed_tenants: {
    exported: true,
    kept: { days: 30, since: "removed_at" },
    key: ["platform", "tenant"],
    columns: { platform: text, tenant: text, removed_at: instant },
  },
  tenants: {
    exported: true,
    since: "0006",
    key: ["platform", "tenant"],
    columns: {
      ...{ platform: text, tenant: text, zone: textOrNone },
      mentions: { holds: "text", oneOf: ["on", "off", "chosen"] },
      ...{ channels: text, changed_at: instant },
    },
  },
  editions: {
    exported: true,
    since: "0007",
    kept: { days: 400, since: "made_at" },
    key: ["topic", "number"],
    unique: ["topic", "predecessor", "version"],
    columns: {
      ...{ topic: text, number: integer, predecessor: integer, version: text },
      kind: { holds: "text", oneOf: ["update", "clarification", "correction", "withdrawal"] },
      ...{
        why: textOrNone,
        hide_old: yesNo,
        reviewed_by: textOrNone,
        audience: json,
        made_at: instant,
        named_at: instant,
      },
    },
  },
  edition_statements: {
    exported: true,
    since: "0007",
    kept: { days: 400, since: "gone_at" },
    key: ["topic", "statement", "since"],
    columns: {
      ...{ topic: text, statement: text, since: integer, until: { holds: "integer", orNone: true } },
      ...{ fingerprint: text, section: text, text, cites: json, retracted: yesNo, ambiguous: yesNo },
      gone_at: instantOrNone,
    },
  },
  wordings: {
    exported: true,
    since: "0007",
    kept: { days: 400, since: "used_at" },
    key: ["key"],
    columns: { key: text, said: text, reply: json, used_at: instant },
  },
  amendments: {
    exported: true,
    since: "0007",
    kept: { days: 400, since: "made_at" },
    key: ["key"],
    columns: {
      ...{ key: text, kind: { holds: "text", oneOf: ["amend", "notice"] }, topic: text, edition: integer, post: text },
      ...{ ...place, message: text },
      state: { holds: "text", oneOf: ["planned", "sending", "sent", "unknown", "failed", "skipped"] },
      ...{ reason: textOrNone, reply_to: textOrNone, due_at: instant, claimed_by: textOrNone },
      ...{ attempts: integer, first_tried_at: instantOrNone, made_at: instant, changed_at: instant },
    },
  },
  missed_questions: {
    exported: true,
    since: "0008",
    kept: { days: 90, since: "counted_at" },
    key: ["key"],
    columns: { key: text, day: text, topic: text, words: textOrNone, asked: integer, counted_at: instant },
  },
  missed_people: {
    exported: false,
    kept: { days: 1, since: "made_at" },
    key: ["day", "question", "person"],
    columns: { day: text, question: text, person: text, made_at: instant },
  },
  missed_keys: {
    exported: false,
    kept: { days: 1, since: "made_at" },
    key: ["day"],
    columns: { day: text, secret: text, made_at: instant },
  },
  withdrawn: {
    exported: true,
    since: "0009",
    kept: { days: 400, since: "undone_at" },
    key: ["topic"],
    columns: {
      ...{ topic: text, title: text, audience: json, why: text, by_name: text },
      ...{ withdrawn_at: instant, undone_at: instantOrNone },
      file: { holds: "text", oneOf: ["to-write", "written", "not-written"] },
      changed_at: instant,
    },
  },
  moments: { exported: false, key: ["name"], columns: { name: text, at: instant } },
};

/** The exported tables, in import order. */
export const EXPORTED: readonly (keyof Tables)[] = (Object.keys(TABLES) as (keyof Tables)[]).filter(
  (name) => TABLES[name].exported,
);
