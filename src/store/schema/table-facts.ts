import { type Selectable, sql } from "kysely";
import { instant, instantOrNone, integer, json, place, text, textOrNone, yesNo } from "./column-facts.ts";
import type { TableFacts } from "./facts.ts";
import type { DeliveryState, Tables } from "./tables.ts";

/** Listed by name, so that the index on states is used. */
const ENDED: readonly DeliveryState[] = ["sent", "unknown", "failed", "skipped"];

/** Every table. The compiler counts them and their columns, and asks of each who stands in it and how long it is kept. */
export const TABLES: { readonly [Name in keyof Tables]: TableFacts<Selectable<Tables[Name]>> } = {
  subscriptions: {
    exported: true,
    kept: [
      { called: "schedules", is: "what is posted where and when; its owner's name and id", until: "it is removed" },
    ],
    people: [
      { id: "owner", platform: "platform", forgotten: { owner: "", owner_name: null }, so: "stay, without an owner" },
    ],
    tenant: "own",
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
    kept: [
      {
        ...{ called: "deliveries", is: "when and where a schedule posted, and the outcome; those to come stay" },
        ...{ days: 90, since: "changed_at", only: sql`state in (${sql.join(ENDED)})` },
      },
    ],
    people: [],
    tenant: "own",
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
    kept: [{ called: "received", is: "what a schedule's channel last received", until: "the schedule is removed" }],
    people: [],
    tenant: { partOf: "subscriptions", by: "subscription" },
    key: ["subscription"],
    columns: { subscription: text, reply: json, edition: textOrNone, slot: instant, said_at: instant },
  },
  posts: {
    exported: true,
    kept: [{ called: "posts", is: "where public posts are, and who shared them", days: 400, since: "posted_at" }],
    people: [{ within: "frames", so: "stay, without who shared them" }],
    tenant: "own",
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
    kept: [{ called: "notices", is: "what owners and the operator are told", days: 90, since: "made_at" }],
    people: [
      { id: "person", platform: "platform", forgotten: "row", so: "removed" },
      { within: "reports", so: "so are mistakes that they reported" },
    ],
    tenant: "own",
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
    kept: [
      {
        ...{ called: "claims", is: "keys of what must happen only once" },
        ...{ days: 2, since: "claimed_at", only: sql`key not like 'problems:%'` },
      },
      {
        // Longer than others, so that a lasting problem is reported once.
        ...{ called: "problems", is: "which content problems the operator was told about" },
        ...{ days: 90, since: "claimed_at", only: sql`key like 'problems:%'` },
      },
    ],
    people: [],
    tenant: "none",
    key: ["key"],
    columns: { key: text, claimed_at: instant },
  },
  drafts: {
    exported: false,
    kept: [{ called: "drafts", is: "schedules not yet saved", days: 1, since: "made_at" }],
    people: [{ id: "person", platform: "platform", forgotten: "row", so: "removed" }],
    tenant: "none",
    key: ["id"],
    columns: { id: text, platform: text, person: text, wish: json, made_at: instant },
  },
  lanes: {
    exported: false,
    kept: [{ called: "lanes", is: "when a platform may get the next post", until: "it is overwritten" }],
    people: [],
    tenant: "none",
    key: ["lane"],
    columns: { lane: text, free_at: instant },
  },
  replicas: {
    exported: false,
    kept: [{ called: "replicas", is: "which processes run", days: 1, since: "seen_at", byItsClock: true }],
    people: [],
    tenant: "none",
    key: ["id"],
    columns: { id: text, seen_at: instant },
  },
  removed_tenants: {
    exported: true,
    kept: [
      {
        ...{ called: "removals", is: "workspaces and servers that removed the bot, with all data of theirs" },
        ...{ days: 30, since: "removed_at", withItsTenant: true },
      },
    ],
    people: [],
    tenant: "own",
    key: ["platform", "tenant"],
    columns: { platform: text, tenant: text, removed_at: instant },
  },
  tenants: {
    exported: true,
    since: "0006",
    kept: [{ called: "settings", is: "what a workspace or server has set", until: "its data go, see `removals`" }],
    people: [],
    tenant: "own",
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
    kept: [
      {
        ...{ called: "editions", is: "when a story changed, why, and who reviewed it; the newest stays" },
        ...{ days: 400, since: "made_at" },
        // It is what the next one is compared with.
        only: sql`number < (select max(e.number) from editions e where e.topic = editions.topic)`,
      },
    ],
    people: [{ stays: "reviewed_by", so: "stay, with their reviewers' names" }],
    tenant: "none",
    key: ["topic", "number"],
    unique: ["topic", "predecessor", "version"],
    columns: {
      ...{ topic: text, number: integer, predecessor: integer, version: text },
      kind: { holds: "text", oneOf: ["update", "clarification", "correction", "withdrawal"] },
      ...{ why: textOrNone, hide_old: yesNo, reviewed_by: textOrNone, audience: json },
      ...{ made_at: instant, named_at: instant },
    },
  },
  edition_statements: {
    exported: true,
    since: "0007",
    kept: [{ called: "statements", is: "what editions said, until it changed", days: 400, since: "gone_at" }],
    people: [],
    tenant: "none",
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
    kept: [{ called: "wordings", is: "the exact words of posts, to amend them", days: 400, since: "used_at" }],
    people: [],
    tenant: "none",
    key: ["key"],
    columns: { key: text, said: text, reply: json, used_at: instant },
  },
  amendments: {
    exported: true,
    since: "0007",
    kept: [{ called: "amendments", is: "which posts were amended, and the outcome", days: 400, since: "made_at" }],
    people: [],
    tenant: "own",
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
    kept: [
      {
        ...{ called: "counts", days: 90, since: "counted_at" },
        is: "of questions that found no answer, by day and story, with the words only of those that at least five people asked; none unless `COUNT_QUESTIONS=yes`",
      },
    ],
    people: [],
    tenant: "none",
    key: ["key"],
    columns: { key: text, day: text, topic: text, words: textOrNone, asked: integer, counted_at: instant },
  },
  missed_people: {
    exported: false,
    kept: [{ called: "askers", is: "keyed hashes that tell apart who asked the same", days: 1, since: "made_at" }],
    people: [{ stays: "person", so: "stay: a hash names nobody" }],
    tenant: "none",
    key: ["day", "question", "person"],
    columns: { day: text, question: text, person: text, made_at: instant },
  },
  missed_keys: {
    exported: false,
    kept: [{ called: "secrets", is: "the key of a day's hashes", days: 1, since: "made_at" }],
    people: [],
    tenant: "none",
    key: ["day"],
    columns: { day: text, secret: text, made_at: instant },
  },
  withdrawn: {
    exported: true,
    since: "0009",
    kept: [
      { called: "withdrawn", is: "stories withdrawn at once; those in force stay", days: 400, since: "undone_at" },
    ],
    people: [{ stays: "by_name", so: "stay, with the names of who withdrew them" }],
    tenant: "none",
    key: ["topic"],
    columns: {
      ...{ topic: text, title: text, audience: json, why: text, by_name: text },
      ...{ withdrawn_at: instant, undone_at: instantOrNone },
      file: { holds: "text", oneOf: ["to-write", "written", "not-written"] },
      changed_at: instant,
    },
  },
  moments: {
    exported: false,
    kept: [{ called: "moments", is: "when the schedules were last looked at", until: "it is overwritten" }],
    people: [],
    tenant: "none",
    key: ["name"],
    columns: { name: text, at: instant },
  },
};

/** The exported tables, in import order. */
export const EXPORTED: readonly (keyof Tables)[] = (Object.keys(TABLES) as (keyof Tables)[]).filter(
  (name) => TABLES[name].exported,
);
