import type { Action, Options, Place, Reply, UnderstoodAsk } from "#chat";
import type { Schedule, TenantSettings } from "#schedule";
import { notice, saying } from "./parts/answer.ts";
import type { Command } from "./parts/command.ts";
import { suggestZones } from "./parts/schedule/zones.ts";

const TITLE = "Settings";

const SETTINGS = "nutgraf-settings";

/** Settings of a workspace or server for all its places: where mentions are answered, and the time zone for times. */
export const nutgrafSettings: Command = {
  name: SETTINGS,
  summary: "Where the bot answers mentions, and the default time zone",
  hint: "[mentions] [zone]",
  seenBy: "asker",
  offeredTo: "managers",
  says: ["bot settings", "nutgraf settings"],
  options: [
    {
      name: "mentions",
      summary: "Where mentions of the bot are answered",
      kind: "choice",
      choices: [
        { value: "on", label: "In every channel" },
        { value: "off", label: "Nowhere: commands and direct messages only" },
        { value: "here", label: "Only in this channel and others where you turn it on" },
        { value: "not-here", label: "Not in this channel" },
      ],
    },
    { name: "zone", summary: "Time zone, like Europe/London", kind: "text", suggests: true },
  ],
  suggest: (option, typed, _, tools) => (option === "zone" ? suggestZones(typed, tools) : undefined),
  async run(ask, { schedule }) {
    if (!schedule)
      return saying("none", TITLE, "Settings are kept by the bot that runs in Slack or Discord: ask it there.");
    if (ask.place.tenant === "") return saying("none", TITLE, "Ask this in a channel of the server that it is about.");
    try {
      return await act(ask, schedule);
    } catch (error) {
      if (!schedule.isAway(error)) throw error;
      return saying(
        "trouble",
        TITLE,
        "Settings cannot be read or saved at the moment. Please try again in a few minutes.",
      );
    }
  },
};

async function act({ id, by, place, options }: UnderstoodAsk, schedule: Schedule): Promise<Reply> {
  const { mayManage = false } = await schedule.subscriptions.about({ ask: id, by, place });
  const before = await schedule.tenants.settings(place);
  if (!options.mentions && !options.zone) return shown(before, place, mayManage);
  if (!mayManage)
    return saying("none", TITLE, "Only someone who manages this server or workspace may change its settings.");
  const zone = options.zone ? schedule.subscriptions.readZone(options.zone) : undefined;
  if (zone && "problem" in zone) return saying("none", TITLE, zone.problem);
  await schedule.tenants.set(place, { ...mentionsIn(options, before, place), ...zone });
  return shown(await schedule.tenants.settings(place), place, true, "Saved.");
}

/** `channels` are excluded while mentions are on, and the only ones answered while they are "chosen". */
function mentionsIn({ mentions: wish }: Options, before: TenantSettings, place: Place): Partial<TenantSettings> {
  const here = channelOf(place);
  const isChosen = before.mentions === "chosen";
  const others = before.channels.filter((channel) => channel !== here);
  switch (wish) {
    case "on":
    case "off":
      return { mentions: wish, channels: [] };
    case "here":
      return { mentions: "chosen", channels: isChosen ? [...others, here] : [here] };
    case "not-here":
      if (before.mentions === "off") return {};
      return isChosen ? { channels: others } : { mentions: "on", channels: [...others, here] };
    default:
      return {};
  }
}

function shown(settings: TenantSettings, place: Place, mayManage: boolean, told?: string): Reply {
  const { mentions, channels, zone } = settings;
  const others = channels.filter((id) => id !== channelOf(place)).length;
  const named = [
    ...(channels.includes(channelOf(place)) ? ["this channel"] : []),
    ...(others > 0 ? [others === 1 ? "one other channel" : `${others} other channels`] : []),
  ].join(" and ");
  const where =
    mentions === "off"
      ? "nowhere; commands and direct messages still work"
      : mentions === "chosen"
        ? `in ${named === "" ? "no channel" : named} only`
        : `in every channel${named === "" ? "" : ` but ${named}`}`;
  const items = [
    { label: "Mentions are answered", detail: where },
    { label: "Default time zone", detail: zone ?? "not set yet; you'll be asked when you set up the first schedule" },
  ];
  return {
    outcome: "answered",
    title: TITLE,
    blocks: [...(told === undefined ? [] : [notice(told)]), { kind: "list", items }],
    notes: [],
    actions: mayManage ? buttons(settings, place) : [],
  };
}

function buttons({ mentions, channels }: TenantSettings, place: Place): Action[] {
  const action = (label: string, wish: string): Action => {
    return { label, ask: { command: SETTINGS, options: { mentions: wish } }, shown: "reply" };
  };
  const isListed = channels.includes(channelOf(place));
  const isHeard = mentions === "on" ? !isListed : mentions === "chosen" && isListed;
  return [
    ...(mentions === "on" && channels.length === 0 ? [] : [action("Answer everywhere", "on")]),
    ...(mentions === "chosen" && isListed ? [] : [action("Answer only here", "here")]),
    ...(isHeard ? [action("Not in this channel", "not-here")] : []),
    ...(mentions === "off" ? [] : [action("Answer no mentions", "off")]),
  ];
}

/** Threads follow their channel. */
function channelOf({ id, parent }: Place): string {
  return parent ?? id;
}
