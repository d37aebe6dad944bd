import { questionCommand } from "./parts/question.ts";

export const whatsHappening = questionCommand("whats-happening", {
  summary: "What is happening in a story, each sentence with its source",
  says: [
    "what's happening",
    "what is happening",
    "what happened",
    "what's going on",
    "what's new",
    "happening",
    "latest",
  ],
});
