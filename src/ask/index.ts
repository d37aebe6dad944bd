export { type Answers, type FoundAnswer, type Hit, openAnswers, SURE } from "./open-answers.ts";
