import { type Briefing, type Library, markedIn, markOf, SECTION_TITLES } from "#briefing";
import { type Choice, isBlank, type Option, type Options, type Reply, type UnderstoodAsk } from "#chat";
import type { Reported } from "#schedule";
import { saying } from "../parts/answer.ts";
import { heardIn } from "../parts/audience.ts";
import type { Command } from "../parts/command.ts";
import { ownerPlace } from "../parts/owner.ts";
import { editionOf, REPORT } from "../parts/reporting.ts";
import { sectionsNamed, sectionsOf, sectionsOption } from "../parts/sections.ts";
import { topicOption } from "../parts/topic.ts";

const WORDS: Option = { name: "text", summary: "What is wrong?", kind: "text", long: true };
const NAME: Option = {
  name: "name",
  summary: "May we share your name?",
  kind: "choice",
  choices: [{ value: "yes", label: "Yes, share my name" }],
};
const HEAR: Option = {
  name: "hear",
  summary: "Do you want to know the outcome?",
  kind: "choice",
  choices: [{ value: "no", label: "No, thank you" }],
};
const STATEMENT: Option = { name: "statement", summary: "Which sentence?", kind: "text", unlisted: true };

/**
 * The button under an answer: asks what is wrong, and sends it to the story's owner, or else to the operator's place.
 */
export const report: Command = {
  name: REPORT,
  summary: "Report a mistake in an answer",
  hint: "",
  seenBy: "asker",
  says: [],
  options: [
    topicOption,
    sectionsOption,
    { name: "edition", summary: "The words in question", kind: "text" },
    STATEMENT,
    WORDS,
    NAME,
    HEAR,
  ],
  async run(ask, { schedule, library }) {
    const { topic = "" } = ask.options;
    const briefing = library.briefing(topic);
    const owner = briefing && ownerPlace(briefing, schedule?.owners);
    if (!schedule || !(owner || schedule.operator.hearsReports())) return saying("none", "Report not sent", NOBODY);
    const { text: words = "", statement: mark, name, hear, ...about } = ask.options;
    if (isBlank(words)) return askWhatIsWrong(about, statementsIn(ask, briefing), owner !== undefined);
    const { id, by, place } = ask;
    // Nobody may have the words of a story repeated that they may not read.
    const statement = briefing && heardIn(place)(briefing) ? markedIn(briefing, mark) : undefined;
    const reported = await schedule.operator.report({
      ...{ ask: id, by, place, about: sayAbout(ask, library), words, tellsName: name === "yes", hears: hear !== "no" },
      ...(owner && { owner }),
      ...(briefing && heardIn(place)(briefing) && { topic, title: briefing.title }),
      ...(statement && {
        statement: { mark: markOf(statement), text: statement.text, quote: statement.citations[0].quote },
      }),
    });
    return reported === "passed-on"
      ? saying(
          "answered",
          "Thank you",
          thanks(owner !== undefined, name === "yes", statement !== undefined && hear !== "no"),
        )
      : saying("none", "Report not sent", WHY_NOT[reported]);
  },
};

function thanks(hasOwner: boolean, tellsName: boolean, hears: boolean): string {
  const goes = `Your report goes to ${whoHears(hasOwner)}, with your words ${tellsName ? "and" : "but not"} your name.`;
  return hears ? `${goes} You will hear about the outcome.` : goes;
}

function whoHears(hasOwner: boolean): string {
  return hasOwner ? "whoever answers for this story" : "whoever runs this bot";
}

/** The statements in the answer, to choose from. */
function statementsIn(ask: UnderstoodAsk, briefing: Briefing | undefined): readonly Choice[] {
  if (!briefing || !heardIn(ask.place)(briefing)) return [];
  const said = sectionsOf(ask).flatMap((name) => briefing.sections[name].statements);
  return said.map((statement) => ({ value: markOf(statement), label: statement.text }));
}

const NOBODY = "Nobody is set up to receive reports here. Please tell whoever runs this bot directly.";

const WHY_NOT: Readonly<Record<Exclude<Reported, "passed-on">, string>> = {
  "enough-from-you":
    "You've reported several mistakes in the past hour. Those were sent; this one wasn't. Please report it later, or tell whoever runs this bot directly.",
  enough:
    "Many mistakes were reported in the past hour, so this one wasn't sent. Please report it later, or tell whoever runs this bot directly.",
  failed: "Your report couldn't be sent. Please try again later, or tell whoever runs this bot directly.",
};

/** The form, with a button that reopens it for somebody who sent it empty. */
function askWhatIsWrong(about: Options, statements: readonly Choice[], hasOwner: boolean): Reply {
  const title = "Report a mistake";
  const intro = `It goes to ${whoHears(hasOwner)}, with where you read it. Nobody else sees it.`;
  const ask = { command: REPORT, options: about };
  const which: readonly Option[] =
    statements.length === 0 ? [] : [{ ...STATEMENT, kind: "choice", unlisted: false, choices: statements }];
  return {
    ...saying("choose", title, intro),
    actions: [{ label: title, ask, shown: "form" }],
    form: { title, fields: [...which, WORDS, NAME, HEAR], values: {}, submit: { label: "Send", ask, shown: "reply" } },
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
