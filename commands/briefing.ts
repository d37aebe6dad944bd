import { type Briefing, dateOf, type SectionName } from "#briefing";
import { type Block, fitsToken, POINTS, type Reply, type UnderstoodAsk } from "#chat";
import { answerFrom, frameOf, notice, topicHeading } from "./parts/answer.ts";
import { heardIn } from "./parts/audience.ts";
import { openNumbering } from "./parts/cited.ts";
import type { Command, Tools } from "./parts/command.ts";
import { pointsNamed, pointsOption, pointsWanted } from "./parts/points.ts";
import { reportButton } from "./parts/reporting.ts";
import { sayIn, sectionsNamed, sectionsOf, sectionsOption } from "./parts/sections.ts";
import { joined, type Several, severalStories } from "./parts/several.ts";
import { resolveTopic, topicOption } from "./parts/topic.ts";

/** The most stories in one message: nobody reads more. */
const MOST_STORIES = 20;

const ALL = /^all(?: (?:of them|stories|topics|briefings))?$/i;

export const briefing: Command = {
  name: "briefing",
  summary: "The whole briefing on one story or on all of them",
  hint: "[topic | all] [sections]",
  seenBy: "asker",
  says: [
    "briefing",
    "brief",
    "brief me",
    "summary",
    "summarize",
    "summarise",
    "sum up",
    "overview",
    "whole story",
    "full story",
    "whole picture",
    "everything",
    "rundown",
    "run down",
    "recap",
    "tldr",
    "tl dr",
    "gist",
    "in a nutshell",
    "nutshell",
    "explain",
    "primer",
    "refresher",
    "background",
    "walk me through",
    "walk us through",
    "run me through",
    "run us through",
    "talk me through",
    "deep dive",
  ],
  options: [{ ...topicOption, summary: "Which story: its name, part of it, or “all”" }, sectionsOption, pointsOption],
  run(ask, tools) {
    if (ALL.test(ask.options.topic ?? "")) return answerAll(ask, tools);
    const several = severalStories(ask.options.topic ?? "", tools.library, ask.place);
    if (several) return answerAll(ask, tools, several);
    const resolved = resolveTopic(ask, tools.library);
    return "reply" in resolved ? resolved.reply : answerFrom(resolved.briefing, sectionsOf(ask), ask, tools);
  },
};

function newestOf(told: readonly Briefing[], names: readonly SectionName[]): { asOf?: string } {
  const dates = told.map((one) => dateOf(one, names) ?? "").sort();
  const newest = dates.at(-1);
  return newest ? { asOf: newest } : {};
}

/** `of`: the named stories; absent: all. */
function answerAll(ask: UnderstoodAsk, tools: Tools, of?: Several): Reply {
  const { library, publicUrl, now } = tools;
  const seen = of?.briefings ?? library.briefings.filter(heardIn(ask.place));
  const told = seen.slice(0, MOST_STORIES);
  const [only] = told;
  if (!only)
    return {
      outcome: "none",
      title: "No briefings yet",
      blocks: [notice("There are no briefings here yet.")],
      notes: [],
      actions: [],
    };
  const names = sectionsOf(ask);
  const numbering = openNumbering(told, publicUrl, now);
  const blocks = told.flatMap((one): Block[] => {
    return [topicHeading(one), ...sayIn(one, names, numbering)];
  });
  if (seen.length > told.length) blocks.push(notice(`${seen.length - told.length} more stories. Ask for one by name.`));
  if (of && of.missing > 0)
    blocks.push(
      notice(
        of.missing === 1
          ? "One more story is not available here."
          : `${of.missing} more stories are not available here.`,
      ),
    );
  const notes = numbering.notes();
  const points = ask.options[POINTS];
  const answers = {
    command: "briefing",
    options: { topic: of ? joined(told) : "all", ...sectionsNamed(names), ...pointsNamed(points) },
  };
  const whole: Reply = {
    outcome: notes.length > 0 ? "answered" : "none",
    ...(fitsToken(answers) && { answers }),
    ...(told.length === 1
      ? frameOf(only, names, tools)
      : { title: of ? `${told.length} stories` : "All stories", ...newestOf(told, names) }),
    edition: [told.map(({ topic, version }) => `${topic}@${version.slice(0, 16)}`).join(" "), points ?? []]
      .flat()
      .join(":"),
    blocks,
    notes,
    actions: [
      ...(notes.length > 0 && fitsToken(answers) ? [{ label: "Share", ask: answers, shown: "channel" } as const] : []),
      ...reportButton(tools, "all", names),
    ],
  };
  return pointsWanted(whole, points);
}
