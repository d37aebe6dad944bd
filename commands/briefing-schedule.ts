import type { About, Options, Place, Reply, UnderstoodAsk } from "#chat";
import type { Asking, Result, Schedule, Wish } from "#schedule";
import { notice } from "./parts/answer.ts";
import { heardIn, mayHear } from "./parts/audience.ts";
import type { Command, Tools } from "./parts/command.ts";
import { listSchedules, showSchedule } from "./parts/schedule-card.ts";
import { askForWish, confirmWish, optionsOf, SCHEDULE, stub, WISH_FIELDS, wishFrom } from "./parts/schedule-form.ts";
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
    {
      name: "do",
      summary: "What to do; the list of schedules where nothing is named",
      kind: "choice",
      choices: ["list", "add", "show", "change", "save", "pause", "resume", "run", "remove", "take-over"].map(
        (value) => ({
          value,
          label: value,
        }),
      ),
    },
    { name: "schedule", summary: "Which schedule, by its id", kind: "text" },
    { name: "draft", summary: "What was about to be saved", kind: "text" },
  ],
  suggest: (option, typed) => (option === "zone" ? suggestZones(typed) : undefined),
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
  const { do: what = options.topic || options.times ? "add" : "list", schedule: id = "" } = options;
  const { subscriptions } = scene.schedule;
  const { asking } = scene;
  switch (what) {
    case "add":
      return propose(options, scene, options.schedule);
    case "change":
      return change(id, options, scene);
    case "save":
      return save(options, scene);
    case "show":
      return shown(
        subscriptions.find(id, asking).then((found) => (found ? { subscription: found } : NO_SUCH)),
        scene,
      );
    case "pause":
      return shown(
        subscriptions.pause(id, asking),
        scene,
        "Paused. It is kept, and posts nothing until it is resumed.",
      );
    case "resume":
      return resumed(id, scene);
    case "run":
      return shown(subscriptions.runNow(id, asking), scene, "On its way: it is posted in a moment.");
    case "take-over":
      return shown(subscriptions.takeOver(id, asking), scene, "It is yours now: you hear of its troubles.");
    case "remove":
      return removed(id, scene);
    default:
      return list(scene);
  }
}

const NO_SUCH = { problem: "There is no such schedule here; it may have been removed." };

async function list({ schedule, asking, ...scene }: Scene): Promise<Reply> {
  const rows = await schedule.subscriptions.list(asking.place);
  return listSchedules(rows, (topic) => titleOf(topic, scene.tools, asking), schedule.subscriptions.say);
}

/** Shows what would be saved; asks for what is missing. `of`: the schedule that is being changed. */
async function propose(options: Options, scene: Scene, of?: string): Promise<Reply> {
  const { ask, tools, schedule, asking } = scene;
  const { subscriptions } = schedule;
  const about = await subscriptions.about(asking);
  if (!about.maySchedule && of === undefined)
    return saying("none", "You may not schedule here. Ask someone who manages this channel, or whoever runs this bot.");
  const wish = wishFrom(options, about.zone);
  const isAll = wish.topic.toLowerCase() === "all";
  const resolved = isAll || !wish.topic ? undefined : resolveTopic({ ...ask, options }, tools.library);
  const briefing = resolved && "briefing" in resolved ? resolved.briefing : undefined;
  const title = briefing?.title ?? (isAll ? "All stories" : undefined);
  const named = { ...wish, topic: briefing?.topic ?? (isAll ? "all" : "") };
  if (!wish.topic) return askForWish({ wish, of }, { field: "topic", text: HOW });
  if (!wish.times) return askForWish({ wish: named, title, of }, { field: "times", text: HOW });
  if (resolved && "reply" in resolved) return resolved.reply;
  if (briefing && !mayHear(briefing.audience, opened(ask.place, about))) return notForAll(about);
  const read = subscriptions.read(named);
  if ("problem" in read) return askForWish({ wish: named, title, of }, { field: read.in, text: read.problem });
  const draft = await subscriptions.putAside(read.wish, asking);
  return confirmWish(read, titleOf(read.wish.topic, tools, asking), draft, of);
}

const HOW =
  'Name a story and its times. Times are written like "weekdays 09:00", "daily 8:30", "mon,thu 16:00", or in five cron fields.';

