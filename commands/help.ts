import { notice } from "./parts/answer.ts";
import type { Command } from "./parts/command.ts";

/** `/nutgraf`: help, and the entry for plain words, which the bot interprets before a command sees them. */
export const help: Command = {
  name: "nutgraf",
  summary: "How to ask, and what you can ask",
  hint: "help",
  seenBy: "asker",
  says: [
    "help",
    "help me",
    "how does this work",
    "how do you work",
    "how do i use",
    "how do i ask",
    "how to use",
    "how to ask",
    "what can you do",
    "what do you do",
    "who are you",
    "what are you",
    "what is this",
    "commands",
    "instructions",
  ],
  options: [{ name: "question", summary: "What you want to know, in plain words", kind: "text" }],
  run(_, { specs }) {
    return {
      outcome: "answered",
      title: "How to ask",
      blocks: [
        notice(
          "Briefings on running stories: what's happening, why it's important, what's next. Every sentence cites the exact words of a source. A machine checks the quotes; people write the sentences.",
        ),
        { kind: "commands", specs },
        notice("Part of a story's name is enough. You can also ask in plain words: what's next on …?"),
      ],
      notes: [],
      actions: [{ label: "Stories", ask: { command: "topics", options: {} }, shown: "reply" }],
    };
  },
};
