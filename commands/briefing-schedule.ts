import { type About, type Action, fitsToken, type Options, type Place, type Reply, type UnderstoodAsk } from "#chat";
import type { Asking, Result, Schedule, ScheduleRequest } from "#schedule";
import { saying } from "./parts/answer.ts";
import { areFor, isForFollowers } from "./parts/audience.ts";
import type { Command, Tools } from "./parts/command.ts";
import { listSchedules, showSchedule } from "./parts/schedule/card.ts";
import {
  askForRequest,
  CHANNEL,
  channelOf,
  confirmRequest,
  DEEDS,
  optionsOf,
  PUBLISH,
  placeIn,
  publishIn,
  REQUEST_FIELDS,
  requestFrom,
  SCHEDULE,
  stub,
} from "./parts/schedule/form.ts";
import { suggestSchedules, suggestTimes } from "./parts/schedule/suggest.ts";
import { chooseThread } from "./parts/schedule/threads.ts";
import { typedOptions } from "./parts/schedule/typed.ts";
import { NO_SUCH_SCHEDULE, scheduleTitle, whichSchedule } from "./parts/schedule/which.ts";
import { suggestZones } from "./parts/schedule/zones.ts";
import { joined, MOST_NAMED, severalStories, storiesNamed, TOO_MANY_NAMED, titled } from "./parts/several.ts";
import { resolveTopic } from "./parts/topic.ts";

const TITLE = "Scheduled briefings";

export const briefingSchedule: Command = {
  name: SCHEDULE,
  summary: "Schedule briefings in this channel; list, change or stop them",
  hint: "[topic] [times]",
  seenBy: "asker",
  offeredTo: "schedulers",
  says: ["schedule", "schedules", "scheduled briefings", "subscribe", "unsubscribe"],
  options: [
    ...REQUEST_FIELDS,
    { name: "do", summary: "What to do; by default, list the schedules", kind: "choice", choices: DEEDS },
    { name: "schedule", summary: "Which schedule, if there are several", kind: "text", suggests: true },
    PUBLISH,
    CHANNEL,
    { name: "draft", summary: "The draft to save", kind: "text", unlisted: true },
  ],
  suggest: (option, typed, ask, tools) => {
    if (option === "zone") return suggestZones(typed, tools);
    return option === "times" ? suggestTimes(typed, ask.options ?? {}, tools) : undefined;
  },
  suggestStored: (option, typed, ask, tools) =>
    option === "schedule" ? suggestSchedules(typed, ask, tools) : undefined,
  async run(ask, tools) {
    const { schedule } = tools;
    if (!schedule) return saying("none", TITLE, "Schedules work in Slack and Discord only. Use this command there.");
    const asking: Asking = { ask: ask.id, by: ask.by, place: ask.place };
    try {
      const reply = await act(typedOptions(ask, schedule.subscriptions.read, tools), { ask, tools, schedule, asking });
      const waiting = ask.aloud ? [] : await schedule.subscriptions.notices(asking);
      return { ...reply, blocks: [...waiting, ...reply.blocks] };
    } catch (error) {
      if (!schedule.isAway(error)) throw error;
      const again: Action = { label: "Try again", ask: stub(ask.options), shown: "reply" };
      return { ...saying("trouble", TITLE, AWAY), actions: fitsToken(again.ask) ? [again] : [] };
    }
  },
};

type Scene = {
  readonly ask: UnderstoodAsk;
  readonly tools: Tools;
  readonly schedule: Schedule;
  readonly asking: Asking;
};

function act(options: Options, scene: Scene): Promise<Reply> {
  const { do: what = doing(options) } = options;
  if (options.draft) return save(options, scene);
  if (what === "add") return propose(options, scene);
  return what === "list" ? list(scene) : actOnOne(what, options, scene);
}

/** What to do if no action is named. */
function doing({ topic, times, schedule }: Options): string {
  if (schedule) return topic || times ? "change" : "show";
  return topic || times ? "add" : "list";
}

async function actOnOne(what: string, options: Options, scene: Scene): Promise<Reply> {
  const { subscriptions } = scene.schedule;
  const { asking } = scene;
  const which = await whichSchedule(options.schedule ?? "", what, scene);
  if ("reply" in which) return which.reply;
  const { id } = which;
  switch (what) {
    case "change":
      return change(id, options, scene);
    case "pause":
      return shown(subscriptions.pause(id, asking), scene, "Paused. Nothing is posted until it is resumed.");
    case "resume":
      return resumed(id, scene);
    case "run":
      return shown(subscriptions.runNow(id, asking), scene, "On its way. It will be posted in a moment.");
    case "take-over":
      return shown(subscriptions.takeOver(id, asking), scene, "It's yours now. You'll be told about its problems.");
    case "remove":
      return removed(id, scene);
    default:
      return shown(
        subscriptions.find(id, asking).then((found) => (found ? { subscription: found } : NO_SUCH)),
        scene,
        what === "stop" ? "Pause it to keep it for later, or remove it." : undefined,
      );
  }
}

