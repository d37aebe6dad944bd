import type { Options, Reply, UnderstoodAsk } from "#chat";
import type { Asking, Result, Schedule, Wish } from "#schedule";
import { notice } from "./parts/answer.ts";
import type { Command, Tools } from "./parts/command.ts";
import { listSchedules, showSchedule } from "./parts/schedule-card.ts";
import {
  askForWish,
  confirmWish,
  DEEDS,
  optionsOf,
  SCHEDULE,
  stub,
  WISH_FIELDS,
  wishFrom,
} from "./parts/schedule-form.ts";
import { suggestSchedules, suggestTimes } from "./parts/schedule-suggest.ts";
import { NO_SUCH_SCHEDULE, scheduleTitle, whichSchedule } from "./parts/schedule-which.ts";
import { resolveTopic } from "./parts/topic.ts";
import { suggestZones } from "./parts/zones.ts";

export const briefingSchedule: Command = {
  name: SCHEDULE,
  summary: "Post a briefing here at times of your choice; list, change and stop what is scheduled",
  hint: "[topic] [times]",
  seenBy: "asker",
  says: ["schedule", "schedules", "scheduled briefings", "subscribe"],
  options: [
    ...WISH_FIELDS,
    { name: "do", summary: "What to do; the list of schedules where nothing is named", kind: "choice", choices: DEEDS },
    { name: "schedule", summary: "Which schedule, where there are several", kind: "text", suggests: true },
    { name: "draft", summary: "What was about to be saved", kind: "text", unlisted: true },
  ],
  suggest: (option, typed, ask, tools) => {
    if (option === "zone") return suggestZones(typed);
    return option === "times" ? suggestTimes(typed, ask.options ?? {}, tools) : undefined;
  },
  suggestStored: (option, typed, ask, tools) =>
    option === "schedule" ? suggestSchedules(typed, ask, tools) : undefined,
  async run(ask, tools) {
    const { schedule } = tools;
    if (!schedule) return saying("none", "Schedules are kept by the bot that runs in Slack or Discord: ask it there.");
    const asking: Asking = { ask: ask.id, by: ask.by, place: ask.place };
    const reply = await act(withTimes(ask.options, schedule), { ask, tools, schedule, asking });
    const waiting = await schedule.subscriptions.notices(asking);
    const told = waiting.map((text) => ({ kind: "notice", tone: "trouble", text }) as const);
    return { ...reply, blocks: [...told, ...reply.blocks] };
  },
};

type Scene = {
  readonly ask: UnderstoodAsk;
  readonly tools: Tools;
  readonly schedule: Schedule;
  readonly asking: Asking;
};

function act(options: Options, scene: Scene): Promise<Reply> {
  const { do: what = doing(options), schedule: named = "" } = options;
  if (options.draft) return save(options, scene);
  if (what === "add") return propose(options, scene);
  return what === "list" ? list(scene) : actOnOne(what, named, options, scene);
}

/** What is meant where nothing is named. */
function doing({ topic, times, schedule }: Options): string {
  if (schedule) return topic || times ? "change" : "show";
  return topic || times ? "add" : "list";
}

async function actOnOne(what: string, named: string, options: Options, scene: Scene): Promise<Reply> {
  const { subscriptions } = scene.schedule;
  const { asking } = scene;
  const which = await whichSchedule(named, what, scene);
  if ("reply" in which) return which.reply;
  const { id } = which;
  switch (what) {
    case "change":
      return change(id, options, scene);
    case "pause":
      return shown(
        subscriptions.pause(id, asking),
        scene,
        "Paused. It is kept, and posts nothing until it is resumed.",
      );
    case "resume":
      return shown(subscriptions.resume(id, asking), scene, "Resumed.");
    case "run":
      return shown(subscriptions.runNow(id, asking), scene, "On its way: it is posted in a moment.");
    case "take-over":
      return shown(subscriptions.takeOver(id, asking), scene, "It is yours now: you hear of its troubles.");
    case "remove":
      return removed(id, scene);
    default:
      return shown(
        subscriptions.find(id, asking).then((found) => (found ? { subscription: found } : NO_SUCH)),
        scene,
      );
  }
}

const NO_SUCH = { problem: NO_SUCH_SCHEDULE };

async function list({ schedule, asking, ...scene }: Scene): Promise<Reply> {
  const rows = await schedule.subscriptions.list(asking.place);
  return listSchedules(rows, (topic) => scheduleTitle(topic, scene.tools, asking.place), schedule.subscriptions.say);
}

