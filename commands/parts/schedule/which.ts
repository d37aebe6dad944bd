import type { Action, Place, Reply } from "#chat";
import type { Asking, Schedule } from "#schedule";
import type { SubscriptionRow } from "#store";
import { notice } from "../answer.ts";
import { heardIn } from "../audience.ts";
import type { Tools } from "../command.ts";
import { stub } from "./form.ts";
import { scheduleLabels } from "./labels.ts";

/**
 * The schedule that someone means: by its id, or by words of its story or times. Where one is there, it needs no naming,
 * but to be removed; several bring a choice.
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
  const labelOf = (row: SubscriptionRow) => `${titleOf(row.topic)}: ${subscriptions.say(row).times}`;
  const words = named.toLowerCase();
  const meant = here.filter((row) =>
    [row.topic, row.times, labelOf(row)].some((text) => text.toLowerCase().includes(words)),
  );
  const [only, ...more] = meant;
  if (!only) return { reply: choosing([], here.length === 0 && named === "" ? NONE : NO_SUCH_SCHEDULE) };
  if (more.length === 0 && (named !== "" || what !== "remove")) return { id: only.id };
  const labels = scheduleLabels(meant, { titleOf, say: subscriptions.say, with: "times" });
  const actions = meant.map(({ id, topic }, index): Action => {
    return { label: labels[index] ?? titleOf(topic), ask: stub({ do: what, schedule: id }), shown: "reply" };
  });
  return { reply: choosing(actions, "Which schedule?") };
}

/** A story's title for those who may hear of it in a place; its id otherwise, which whoever set it up wrote. */
export function scheduleTitle(topic: string, { library }: Tools, place: Place): string {
  return topic === "all" ? "all stories" : (library.named(topic, heardIn(place))?.title ?? topic);
}

export const NO_SUCH_SCHEDULE = "There is no such schedule here; it may have been removed.";
const NONE = "Nothing is scheduled here.";

function choosing(actions: readonly Action[], text: string): Reply {
  const outcome = actions.length > 0 ? "choose" : "none";
  return { outcome, title: "Scheduled briefings", blocks: [notice(text)], notes: [], actions };
}
