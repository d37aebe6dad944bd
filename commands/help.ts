import { notice } from "./parts/answer.ts";
import type { Command } from "./parts/command.ts";

/** `/nutgraf`: help, and the door for plain words, which the bot understands before a command sees them. */
export const help: Command = {
  name: "nutgraf",
  summary: "How to ask, and what can be asked",
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
          "Briefings on running stories: what's happening, why it's important, what's next. Every sentence is cited to the exact words of a source; the quotes are checked by machine, the sentences are written by people.",
        ),
        { kind: "commands", specs },
        notice("A story can be named by part of its name. Plain words are understood too, as in: what's next on …?"),
      ],
      notes: [],
      actions: [{ label: "Stories", ask: { command: "topics", options: {} }, shown: "reply" }],
    };
  },
};
