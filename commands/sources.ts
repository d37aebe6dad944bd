import { SECTION_TITLES } from "#briefing";
import type { Block } from "#chat";
import { frameOf, notice } from "./parts/answer.ts";
import { openNumbering } from "./parts/cited.ts";
import type { Command } from "./parts/command.ts";
import { reportButton } from "./parts/reporting.ts";
import { QUESTIONS, sectionsNamed, sectionsOf, sectionsOption } from "./parts/sections.ts";
import { resolveTopic, topicOption } from "./parts/topic.ts";

export const sources: Command = {
  name: "sources",
  summary: "The exact words behind each statement, in context",
  hint: "[topic] [sections]",
  seenBy: "asker",
  says: [
    "sources",
    "source",
    "quotes",
    "quote",
    "citations",
    "citation",
    "references",
    "evidence",
    "proof",
    "who says",
    "who said",
    "says who",
    "according to whom",
    "according to who",
    "how do you know",
    "how do we know",
    "where did you get",
    "where is … from",
    "where does … come from",
    "what is … based on",
  ],
  options: [topicOption, sectionsOption],
  run(ask, tools) {
    const { library, publicUrl, now } = tools;
    const resolved = resolveTopic(ask, library);
    if ("reply" in resolved) return resolved.reply;
    const { briefing } = resolved;
    const numbering = openNumbering([briefing], publicUrl, now);
    const names = sectionsOf(ask);
    let points = 0;
    const blocks = names.flatMap((name): Block[] => {
      const { statements } = briefing.sections[name];
      if (statements.length === 0) return [];
      const heading: Block = { kind: "heading", level: "section", text: SECTION_TITLES[name] };
      const first = points + 1;
      points += statements.length;
      return [heading, { kind: "quotes", lines: statements.map(numbering.line), ...(first > 1 && { first }) }];
    });
    const { topic } = briefing;
    return {
      outcome: blocks.length > 0 ? "answered" : "none",
      ...frameOf(briefing, names, tools),
      answers: { command: "sources", options: { topic, ...sectionsNamed(names) } },
      edition: `${topic}@${briefing.version.slice(0, 16)}:quotes:${names.join("+")}`,
      blocks: blocks.length > 0 ? blocks : [notice("Nothing is written on this yet, so there is nothing to quote.")],
      notes: numbering.notes(),
      actions: [
        ...QUESTIONS.map(
          ({ command, label }) => ({ label, ask: { command, options: { topic } }, shown: "reply" }) as const,
        ),
        ...reportButton(tools, briefing, names),
      ],
    };
  },
};
