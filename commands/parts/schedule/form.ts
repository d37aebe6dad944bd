import type { Action, Choice, Form, Option, Options, Reply, Stub } from "#chat";
import type { KeptWish, Wish } from "#schedule";
import { notice } from "../answer.ts";
import { sectionsOption } from "../sections.ts";
import { topicOption } from "../topic.ts";

export const SCHEDULE = "briefing-schedule";

/** What is asked of someone who sets up a schedule. */
export const WISH_FIELDS: readonly Option[] = [
  {
    ...topicOption,
    summary: "Which story: its name, or “all”",
    choices: [{ value: "all", label: "All stories" }],
  },
  { name: "times", summary: "When: weekdays 09:00, daily 8:30, mon,thu 16:00", kind: "text", suggests: true },
  { name: "zone", summary: "Time zone, like Europe/London", kind: "text", suggests: true },
  sectionsOption,
  {
    name: "post",
    summary: "Only when something changed, or always",
    kind: "choice",
    choices: [
      { value: "changes", label: "Only when something changed" },
      { value: "always", label: "Always" },
    ],
  },
];

/** What can be done, as people type it. */
export const DEEDS: readonly Choice[] = [
  { value: "list", label: "list" },
  { value: "add", label: "add" },
  { value: "show", label: "show" },
  { value: "change", label: "change" },
  { value: "pause", label: "pause" },
  { value: "resume", label: "resume" },
  { value: "run", label: "run now" },
  { value: "remove", label: "remove" },
  { value: "take-over", label: "take over" },
];

/** The wish that options make; fields that are missing are empty. */
export function wishFrom(
  { topic = "", sections = "", times = "", zone = "", post = "" }: Options,
  zoneOfAsker = "UTC",
): Wish {
  return { topic, sections, times, zone: zone || zoneOfAsker, onlyIfChanged: post !== "always" };
}

/** The options that make a wish. */
export function optionsOf({ topic, sections, times, zone, onlyIfChanged }: Wish): Options {
  return { topic, times, zone, post: onlyIfChanged ? "changes" : "always", ...(sections !== "" && { sections }) };
}

/** What is already known of a wish that is asked for again. */
export type Asked = {
  readonly wish: Wish;
  /** The story's title, where it is known. */
  readonly title?: string | undefined;
  /** The schedule that is being changed. */
  readonly of?: string | undefined;
};

/** Asks for what is missing or wrong; what was given stays. */
export function askForWish({ wish, title, of }: Asked, problem: NonNullable<Form["problem"]>): Reply {
  const form: Form = {
    title: of === undefined ? "New schedule" : "Change schedule",
    fields: WISH_FIELDS,
    values: optionsOf(wish),
    ...(title !== undefined && { labels: { topic: title } }),
    problem,
    submit: {
      label: "Next",
      ask: stub(of === undefined ? { do: "add" } : { do: "change", schedule: of }),
      shown: "reply",
    },
  };
  return { outcome: "choose", title: form.title, blocks: [notice(problem.text)], notes: [], actions: [], form };
}

/** What would be saved. `notYet`: why nothing can be posted there at the moment. */
export type Proposal = {
  readonly read: KeptWish;
  readonly title: string;
  readonly draft: string;
  /** The schedule that is being changed. */
  readonly of?: string | undefined;
  readonly notYet?: string | undefined;
};

/** Shows what would be saved, with its next three runs, before anything is. */
export function confirmWish({ read: { wish, said }, title, draft, of, notYet }: Proposal): Reply {
  const when = wish.onlyIfChanged
    ? "posted only when something changed, with a line after a quiet week"
    : "posted each time";
  const parts = wish.sections === "" ? "the whole briefing" : wish.sections.replaceAll(".", ", ");
  const save: Action = {
    label: of === undefined ? "Save and introduce it here" : "Save",
    ask: stub({ draft, ...(of !== undefined && { schedule: of }) }),
    shown: "reply",
  };
  return {
    outcome: "choose",
    title: of === undefined ? "Set this up?" : "Change it to this?",
    blocks: [
      { kind: "list", items: [{ label: title, detail: `${said.times}; ${parts}; ${when}` }] },
      ...(notYet === undefined ? [] : [{ kind: "notice", tone: "trouble", text: notYet } as const]),
      notice(`Next: ${said.runs.join("; ")}.`),
      ...(of === undefined
        ? [notice("Saving posts a first message here that says who set it up and how to stop it.")]
        : []),
    ],
    notes: [],
    actions: [save],
  };
}

/** A button of this command. */
export function stub(options: Options): Stub {
  return { command: SCHEDULE, options };
}
