import type { Action, Block, Place, Reply } from "#chat";
import type { NoticeRow } from "#store";
import { told } from "../post/frame.ts";
import { aboutIn, HEARD, OWNER, topicToCheck, WEEKLY } from "./owner-keys.ts";

/** Titles for notices of a kind: for one, and for several in one message. */
const TITLES: ReadonlyMap<string, { readonly one: string; readonly several: string }> = new Map([
  [HEARD, { one: "What came of your report", several: "answers to what you reported" }],
  [WEEKLY, { one: "The past week", several: "weekly summaries" }],
  ["report", { one: "A mistake was reported", several: "mistakes were reported" }],
  ["perhaps", { one: "Delivery unconfirmed", several: "deliveries are unconfirmed" }],
  ["unknown", { one: "Delivery unconfirmed", several: "deliveries are unconfirmed" }],
  ["problems", { one: "Problems in the content", several: "messages about problems in the content" }],
  ["paused", { one: "A schedule is paused", several: "schedules are paused" }],
  ["back", { one: "A schedule can resume", several: "schedules can resume" }],
  ["missed", { one: "A briefing was not posted", several: "briefings were not posted" }],
  ["stopped", { one: "A platform has stopped", several: "platforms have stopped" }],
  ["busy", { one: "A briefing was not posted", several: "briefings were not posted" }],
]);
const OF_OWNERS = { one: "About a story of yours", several: "things about your stories" };
const OTHER = { one: "Scheduled briefings", several: "messages about scheduled briefings" };

/** At most this many notices are shown in one message; the others are counted. */
const MOST_SHOWN = 10;
/** At most this many schedules can be resumed from one message. */
const MOST_RESUMED = 4;

/** A notice's kind: those of one kind can share a message. */
export function kindOf({ key }: Pick<NoticeRow, "key">): string {
  return key.split(":", 1)[0] ?? "";
}

/**
 * Names a place on another platform than the reader's, which can't show it; undefined for a place on the reader's own.
 */
export type Elsewhere = (place: Place) => string | undefined;

/** One message for notices of one kind: a single notice, or a list. */
export function noticeReply(notices: readonly NoticeRow[], elsewhere: Elsewhere): Reply {
  const [first] = notices;
  const isNews = first !== undefined && [HEARD, WEEKLY].includes(kindOf(first));
  const isOwners = first !== undefined && kindOf(first) === OWNER;
  const { one, several } = isOwners ? OF_OWNERS : (TITLES.get(first ? kindOf(first) : "") ?? OTHER);
  const shown = notices.slice(0, MOST_SHOWN);
  const more = notices.length - shown.length;
  return {
    outcome: isOwners || isNews ? "none" : "trouble",
    title: notices.length === 1 ? one : `${notices.length} ${several}`,
    blocks: [
      ...together(shown).flatMap((same) => blocksOfAll(same, elsewhere)),
      ...(more > 0
        ? [told(`And ${more} more.${isOwners ? "" : " /briefing-schedule lists them in their channels."}`)]
        : []),
    ],
    notes: [],
    actions: [...(isOwners ? checksOf(notices) : actionsOf(notices)), ...correctionsOf(notices)],
  };
}

/** Reads back the place that a notice is about. */
export function whereIn(about: unknown): { where?: Place } {
  if (typeof about !== "object" || about === null) return {};
  const [platform, tenant, id, parent] = ["platform", "tenant", "id", "parent"].map((name) => Reflect.get(about, name));
  if (typeof platform !== "string" || typeof tenant !== "string" || typeof id !== "string") return {};
  return { where: { platform, tenant, id, ...(typeof parent === "string" && { parent }) } };
}

/** The place follows the first line, so that text quoted further down can't pass for it. */
function blocksOf({ text, about }: NoticeRow, elsewhere: Elsewhere): Block[] {
  const [first = "", ...more] = text.split("\n");
  const { where } = whereIn(about);
  const named = where && elsewhere(where);
  const head = named === undefined ? told(first) : told(`${first} Where: ${named}`);
  return [{ ...head, ...(where && named === undefined && { where }) }, ...more.map(told)];
}

/** Groups reports about one sentence. */
function together(notices: readonly NoticeRow[]): readonly (readonly NoticeRow[])[] {
  return [...Map.groupBy(notices, (notice) => sameIn(notice) ?? notice.key).values()];
}

/** What reports about one sentence have in common: everything but who wrote what. */
function sameIn({ key, text }: NoticeRow): string | undefined {
  return /^(?:owner:)?report:/.test(key) && text.includes(SAYS) ? text.split("\n").slice(1, -1).join("\n") : undefined;
}

const SAYS = "\nIt says: ";

function blocksOfAll(notices: readonly NoticeRow[], elsewhere: Elsewhere): Block[] {
  const [first, ...more] = notices;
  if (!first) return [];
  const blocks = blocksOf(first, elsewhere);
  if (more.length === 0) return blocks;
  return [
    told(`Reported ${notices.length} times.`),
    ...blocks,
    ...more.map(({ text }) => told(text.split("\n").at(-1) ?? "")),
  ];
}

function actionsOf(notices: readonly NoticeRow[]): Action[] {
  const schedules = notices.flatMap(({ subscription, text }) =>
    subscription === null ? [] : [{ subscription, text }],
  );
  const [only] = schedules;
  if (schedules.length === 1 && only)
    return [button("Resume", "resume", only.subscription), button("Remove", "remove", only.subscription)];
  if (schedules.length > MOST_RESUMED) return [];
  // Numbered as they appear in the list.
  return schedules.map(({ subscription }, index) => button(`Resume ${index + 1}`, "resume", subscription));
}

/** Buttons with which a story's owner can confirm it at once. */
function checksOf(notices: readonly NoticeRow[]): Action[] {
  const topics = [...new Set(notices.flatMap((notice) => topicToCheck(notice) ?? []))];
  const [only] = topics;
  return topics.slice(0, MOST_RESUMED).map((topic) => ({
    label: topic === only && topics.length === 1 ? "Still true" : `Still true: ${topic}`,
    ask: { command: "still-true", options: { topic } },
    shown: "reply",
  }));
}

/** Buttons to correct the reported stories at once. */
function correctionsOf(notices: readonly NoticeRow[]): Action[] {
  const topics = [...new Set(notices.flatMap((notice) => aboutIn(notice)?.topic ?? []))];
  return topics.slice(0, MOST_RESUMED).map((topic) => ({
    label: topics.length === 1 ? "Open for correction" : `Correct: ${topic}`,
    ask: { command: "open-correction", options: { topic } },
    shown: "reply",
  }));
}

function button(label: string, what: string, schedule: string): Action {
  return { label, ask: { command: "briefing-schedule", options: { do: what, schedule } }, shown: "reply" };
}