/** Shows what would be saved; asks for what is missing. */
async function propose(options: Options, scene: Scene, of?: string): Promise<Reply> {
  const { ask, tools, schedule, asking } = scene;
  const { subscriptions } = schedule;
  if (!options.topic || !options.times) return askForWish(options, HOW, of);
  const about = await subscriptions.about(asking);
  if (!about.maySchedule && of === undefined)
    return saying("none", "You may not schedule here. Ask someone who manages this channel, or whoever runs this bot.");
  if (about.lacks && of === undefined) return saying("none", mayNotPost(about.lacks));
  const wish = wishFrom(options, about.zone);
  const resolved = wish.topic.toLowerCase() === "all" ? undefined : resolveTopic({ ...ask, options }, tools.library);
  if (resolved && "reply" in resolved) return resolved.reply;
  const read = subscriptions.read({ ...wish, topic: resolved?.briefing.topic ?? "all" });
  if ("problem" in read) return askForWish(optionsOf(wish), read.problem, of);
  const draft = await subscriptions.putAside(read.wish, asking);
  return confirmWish(read, scheduleTitle(read.wish.topic, tools, asking.place), draft, of);
}

function mayNotPost(lacks: readonly string[]): string {
  const names = lacks.map((name) => `“${name}”`).join(" and ");
  return `The bot may not post here: it lacks ${names}. Allow it that in the channel's settings, then try again. Nothing is saved yet.`;
}

const HOW =
  'Name a story and its times. Times are written like "weekdays 09:00", "daily 8:30", "mon,thu 16:00", or in five cron fields.';

async function change(id: string, options: Options, scene: Scene): Promise<Reply> {
  const row = await scene.schedule.subscriptions.find(id, scene.asking);
  if (!row) return saying("none", NO_SUCH.problem);
  const { topic, sections, times, zone, only_if_changed: onlyIfChanged } = row;
  const before: Wish = { topic, sections, times, zone, onlyIfChanged };
  if (!options.topic && !options.times) return askForWish(optionsOf(before), "Change what you like.", id);
  return propose({ ...optionsOf(before), ...options }, scene, id);
}

async function save({ draft = "", schedule: id }: Options, scene: Scene): Promise<Reply> {
  const { schedule, asking, tools } = scene;
  const { subscriptions } = schedule;
  const wish = await subscriptions.aside(draft, asking);
  if (!wish) return saying("none", "What was about to be saved is no longer kept. Please set it up again.");
  const title = scheduleTitle(wish.topic, tools, asking.place);
  // One draft makes one schedule, however often its button is pressed.
  const once = { ...asking, ask: draft };
  return id === undefined
    ? shown(subscriptions.add(wish, title, once), scene, "Set up. Its first message stands here.")
    : shown(subscriptions.change(id, wish, asking), scene, "Changed.");
}

async function removed(id: string, scene: Scene): Promise<Reply> {
  const result = await scene.schedule.subscriptions.remove(id, scene.asking);
  if ("problem" in result) return saying("none", result.problem);
  const { topic, times } = result.subscription;
  const reply = saying(
    "answered",
    `The schedule “${times}” for ${scheduleTitle(topic, scene.tools, scene.asking.place)} is removed.`,
  );
  return { ...reply, actions: [{ label: "Schedules", ask: stub({ do: "list" }), shown: "reply" }] };
}

async function shown(doing: Promise<Result>, { asking, tools, schedule }: Scene, told?: string): Promise<Reply> {
  const result = await doing;
  if ("problem" in result) return saying("none", result.problem);
  const { subscription } = result;
  const title = scheduleTitle(subscription.topic, tools, asking.place);
  const left = await schedule.subscriptions.ownerLeft(subscription, asking.by);
  return showSchedule(subscription, title, {
    by: asking.by,
    say: schedule.subscriptions.say,
    left,
    ...(told && { told }),
  });
}

function saying(outcome: Reply["outcome"], text: string): Reply {
  return { outcome, title: "Scheduled briefings", blocks: [notice(text)], notes: [], actions: [] };
}

/** Words typed in one go, `irs weekdays 09:00`: what reads as times at their end is. */
function withTimes(options: Options, { subscriptions }: Schedule): Options {
  const words = options.topic?.split(/\s+/) ?? [];
  if (options.times || words.length < 2) return options;
  for (let at = 1; at < words.length; at += 1) {
    const times = words.slice(at).join(" ");
    const read = subscriptions.read({ topic: "", sections: "", times, zone: "UTC", onlyIfChanged: true });
    if (!("problem" in read)) return { ...options, topic: words.slice(0, at).join(" "), times };
  }
  return options;
}
