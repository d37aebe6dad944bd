import { type Briefing, dateOf, reviewNotice } from "#briefing";
import type { ListItem } from "#chat";
import { notice } from "./parts/answer.ts";
import { heardIn } from "./parts/audience.ts";
import type { Command } from "./parts/command.ts";
import { MOST_CHOICES, topicLabels } from "./parts/topic.ts";

const MOST_LISTED = 50;

export const topics: Command = {
  name: "topics",
  summary: "The stories you can ask about here",
  hint: "",
  seenBy: "asker",
  says: [
    "topics",
    "stories",
    "list",
    "list of stories",
    "what do you know",
    "what can i ask",
    "what can we ask",
    "which stories",
    "what stories",
    "which topics",
    "what topics",
    "what do you cover",
    "what do you follow",
    "what are you following",
    "what are you covering",
    "what are you tracking",
  ],
  options: [],
  run({ place }, { library }) {
    const seen = library.briefings.filter(heardIn(place));
    if (seen.length === 0) {
      const text = "There are no briefings here yet. Whoever runs this bot adds them as files in the content folder.";
      return { outcome: "none", title: "No briefings yet", blocks: [notice(text)], notes: [], actions: [] };
    }
    const more = seen.length - MOST_LISTED;
    const labels = topicLabels(seen.slice(0, MOST_CHOICES));
    return {
      outcome: "answered",
      title: seen.length === 1 ? "One story" : `${seen.length} stories`,
      blocks: [
        { kind: "list", items: seen.slice(0, MOST_LISTED).map(itemOf) },
        ...(more > 0 ? [notice(`${more} more. Type part of a name to find one.`)] : []),
      ],
      notes: [],
      actions: seen.slice(0, MOST_CHOICES).map(({ topic }, index) => {
        return {
          label: labels[index] ?? topic,
          ask: { command: "whats-happening", options: { topic } },
          shown: "reply",
        };
      }),
    };
  },
};

function itemOf(briefing: Briefing): ListItem {
  const { topic, title, aliases } = briefing;
  const date = dateOf(briefing);
  const names = [topic, ...aliases].join(", ");
  const detail = [names, date === undefined ? "undated" : `as of ${date}`, reviewNotice(briefing) ?? []].flat();
  return { label: title, detail: detail.join(" · ") };
}
