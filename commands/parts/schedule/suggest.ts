import type { Ask, Choice } from "#chat";
import type { SubscriptionRow } from "#store";
import type { Tools } from "../command.ts";
import { MOST_CHOICES } from "../topic.ts";
import { scheduleTitle } from "./which.ts";

/** Times that can be typed next, each with what it means. */
export function suggestTimes(typed: string, { zone = "" }: Readonly<Record<string, string>>, tools: Tools): Choice[] {
  const words = typed.trim();
  const candidates = words === "" ? EXAMPLES : [words, ...CLOCKS.map((clock) => `${words} ${clock}`), ...EXAMPLES];
  const near = candidates.filter((times, index) => index <= CLOCKS.length || times.startsWith(words.toLowerCase()));
  const read = tools.schedule?.subscriptions.read;
  const choices = near.flatMap((times): Choice[] => {
    if (!read) return [{ value: times, label: times }];
    const wish = { topic: "", sections: "", times, onlyIfChanged: true };
    const wished = [zone || "UTC", "UTC"].map((zone) => read({ ...wish, zone })).find((found) => !("problem" in found));
    return wished && !("problem" in wished) ? [{ value: times, label: `${times} · ${wished.said.times}` }] : [];
  });
  return [...new Map(choices.map((choice) => [choice.value.toLowerCase(), choice])).values()].slice(0, MOST_CHOICES);
}

/** The schedules of a place that are named by what is typed. */
export async function suggestSchedules(typed: string, ask: Ask, tools: Tools): Promise<Choice[]> {
  const { schedule } = tools;
  if (!schedule) return [];
  const rows = await schedule.subscriptions.list(ask.place);
  const labelOf = (row: SubscriptionRow) => {
    const paused = row.state === "paused" ? " · paused" : "";
    return `${scheduleTitle(row.topic, tools, ask.place)} · ${schedule.subscriptions.say(row).times}${paused}`;
  };
  return rows
    .map((row) => ({ value: row.id, label: labelOf(row) }))
    .filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(typed.trim().toLowerCase()))
    .slice(0, MOST_CHOICES);
}

const EXAMPLES = ["weekdays 09:00", "daily 8:30", "mon,thu 16:00", "fridays 16:00", "weekends 10:00", "0 9 * * 1-5"];
const CLOCKS = ["08:00", "09:00", "12:00", "16:00", "18:00"];
