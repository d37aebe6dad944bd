import { questionCommand } from "./parts/question.ts";

export const whatsNext = questionCommand("whats-next", {
  summary: "What comes next in a story, each sentence with its source",
  says: [
    "what's next",
    "what is next",
    "what comes next",
    "what happens next",
    "what will happen",
    "going to happen",
    "happen next",
    "next steps",
    "next",
  ],
});
