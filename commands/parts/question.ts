import { answerFrom } from "./answer.ts";
import type { Command } from "./command.ts";
import { pointsOption } from "./points.ts";
import { QUESTIONS, type Question } from "./sections.ts";
import { resolveTopic, topicOption } from "./topic.ts";

/** A command that answers one of the three questions. */
export function questionCommand(name: Question["command"], more: Pick<Command, "summary" | "says">): Command {
  const { sections } = QUESTIONS.find(({ command }) => command === name) as Question;
  return {
    name,
    ...more,
    hint: "[topic]",
    seenBy: "asker",
    options: [topicOption, pointsOption],
    run(ask, tools) {
      const resolved = resolveTopic(ask, tools.library);
      return "reply" in resolved ? resolved.reply : answerFrom(resolved.briefing, sections, ask, tools);
    },
  };
}
