export { type Scores, scoreByWords, scoreInOrder } from "./sections/score.ts";
export { type Sentence, sentencesOf } from "./sentences/sentences.ts";
