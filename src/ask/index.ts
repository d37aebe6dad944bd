export { type Answers, type FoundAnswer, type Hit, type Near, openAnswers, SURE } from "./open-answers.ts";