/** Asking again is safe: each ask takes effect once. */
const AWAY =
  "Schedules can't be read or saved right now because of a database error. It's safe to try again in a few minutes. If it keeps failing, tell whoever runs this bot.";

const NO_SUCH = { problem: NO_SUCH_SCHEDULE };

async function list({ schedule, asking, ...scene }: Scene): Promise<Reply> {
  const rows = await schedule.subscriptions.list(asking.place);
  const { maySchedule, advice } = await schedule.subscriptions.about(asking);
  return listSchedules(rows, {
    titleOf: (topic) => scheduleTitle(topic, scene.tools, asking.place),
    maySchedule,
    advice,
  });
}

/** Shows what would be saved, and asks for what is missing. `of`: the id of the schedule being changed. */
async function propose(options: Options, scene: Scene, of?: string): Promise<Reply> {
  const { ask, tools, schedule, asking } = scene;
  const { subscriptions } = schedule;
  const place = of === undefined ? placeIn(options, ask.place) : ask.place;
  const about = await subscriptions.about({ ...asking, place });
  if (about.advice !== undefined && of === undefined) return saying("none", TITLE, about.advice);
  if (!about.maySchedule && of === undefined)
    return saying("none", TITLE, place === ask.place ? MAY_NOT_HERE : MAY_NOT_THERE);
  if (options.publish === "publish" && !about.publishes && of === undefined) return saying("none", TITLE, NOT_FOLLOWED);
  if (about.lacks && of === undefined) return saying("none", TITLE, mayNotPost(about.lacks));
  const request = requestFrom(options, options.zone || about.zone || (await schedule.tenants.settings(place)).zone);
  const isAll = request.topic.toLowerCase() === "all";
  const several = severalStories(request.topic, tools.library, ask.place)?.briefings;
  if (several && several.length > MOST_NAMED) return saying("none", TITLE, TOO_MANY_NAMED);
  const resolved = isAll || several || !request.topic ? undefined : resolveTopic({ ...ask, options }, tools.library);
  const stories = several ?? (resolved && "briefing" in resolved ? [resolved.briefing] : []);
  const called = titled(stories) || (isAll ? "All stories" : undefined);
  const named = { ...request, topic: joined(stories) || (isAll ? "all" : "") };
  const where = of === undefined && place.tenant !== "" ? channelOf(place) : undefined;
  if (!request.topic) return askForRequest({ request, of, where }, { field: "topic", text: HOW });
  if (resolved && "reply" in resolved) return resolved.reply;
  if (!request.times) return askForRequest({ request: named, title: called, of, where }, { field: "times", text: HOW });
  if (!areFor(stories, opened(place, about))) return notForAll(about);
  const mayPublish = stories.every((one) => isForFollowers(one, place));
  if (request.publish && !mayPublish) return saying("none", TITLE, NOT_FOR_FOLLOWERS);
  if (!request.zone)
    return askForRequest({ request: named, title: called, of, where }, { field: "zone", text: WHICH_ZONE });
  const read = subscriptions.read(named);
  if ("problem" in read)
    return askForRequest({ request: named, title: called, of, where }, { field: read.in, text: read.problem });
  const draft = await subscriptions.putAside(read.request, asking);
  const title = scheduleTitle(read.request.topic, tools, asking.place);
  const { notYet } = about;
  const publishes = about.publishes && mayPublish;
  const there = place === ask.place ? undefined : place;
  const confirmed = confirmRequest({ read, title, draft, of, publishes, notYet, there });
  return about.threads && of === undefined ? chooseThread(about.threads, place, confirmed, draft) : confirmed;
}

const MAY_NOT_HERE =
  "You don't have permission to schedule here. Ask someone who manages this channel, or whoever runs this bot.";
const MAY_NOT_THERE =
  "You don't have permission to schedule in that channel. Ask someone who manages it, or whoever runs this bot.";
const NOT_FOR_FOLLOWERS =
  "This story is restricted, and publishing would show it to every server that follows this channel. Leave publishing out.";
const NOT_FOLLOWED =
  "Only posts of an announcement channel can be published. Leave publishing out, or choose an announcement channel.";
const WHICH_ZONE =
  "Which time zone are these times in? Name a place, like London or America/New_York. It is kept for next time.";

function mayNotPost(lacks: readonly string[]): string {
  return `The bot can't post here: it lacks ${quoted(lacks)}. Grant it in the channel's settings, then try again. Nothing is kept yet.`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(" and ");
}

const HOW =
  'Name a story and when to post it. Write times like "weekdays 09:00", "daily 8:30", "mon,thu 16:00", "on change", or as five cron fields.';

/** The place as seen by those who read a post there, outsiders included. */
function opened(place: Place, { outsiders }: About): Place {
  return outsiders ? { ...place, outsiders } : place;
}