/** The place as a post there is read: by outsiders too, where there are any. */
function opened(place: Place, { outsiders }: About): Place {
  return outsiders ? { ...place, outsiders } : place;
}

/** Where it is not known who reads, a bot that is no member cannot know. */
function notForAll({ botMayPost }: About): Reply {
  return saying(
    "none",
    botMayPost
      ? "This story is meant for fewer people than can read here, so it cannot be scheduled here."
      : "The bot cannot see who reads here. Invite it to this channel, then try again.",
  );
}

async function change(id: string, options: Options, scene: Scene): Promise<Reply> {
  const row = await scene.schedule.subscriptions.find(id, scene.asking);
  if (!row) return saying("none", NO_SUCH.problem);
  const { topic, sections, times, zone, only_if_changed: onlyIfChanged } = row;
  const before: Wish = { topic, sections, times, zone, onlyIfChanged };
  const title = titleOf(topic, scene.tools, scene.asking);
  if (!options.topic && !options.times)
    return askForWish({ wish: before, title, of: id }, { field: "times", text: "Change what you like." });
  return propose({ ...optionsOf(before), ...options }, scene, id);
}

async function save({ draft = "", schedule: id }: Options, scene: Scene): Promise<Reply> {
  const { schedule, asking, tools } = scene;
  const { subscriptions } = schedule;
  const wish = await subscriptions.aside(draft, asking);
  if (!wish) return saying("none", "What was about to be saved is no longer kept. Please set it up again.");
  const title = titleOf(wish.topic, tools, asking);
  if (id !== undefined) return shown(subscriptions.change(id, wish, asking), scene, "Changed.");
  // The introduction names the story to all who read there, who may have become more since.
  const about = await subscriptions.about(asking);
  const briefing = tools.library.named(wish.topic, heardIn(asking.place));
  if (briefing && !mayHear(briefing.audience, opened(asking.place, about))) return notForAll(about);
  // One draft makes one schedule, however often its button is pressed.
  const once = { ...asking, ask: draft };
  return shown(subscriptions.add(wish, title, once), scene, "Set up. Its first message stands here.");
}

/** What is resumed where the bot is not let in would only pause again. */
async function resumed(id: string, scene: Scene): Promise<Reply> {
  const { schedule, asking } = scene;
  const result = await schedule.subscriptions.resume(id, asking);
  if ("problem" in result) return saying("none", result.problem);
  const { platform, tenant, place, parent } = result.subscription;
  const where: Place = { platform, tenant, id: place, ...(parent !== null && { parent }) };
  const { botMayPost } = await schedule.subscriptions.about({ ...asking, place: where });
  const told = botMayPost
    ? "Resumed."
    : "Resumed, but the bot does not seem to be let in there: invite it before the next run.";
  return shown(Promise.resolve(result), scene, told);
}

async function removed(id: string, scene: Scene): Promise<Reply> {
  const result = await scene.schedule.subscriptions.remove(id, scene.asking);
  if ("problem" in result) return saying("none", result.problem);
  const { topic, times } = result.subscription;
  const reply = saying(
    "answered",
    `The schedule “${times}” for ${titleOf(topic, scene.tools, scene.asking)} is removed.`,
  );
  return { ...reply, actions: [{ label: "Schedules", ask: stub({ do: "list" }), shown: "reply" }] };
}

async function shown(doing: Promise<Result>, { asking, tools, schedule }: Scene, told?: string): Promise<Reply> {
  const result = await doing;
  if ("problem" in result) return saying("none", result.problem);
  const { subscription } = result;
  const title = titleOf(subscription.topic, tools, asking);
  return showSchedule(subscription, title, asking.by, schedule.subscriptions.say, told);
}

function saying(outcome: Reply["outcome"], text: string): Reply {
  return { outcome, title: "Scheduled briefings", blocks: [notice(text)], notes: [], actions: [] };
}

/** A story's title for those who may hear of it here; its id otherwise, which whoever set it up wrote. */
function titleOf(topic: string, { library }: Tools, { place }: Asking): string {
  return topic === "all" ? "all stories" : (library.named(topic, heardIn(place))?.title ?? topic);
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
