import { questionCommand } from "./parts/question.ts";

export const whyImportant = questionCommand("why-important", {
  summary: "Why a story is important, each sentence with its source",
  says: [
    "why is it important",
    "why is this important",
    "why it's important",
    "why important",
    "why does it matter",
    "why it matters",
    "important",
    "importance",
    "matters",
    "matter",
    "care",
    "why",
  ],
});
