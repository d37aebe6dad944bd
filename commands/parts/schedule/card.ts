import type { Action, Asker, ListItem, Reply } from "#chat";
import type { ListedSubscription } from "#schedule";
import { notice } from "../answer.ts";
import { stub } from "./form.ts";
import { scheduleLabels } from "./labels.ts";

type Listing = {
  readonly titleOf: (topic: string) => string;
  /** Whether whoever asks may set one up here. */
  readonly maySchedule: boolean;
  /** If nobody may, why, and what to do instead. */
  readonly advice?: string | undefined;
};

/** The schedules of a place, each leading on to its own. What the asker may not do is not offered. */
export function listSchedules(rows: readonly ListedSubscription[], { titleOf, maySchedule, advice }: Listing): Reply {
  const add: readonly Action[] = maySchedule
    ? [{ label: "New schedule", ask: stub({ do: "add" }), shown: "form" }]
    : [];
  if (rows.length === 0)
    return {
      outcome: "none",
      title: "No schedules here",
      blocks: [notice(maySchedule ? NOTHING : (advice ?? NOTHING_FOR_YOU))],
      notes: [],
      actions: add,
    };
  const labels = scheduleLabels(rows, { titleOf });
  return {
    outcome: "answered",
    title: rows.length === 1 ? "One schedule here" : `${rows.length} schedules here`,
    blocks: [{ kind: "list", items: rows.map((row) => itemOf(row, titleOf(row.topic))) }],
    notes: [],
    actions: [
      ...rows.map(({ id, topic }, index): Action => {
        return { label: labels[index] ?? titleOf(topic), ask: stub({ do: "show", schedule: id }), shown: "reply" };
      }),
      ...add,
    ],
  };
}

const NOTHING = 'Nothing is scheduled here. Name a story and its times, like "irs weekdays 09:00".';
const NOTHING_FOR_YOU = "Nothing is scheduled here. Whoever manages this channel can set up a schedule.";

type Showing = {
  readonly by: Asker;
  readonly left: boolean;
  readonly mayChange: boolean;
  readonly told?: string;
};

/** One schedule, and what can be done with it. `left`: its owner is here no more. */
export function showSchedule(row: ListedSubscription, title: string, { by, left, mayChange, told }: Showing): Reply {
  const button = (label: string, what: string): Action => {
    return { label, ask: stub({ do: what, schedule: row.id }), shown: what === "change" ? "form" : "reply" };
  };
  const all = [
    row.state === "active" ? button("Pause", "pause") : button("Resume", "resume"),
    button("Run now", "run"),
    button("Change", "change"),
    button("Remove", "remove"),
    ...(row.owner === by.id ? [] : [button("Take over", "take-over")]),
  ];
  return {
    outcome: "answered",
    title: "Scheduled briefing",
    blocks: [...(told === undefined ? [] : [notice(told)]), { kind: "list", items: [itemOf(row, title, left)] }],
    notes: [],
    actions: mayChange ? all : [],
  };
}

function itemOf(row: ListedSubscription, title: string, left = false): ListItem {
  const { times, next, onChange, reason = "by hand" } = row;
  const parts = [
    times,
    row.sections === "" ? undefined : row.sections.replaceAll(".", ", "),
    onChange ? undefined : row.onlyIfChanged ? "when something changed" : "always",
    row.publish ? "published to the servers that follow it" : undefined,
    row.state === "paused" ? `paused (${REASONS[reason] ?? reason})` : next && `next ${next.said}`,
    ownerOf(row, left),
  ];
  return { label: title, detail: parts.filter(Boolean).join("; "), ...(next && { instants: [next] }) };
}

function ownerOf({ owner, ownerName: name }: ListedSubscription, left: boolean): string | undefined {
  if (owner === "") return "No owner. Take over?";
  if (left) return `${name === undefined ? "its owner" : `set up by ${name}, who`} has left. Take over?`;
  return name === undefined ? undefined : `set up by ${name}`;
}

/** Why a schedule is paused, in words. */
const REASONS: Readonly<Record<string, string>> = {
  gone: "the place is gone or closed",
  forbidden: "the bot can't post there",
  "needs-invite": "the bot must be invited",
  "tenant-gone": "the bot was removed",
  times: "its next run can't be calculated",
  introducing: "being set up",
  "not-introduced": "first message unconfirmed",
};
