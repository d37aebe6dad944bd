import type { Options, UnderstoodAsk } from "#chat";
import type { RequestReading, ScheduleRequest } from "#schedule";
import type { Tools } from "../command.ts";
import { storiesNamed } from "../several.ts";

/** Words for what to do with a schedule; `stop` leaves open whether to keep it. */
const DEEDS_BY_WORDS = {
  list: "list|ls|show all",
  show: "show me|show|status|details|info",
  add: "add|new|create|set up|setup|subscribe to|subscribe|schedule",
  change: "change|edit|update|reschedule|move",
  pause: "pause|suspend|mute|snooze",
  resume: "resume|unpause|unmute|restart|continue",
  run: "run now|run|post now|send now",
  remove: "remove|delete|drop|get rid of",
  stop: "stop|cancel|end|turn off|disable|unsubscribe from|unsubscribe|quit",
  "take-over": "take over|take-over",
} as const;

/** Actions at the end of what is typed, as in "harbour off"; the actions' own names there were found before. */
const AT_END = /^(?<rest>.+?)\s+(?<words>stop|off|delete|cancel|disable|unpause|now)$/i;
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ...["stop", "off", "cancel", "disable"].map((words) => [words, "stop"] as const),
  ["delete", "remove"],
  ["unpause", "resume"],
  ["now", "run"],
]);

/** Words around a name that aren't part of it. */
const NOISE =
  /^(?:the|my|our|this|that|a|an|schedules?|briefings?|posts?|on|for|of|about|to|from|please|one|it|here|daily|posting)$/i;

/**
 * Options from words typed in one go: an action, first or last, and which schedule; or a story and its times, `irs
 * weekdays 09:00`. A story's name is never split, whatever it begins with.
 */
export function typedOptions(
  ask: UnderstoodAsk,
  read: (request: ScheduleRequest) => RequestReading,
  tools: Pick<Tools, "library">,
): Options {
  const { place } = ask;
  const isStory = (words: string) => storiesNamed(words, tools.library, place).length > 0;
  const options = onChange(ask.options, isStory);
  const { topic = "", times, schedule } = options;
  if (topic === "" || times || schedule) return named(options);
  if (isStory(topic)) return named(options);
  const isOpen = options.do === undefined;
  const last = isOpen ? deedAtEnd(topic) : undefined;
  if (last) return named({ ...options, do: last.what, topic: last.rest });
  const parted = withTimes(options, { read, ...tools, ask });
  if (isStory(parted.topic ?? "")) return parted;
  const deed = isOpen ? deedAtStart(topic) : undefined;
  if (!deed) return named(parted);
  const rest = { ...options, do: deed.what, topic: deed.rest };
  if (deed.what === "add") return withTimes(withoutEmpty(rest), { read, ...tools, ask });
  if (deed.what !== "change") return named(rest);
  const { topic: of = "", ...change } = withTimes(withoutEmpty(rest), { read, ...tools, ask });
  return withoutEmpty({ ...change, schedule: nameIn(of) });
}

/** The end of "irs on change" isn't an action: these are its times. */
function onChange({ do: what, ...options }: Options, isStory: (words: string) => boolean): Options {
  const { topic = "", times, schedule } = options;
  const isMeant =
    what === "change" && !times && !schedule && /(?:^|\s)(?:(?:up)?on(?: (?:each|every|any))?)$/i.test(topic);
  if (isMeant && !isStory(topic)) return { ...options, topic: `${topic} change` };
  return what === undefined ? options : { ...options, do: what };
}

/** For an action on one schedule, the topic names the schedule, unless something else does. */
function named(options: Options): Options {
  const { topic = "", schedule = "", do: what = "", ...rest } = options;
  if (!OF_ONE.has(what) || schedule !== "" || topic === "") return options;
  return withoutEmpty({ ...rest, do: what, schedule: nameIn(topic) });
}

const OF_ONE: ReadonlySet<string> = new Set(["show", "pause", "resume", "run", "remove", "take-over", "stop"]);

type Deed = { readonly what: string; readonly rest: string };

function deedAtStart(typed: string): Deed | undefined {
  const words = typed.trim();
  for (const [what, phrases] of Object.entries(DEEDS_BY_WORDS)) {
    const found = new RegExp(`^(?:please\\s+)?(?:${phrases})(?:\\s+|[:,]\\s*|$)`, "i").exec(words);
    if (found) return { what, rest: words.slice(found[0].length) };
  }
  return undefined;
}

function deedAtEnd(typed: string): Deed | undefined {
  const { rest = "", words = "" } = AT_END.exec(typed.trim())?.groups ?? {};
  const what = ENDINGS.get(words.toLowerCase());
  return what === undefined ? undefined : { what, rest };
}

function nameIn(words: string): string {
  const said = words.split(/\s+/).filter((word) => !NOISE.test(word));
  return said.join(" ");
}

function withoutEmpty(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== ""));
}

type Reading = {
  readonly ask: UnderstoodAsk;
  readonly read: (request: ScheduleRequest) => RequestReading;
  readonly library: Tools["library"];
};

/**
 * Splits off the longest ending that reads as times. If none does, splits after the name of a story, or else before a
 * word with which times begin, so that the person is told what is wrong with the times.
 */
function withTimes(options: Options, { ask: { place }, read, library }: Reading): Options {
  const words = options.topic?.split(/\s+/) ?? [];
  if (options.times || words.length < 2) return options;
  const parted = (at: number): Options => {
    return { ...options, topic: words.slice(0, at).join(" "), times: words.slice(at).join(" ") };
  };
  const ends = words.keys().drop(1).toArray();
  const timed = ends.find((at) => {
    const request = { topic: "", sections: "", times: words.slice(at).join(" "), zone: "UTC", onlyIfChanged: true };
    return !("problem" in read(request));
  });
  if (timed !== undefined) return parted(timed);
  const isStory = (name: string) => name.toLowerCase() === "all" || storiesNamed(name, library, place).length > 0;
  if (isStory(words.join(" "))) return options;
  const named = ends.findLast((at) => isStory(words.slice(0, at).join(" ")));
  const begun = named ?? ends.find((at) => BEGINS_TIMES.test(words[at] ?? ""));
  return begun === undefined ? options : parted(begun);
}

const BEGINS_TIMES =
  /^(?:at|@|every|each|daily|hourly|weekly|monthly|weekdays?|weekends?|mornings?|evenings?|noon|midnight|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*(?:[,-].*)?|\d{1,2}(?:[:.h]\d{2})?(?:am|pm|h)?)$/i;