/** If it isn't known who can read the channel, the bot isn't a member and can't know. */
function notForAll({ botMayPost, notYet }: About): Reply {
  return saying(
    "none",
    TITLE,
    botMayPost
      ? "This story is restricted, and people outside its audience can read this channel, so it can't be scheduled here."
      : `The bot can't see who is in this channel. ${notYet ?? "Invite it to this channel, then try again."}`,
  );
}

async function change(id: string, options: Options, scene: Scene): Promise<Reply> {
  const row = await scene.schedule.subscriptions.find(id, scene.asking);
  if (!row) return saying("none", TITLE, NO_SUCH.problem);
  const { topic, sections, written: times, zone, onlyIfChanged } = row;
  const before: ScheduleRequest = { topic, sections, times, zone, onlyIfChanged };
  const title = scheduleTitle(topic, scene.tools, scene.asking.place);
  if (!options.topic && !options.times)
    return askForRequest({ request: before, title, of: id }, { field: "times", text: "Make your changes." });
  // A complete form is used as it is, empty fields included.
  const whole = options.topic && options.times && options.zone;
  return propose(whole ? options : { ...optionsOf(before), ...options }, scene, id);
}

async function save(
  { draft = "", schedule: id, ...options }: Options,
  { asking: asked, ...more }: Scene,
): Promise<Reply> {
  const asking = { ...asked, place: placeIn(options, asked.place) };
  const scene = { ...more, asking };
  const { schedule, tools } = scene;
  const { subscriptions } = schedule;
  const kept = await subscriptions.aside(draft, asking);
  const request = kept && { ...kept, ...publishIn(options.publish ?? "") };
  if (!request) return saying("none", TITLE, "This draft has expired. Please set up the schedule again.");
  const title = scheduleTitle(request.topic, tools, asking.place);
  if (id !== undefined) return shown(subscriptions.change(id, request, asking), scene, "Changed.");
  // The introduction names the story to everyone who reads there, and more people may have joined since.
  const about = await subscriptions.about(asking);
  const stories = storiesNamed(request.topic, tools.library, asking.place);
  if (stories.length === 0 && request.topic !== "all")
    return saying("none", TITLE, "This story is no longer available. Nothing was scheduled.");
  if (!areFor(stories, opened(asking.place, about))) return notForAll(about);
  if (request.publish && !stories.every((one) => isForFollowers(one, asking.place)))
    return saying("none", TITLE, NOT_FOR_FOLLOWERS);
  // One draft makes one schedule, however often its button is pressed.
  const once = { ...asking, ask: draft };
  const { zone } = await schedule.tenants.settings(asking.place);
  const result = await subscriptions.add(request, title, once);
  if (zone === undefined && "subscription" in result) await schedule.tenants.set(asking.place, { zone: request.zone });
  const where = asking.place === asked.place ? "here" : "there";
  return shown(Promise.resolve(result), scene, `Scheduled. Its first message is ${where}.`);
}

/** Resumes a schedule; warns when the bot has no access, since it would only pause again. */
async function resumed(id: string, scene: Scene): Promise<Reply> {
  const { schedule, asking } = scene;
  const result = await schedule.subscriptions.resume(id, asking);
  if ("problem" in result) return saying("none", TITLE, result.problem);
  const { place } = result.subscription;
  const { botMayPost, lacks = [] } = await schedule.subscriptions.about({ ...asking, place });
  const told = botMayPost
    ? "Resumed."
    : lacks.length > 0
      ? `Resumed, but the bot lacks ${quoted(lacks)} there. Grant it before the next run.`
      : "Resumed, but the bot doesn't seem to have access there. Invite it before the next run.";
  return shown(Promise.resolve(result), scene, told);
}

async function removed(id: string, scene: Scene): Promise<Reply> {
  const result = await scene.schedule.subscriptions.remove(id, scene.asking);
  if ("problem" in result) return saying("none", TITLE, result.problem);
  const { topic, written: times } = result.subscription;
  const reply = saying(
    "answered",
    TITLE,
    `The schedule “${times}” for ${scheduleTitle(topic, scene.tools, scene.asking.place)} is removed.`,
  );
  return { ...reply, actions: [{ label: "Schedules", ask: stub({ do: "list" }), shown: "reply" }] };
}

async function shown(doing: Promise<Result>, { asking, tools, schedule }: Scene, told?: string): Promise<Reply> {
  const result = await doing;
  if ("problem" in result) return saying("none", TITLE, result.problem);
  const { subscription } = result;
  const title = scheduleTitle(subscription.topic, tools, asking.place);
  const left = await schedule.subscriptions.ownerLeft(subscription, asking.by);
  const about = await schedule.subscriptions.about({ ...asking, place: subscription.place });
  return showSchedule(subscription, title, {
    by: asking.by,
    left,
    mayChange: about.maySchedule || (subscription.owner === asking.by.id && about.left !== true),
    ...(told && { told }),
  });
}
