import type { Ask, Choice } from "#chat";
import type { Tools } from "../command.ts";
import { MOST_CHOICES } from "../topic.ts";
import { scheduleLabels } from "./labels.ts";
import { scheduleTitle } from "./which.ts";

/** Times that can be typed next, each with what it means. */
export function suggestTimes(typed: string, { zone = "" }: Readonly<Record<string, string>>, tools: Tools): Choice[] {
  const words = typed.trim();
  const candidates = words === "" ? EXAMPLES : [words, ...CLOCKS.map((clock) => `${words} ${clock}`), ...EXAMPLES];
  const near = candidates.filter((times, index) => index <= CLOCKS.length || times.startsWith(words.toLowerCase()));
  // Their zone isn't known yet.
  const said = (meant: string) => (zone === "" ? meant.replace(/ \([^()]*\)$/, "") : meant);
  const read = tools.schedule?.subscriptions.read;
  const choices = near.flatMap((times): Choice[] => {
    if (!read) return [{ value: times, label: times }];
    const request = { topic: "", sections: "", times, onlyIfChanged: true };
    const asked = [zone || "UTC", "UTC"]
      .map((zone) => read({ ...request, zone }))
      .find((found) => !("problem" in found));
    return asked && !("problem" in asked) ? [{ value: times, label: `${times} · ${said(asked.said.times)}` }] : [];
  });
  return [...new Map(choices.map((choice) => [choice.value.toLowerCase(), choice])).values()].slice(0, MOST_CHOICES);
}

/** The schedules of a place that match what is typed. */
export async function suggestSchedules(typed: string, ask: Ask, tools: Tools): Promise<Choice[]> {
  const { schedule } = tools;
  if (!schedule) return [];
  const rows = await schedule.subscriptions.list(ask.place);
  const titleOf = (topic: string) => scheduleTitle(topic, tools, ask.place);
  const labels = scheduleLabels(rows, { titleOf, with: "zone", most: MOST_SUGGESTED });
  return rows
    .map(({ id, state }, index) => {
      const label = labels[index] ?? id;
      return { value: id, label: state === "paused" && !label.endsWith(PAUSED) ? `${label}${PAUSED}` : label };
    })
    .filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(typed.trim().toLowerCase()))
    .slice(0, MOST_CHOICES);
}

/** Discord allows 100 characters in a suggestion. */
const MOST_SUGGESTED = 90;
const PAUSED = " · paused";

const EXAMPLES = [
  "weekdays 09:00",
  "daily 8:30",
  "on change",
  "mon,thu 16:00",
  "fridays 16:00",
  "weekends 10:00",
  "0 9 * * 1-5",
];
const CLOCKS = ["08:00", "09:00", "12:00", "16:00", "18:00"];
