import type { Action, Block, Choice, Form, Instant, Option, Options, Place, Reply, Stub } from "#chat";
import type { CheckedRequest, ScheduleRequest } from "#schedule";
import { notice } from "../answer.ts";
import { sectionsOption } from "../sections.ts";
import { topicOption } from "../topic.ts";

export const SCHEDULE = "briefing-schedule";

/** The fields that someone who sets up a schedule fills in. */
export const REQUEST_FIELDS: readonly Option[] = [
  {
    ...topicOption,
    summary: "Which story: its name, or “all”",
    choices: [{ value: "all", label: "All stories" }],
  },
  { name: "times", summary: "When: weekdays 09:00, daily 8:30, on change", kind: "text", suggests: true },
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

/** Only asked about a channel that others follow. */
export const PUBLISH: Option = {
  name: "publish",
  summary: "In an announcement channel: publish each post to the servers that follow it",
  kind: "choice",
  choices: [
    { value: "publish", label: "Publish each post" },
    { value: "no-publish", label: "Only in the channel" },
  ],
};

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

/** Makes a request from options; missing fields are empty. */
export function requestFrom(
  { topic = "", sections = "", times = "", zone = "", post = "", publish = "" }: Options,
  zoneOfAsker = "",
): ScheduleRequest {
  return { topic, sections, times, zone: zone || zoneOfAsker, onlyIfChanged: post !== "always", ...publishIn(publish) };
}

/** Whether posts are published to those who follow the channel from elsewhere; empty if that wasn't chosen. */
export function publishIn(option: string): { publish?: boolean } {
  return option === "" ? {} : { publish: option === "publish" };
}

/** The options that make a request. */
export function optionsOf({ topic, sections, times, zone, onlyIfChanged, publish }: ScheduleRequest): Options {
  const further: Options = publish === undefined ? {} : { publish: publish ? "publish" : "no-publish" };
  return {
    topic,
    times,
    zone,
    post: onlyIfChanged ? "changes" : "always",
    ...(sections !== "" && { sections }),
    ...further,
  };
}

/** Common times to pick from; any other can be typed. */
const TIME_CHOICES: readonly Choice[] = [
  ["weekdays 08:00", "Weekdays at 08:00"],
  ["weekdays 09:00", "Weekdays at 09:00"],
  ["weekdays 12:00", "Weekdays at 12:00"],
  ["weekdays 17:00", "Weekdays at 17:00"],
  ["daily 08:00", "Every day at 08:00"],
  ["daily 09:00", "Every day at 09:00"],
  ["daily 18:00", "Every day at 18:00"],
  ["mondays 09:00", "Mondays at 09:00"],
  ["mon,wed,fri 09:00", "Mondays, Wednesdays and Fridays at 09:00"],
  ["fridays 16:00", "Fridays at 16:00"],
  ["weekends 10:00", "Weekends at 10:00"],
  ["on change", "When it changes"],
].map(([value = "", label = ""]) => ({ value, label }));

/** The channel that a new schedule posts in, if it isn't the one in which it is asked for. */
export const CHANNEL: Option = { name: "channel", summary: "In which channel", kind: "text", unlisted: true };

/** The fields of a new schedule: its times may be picked. */
const NEW_FIELDS = REQUEST_FIELDS.map((field) =>
  field.name === "times" ? { ...field, choices: TIME_CHOICES } : field,
);

/** What is already known of a request that is asked for again. */
export type Asked = {
  readonly request: ScheduleRequest;
  /** The story's title, if known. */
  readonly title?: string | undefined;
  /** The id of the schedule being changed. */
  readonly of?: string | undefined;
  /** The id of the place to post in; absent if it can only be the one of the ask. */
  readonly where?: string | undefined;
};

/** Asks for what is missing or wrong; keeps what was given. */
export function askForRequest({ request, title, of, where }: Asked, problem: NonNullable<Form["problem"]>): Reply {
  const form: Form = {
    title: of === undefined ? "New schedule" : "Change schedule",
    fields: of === undefined ? NEW_FIELDS : REQUEST_FIELDS,
    values: { ...optionsOf(request), ...(where !== undefined && { [CHANNEL.name]: where }) },
    ...(where !== undefined && { where: CHANNEL }),
    // A change shows all fields. For a new schedule, a zone that is known is asked for last.
    ...(of === undefined && { spare: ["sections", request.zone === "" ? "post" : "zone"] }),
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

/** What would be saved. */
export type Proposal = {
  readonly read: CheckedRequest;
  /** The story's title. */
  readonly title: string;
  readonly draft: string;
  /** The id of the schedule being changed. */
  readonly of?: string | undefined;
  /** Why nothing can be posted there at the moment. */
  readonly notYet?: string | undefined;
  /** The place to post in, if it isn't the one of the ask. */
  readonly there?: Place | undefined;
  /** Whether others follow the place from elsewhere. */
  readonly publishes?: boolean | undefined;
};

/** Shows what would be saved, with its next three runs, before anything is. */
export function confirmRequest({ read, title, draft, of, notYet, there, publishes = false }: Proposal): Reply {
  const { request, said, runs, onChange: isOnChange } = read;
  const when = request.onlyIfChanged
    ? isOnChange
      ? "changes within ten minutes go into one post"
      : "posted only when something has changed, plus one line after a quiet week"
    : "always posted";
  const isNew = of === undefined;
  const parts = request.sections === "" ? "the whole briefing" : request.sections.replaceAll(".", ", ");
  const toSave = { draft, ...(!isNew && { schedule: of }), ...(there && { [CHANNEL.name]: channelOf(there) }) };
  const save = (label: string, more: Options = {}): Action => {
    return { label, ask: stub({ ...toSave, ...more }), shown: "reply" };
  };
  const further = request.publish ? ["published to the servers that follow this channel"] : [];
  return {
    outcome: "choose",
    title: of === undefined ? "Save this schedule?" : "Save these changes?",
    blocks: [
      { kind: "list", items: [{ label: title, detail: [said.times, parts, when, ...further].join("; ") }] },
      ...(notYet === undefined ? [] : [{ kind: "notice", tone: "trouble", text: notYet } as const]),
      ...(isOnChange
        ? []
        : [
            {
              ...({ kind: "notice", tone: "info", text: `Next: ${said.runs.join("; ")}.` } as const),
              instants: said.runs.flatMap((said, index) => instantOf(said, runs[index])),
            },
          ]),
      ...(of === undefined ? [introducing(there)] : []),
    ],
    notes: [],
    actions: [
      save(isNew ? `Save and introduce it ${there ? "there" : "here"}` : "Save"),
      ...(publishes && isNew && !request.publish ? [save("Save, and publish each post", { publish: "publish" })] : []),
    ],
  };
}

/** A place of the asker's own workspace or server as an option's value: its id, for a thread with its channel's. */
export function channelOf({ id, parent }: Place): string {
  return parent === undefined ? id : `${id}.${parent}`;
}

/** The place that an option names; the place of the ask if it names that or none. */
export function placeIn({ channel = "" }: Options, here: Place): Place {
  const [, id = "", parent] = /^(\w+)(?:\.(\w+))?$/.exec(channel) ?? [];
  if (id === "" || id === here.id) return here;
  return { platform: here.platform, tenant: here.tenant, id, ...(parent !== undefined && { parent }) };
}

function instantOf(said: string, atMs: number | undefined): Instant[] {
  return atMs === undefined ? [] : [{ said, atMs }];
}

function introducing(there: Place | undefined): Block {
  const text = `Saving posts a first message ${there ? "there" : "here"} that says who set it up and how to stop it.`;
  return { kind: "notice", tone: "info", text, ...(there && { where: there }) };
}

/** A button of this command. */
export function stub(options: Options): Stub {
  return { command: SCHEDULE, options };
}
