import type { Action, Place, Reply } from "#chat";
import type { Asking, ListedSubscription, Schedule } from "#schedule";
import { notice } from "../answer.ts";
import { heardIn } from "../audience.ts";
import type { Tools } from "../command.ts";
import { storiesNamed, titled } from "../several.ts";
import { stub } from "./form.ts";
import { scheduleLabels } from "./labels.ts";

/**
 * The schedule that someone means: by its id, a name of its story, or words of its label or times; an empty name
 * matches all. Offers a choice if several match, or if one would be removed that neither its id nor its story names.
 */
export async function whichSchedule(
  named: string,
  what: string,
  { schedule, asking, tools }: { schedule: Schedule; asking: Asking; tools: Tools },
): Promise<{ readonly id: string } | { readonly reply: Reply }> {
  const { subscriptions } = schedule;
  if (named !== "" && (await subscriptions.find(named, asking))) return { id: named };
  const here = await subscriptions.list(asking.place);
  const titleOf = (topic: string) => scheduleTitle(topic, tools, asking.place);
  const labelOf = ({ topic, times }: ListedSubscription) => `${titleOf(topic)}: ${times}`;
  if (here.length === 0) return { reply: choosing([], named === "" ? NONE : NO_SUCH_SCHEDULE) };
  const topic = tools.library.named(named, heardIn(asking.place))?.topic ?? named.toLowerCase();
  const ofStory = named === "" ? [] : here.filter((row) => row.topic === topic);
  const meant =
    ofStory.length > 0 ? ofStory : here.filter((row) => isMeant(named, [row.topic, row.written, labelOf(row)]));
  const [only, ...more] = meant;
  const isSure = ofStory.length > 0 && topic !== "all";
  if (only && more.length === 0 && (isSure || what !== "remove")) return { id: only.id };
  // The action is repeated for the chosen schedule.
  const next = what === "stop" ? "show" : what;
  const offered = only ? meant : here;
  const labels = scheduleLabels(offered, { titleOf, with: "times" });
  const actions = offered.map(({ id, topic }, index): Action => {
    return { label: labels[index] ?? titleOf(topic), ask: stub({ do: next, schedule: id }), shown: "reply" };
  });
  return { reply: choosing(actions, only ? "Which schedule?" : noneCalled(named)) };
}

/** Our own ids mean nothing to people. */
function noneCalled(named: string): string {
  return `${OWN_ID.test(named) ? NO_SUCH_SCHEDULE : `There is no such schedule here: none is called “${named}”.`} Which one is meant?`;
}

const OWN_ID = /^[a-z2-9]{10}$/;

/** Whether every typed word is the beginning of one of the names' words. */
function isMeant(named: string, names: readonly string[]): boolean {
  const parts = names
    .join(" ")
    .toLowerCase()
    .split(/[^\p{L}\p{N}:]+/u);
  const words = named
    .toLowerCase()
    .split(/[^\p{L}\p{N}:]+/u)
    .filter(Boolean);
  return words.every((word) => parts.some((part) => part.startsWith(word)));
}

/** A story's title, if it may be shown in a place. */
export function scheduleTitle(topic: string, { library }: Pick<Tools, "library">, place: Place): string {
  return topic === "all"
    ? "all stories"
    : titled(storiesNamed(topic, library, place)) || "a story that is no longer available";
}

export const NO_SUCH_SCHEDULE = "There is no such schedule here. It may have been removed.";
const NONE = "Nothing is scheduled here.";

function choosing(actions: readonly Action[], text: string): Reply {
  const outcome = actions.length > 0 ? "choose" : "none";
  return { outcome, title: "Scheduled briefings", blocks: [notice(text)], notes: [], actions };
}
