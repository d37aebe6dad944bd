import { questionCommand } from "./parts/question.ts";

export const whatsHappening = questionCommand("whats-happening", {
  summary: "What is happening in a story, each sentence with its source",
  says: [
    "what's happening",
    "what is happening",
    "what happened",
    "what has happened",
    "what's going on",
    "what is going on",
    "going on",
    "what's new",
    "what's up",
    "catch me up",
    "where do sources differ",
    "sources differ",
    "happening",
    "latest",
    "news",
    "update",
  ],
});
