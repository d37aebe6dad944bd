import { type Library, SECTION_TITLES } from "#briefing";
import { isBlank, type Option, type Options, type Reply, type UnderstoodAsk } from "#chat";
import type { Reported } from "#schedule";
import { notice } from "../parts/answer.ts";
import type { Command } from "../parts/command.ts";
import { editionOf, REPORT } from "../parts/reporting.ts";
import { sectionsNamed, sectionsOf, sectionsOption } from "../parts/sections.ts";
import { topicOption } from "../parts/topic.ts";

const WORDS: Option = { name: "text", summary: "What is wrong?", kind: "text", long: true };

/** The button under an answer: asks what is wrong, and sends it to whoever runs the bot. */
export const report: Command = {
  name: REPORT,
  summary: "Report a mistake in an answer",
  hint: "",
  seenBy: "asker",
  says: [],
  options: [topicOption, sectionsOption, { name: "edition", summary: "The words in question", kind: "text" }, WORDS],
  async run(ask, { schedule, library }) {
    if (!schedule?.operator.hearsReports()) return saying("none", "Report not sent", NOBODY);
    const { text: words = "", ...about } = ask.options;
    if (isBlank(words)) return askWhatIsWrong(about);
    const { id, by, place } = ask;
    const reported = await schedule.operator.report({ ask: id, by, place, about: sayAbout(ask, library), words });
    return reported === "passed-on"
      ? saying("answered", "Thank you", "Your report goes to whoever runs this bot, with your name and your words.")
      : saying("none", "Report not sent", WHY_NOT[reported]);
  },
};

const NOBODY = "Nobody is set up to receive reports here. Please tell whoever runs this bot directly.";

const WHY_NOT: Readonly<Record<Exclude<Reported, "passed-on">, string>> = {
  "enough-from-you":
    "You've reported several mistakes in the past hour. Those were sent; this one wasn't. Please report it later, or tell whoever runs this bot directly.",
  enough:
    "Many mistakes were reported in the past hour, so this one wasn't sent. Please report it later, or tell whoever runs this bot directly.",
  failed: "Your report couldn't be sent. Please try again later, or tell whoever runs this bot directly.",
};

/** The form, with a button that reopens it for somebody who sent it empty. */
function askWhatIsWrong(about: Options): Reply {
  const title = "Report a mistake";
  const intro = "It goes to whoever runs this bot, with your name and where you read it. Nobody else sees it.";
  const ask = { command: REPORT, options: about };
  return {
    ...saying("choose", title, intro),
    actions: [{ label: title, ask, shown: "form" }],
    form: { title, fields: [WORDS], values: {}, submit: { label: "Send", ask, shown: "reply" } },
  };
}

/** What the report is about, for whoever runs the bot, who may see every story. */
function sayAbout(ask: UnderstoodAsk, library: Library): string {
  const { topic = "", edition } = ask.options;
  if (topic === "all") return "all stories";
  const briefing = library.briefing(topic);
  const names = sectionsOf(ask);
  const parts = sectionsNamed(names).sections === undefined ? [] : names.map((name) => SECTION_TITLES[name]);
  if (!briefing) return ["a story that is no longer there", ...parts].join(", ");
  const stands = edition === editionOf(briefing) ? "as it stands now" : "changed since";
  return [`“${briefing.title}”`, ...parts, stands].join(", ");
}

function saying(outcome: Reply["outcome"], title: string, text: string): Reply {
  return { outcome, title, blocks: [notice(text)], notes: [], actions: [] };
}
