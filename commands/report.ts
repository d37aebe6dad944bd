import { type Library, SECTION_TITLES } from "#briefing";
import type { Option, Options, Reply, UnderstoodAsk } from "#chat";
import type { Reported } from "#schedule";
import { notice } from "./parts/answer.ts";
import type { Command } from "./parts/command.ts";
import { editionOf, REPORT } from "./parts/reporting.ts";
import { sectionsNamed, sectionsOf, sectionsOption } from "./parts/sections.ts";
import { topicOption } from "./parts/topic.ts";

const WORDS: Option = { name: "text", summary: "What is wrong?", kind: "text", long: true };

/** What the button under an answer does: asks what is wrong, and passes it on to whoever runs the bot. */
export const report: Command = {
  name: REPORT,
  summary: "Report a mistake in an answer",
  hint: "",
  seenBy: "asker",
  says: [],
  options: [topicOption, sectionsOption, { name: "edition", summary: "Which words were read", kind: "text" }, WORDS],
  async run(ask, { schedule, library }) {
    if (!schedule?.operator.hearsReports()) return saying("none", "Not passed on", NOBODY);
    const { text: words = "", ...about } = ask.options;
    if (words === "") return askWhatIsWrong(about);
    const { id, by, place } = ask;
    const reported = await schedule.operator.report({ ask: id, by, place, about: sayAbout(ask, library), words });
    return reported === "passed-on"
      ? saying("answered", "Thank you", "It is passed on to whoever runs this bot, with your name and your words.")
      : saying("none", "Not passed on", WHY_NOT[reported]);
  },
};

const NOBODY = "Nobody is set up here to hear of mistakes. Please tell whoever runs this bot directly.";

const WHY_NOT: Readonly<Record<Exclude<Reported, "passed-on">, string>> = {
  "enough-from-you":
    "You have reported several mistakes within the hour, and they are passed on; this one is not. Please report it later, or tell whoever runs this bot directly.",
  enough:
    "Many mistakes were reported within the hour, so this one is not passed on. Please report it later, or tell whoever runs this bot directly.",
  failed: "It could not be passed on just now. Please try again later, or tell whoever runs this bot directly.",
};

/** The form, and the button that opens it again for somebody who sent it with nothing in it. */
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

/** What the report is about, for whoever runs the bot: they may hear of every story. */
function sayAbout(ask: UnderstoodAsk, library: Library): string {
  const { topic = "", edition } = ask.options;
  if (topic === "all") return "all stories";
  const briefing = library.briefing(topic);
  const names = sectionsOf(ask);
  const parts = sectionsNamed(names).sections === undefined ? [] : names.map((name) => SECTION_TITLES[name]);
  const stands = briefing && edition === editionOf(briefing) ? "as it stands now" : "changed since";
  const title = briefing ? `${briefing.title} (${topic})` : topic;
  return [title, ...parts, `edition ${edition ?? "unknown"}`, briefing ? stands : "no longer there"].join(", ");
}

function saying(outcome: Reply["outcome"], title: string, text: string): Reply {
  return { outcome, title, blocks: [notice(text)], notes: [], actions: [] };
}
