import { saying } from "../parts/answer.ts";
import type { Command } from "../parts/command.ts";
import { topicOption } from "../parts/topic.ts";
import { answersFor } from "./still-true.ts";

/** The button under a reported mistake: opens the story for correction, for its owner or whoever runs the bot. */
export const openCorrection: Command = {
  name: "open-correction",
  summary: "Open a story for correction",
  hint: "",
  seenBy: "asker",
  says: [],
  options: [topicOption],
  async run(ask, { library, upkeep, schedule, publicUrl }) {
    const { topic = "" } = ask.options;
    const briefing = library.briefing(topic);
    const isOperator = schedule?.operator.isAt(ask.place) ?? false;
    if (!briefing || !(isOperator || answersFor(briefing, ask))) return saying("none", "Not opened", NOT_YOURS);
    const { title } = briefing;
    const name = `npm run correct -- ${topic} --why “What was wrong.” --by “Your Name”`;
    const opened = upkeep ? await upkeep.openForCorrection(topic) : { why: "Nothing can be written from here" };
    if (opened !== "done")
      return saying(
        "trouble",
        "Not opened",
        `${opened.why.replace(/[.\s]+$/, "")}.`,
        `Where the content is written, change briefings/${topic}.md, and then run: ${name}`,
      );
    const where =
      publicUrl === undefined
        ? `“${title}” is open for correction. Change drafts/${topic}.md, and publish it with: npm run publish -- ${topic} --by “Your Name”`
        : `“${title}” is open for correction. Change and publish it at ${publicUrl}/review/${topic}`;
    return saying("answered", "Opened for correction", where, `Then, to amend the posts, run: ${name}`);
  },
};

const NOT_YOURS =
  "Only a story's owner (“owner” in its file) and whoever runs this bot can open it for correction, as long as the story exists.";
