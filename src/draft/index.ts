export { type Scores, scoreByWords, scoreInOrder } from "./sections/score.ts";
export { type Sentence, sentencesOf } from "./sentences/sentences.ts";
export { type Evidence, evidenceOf } from "./support/align/evidence.ts";
export { type ContentSupport, checkContent, evidenceFor } from "./support/check-content.ts";
export { checkSupport, type Support, tellSupport } from "./support/check-support.ts";
export { type DiffPart, tellWordDiff, wordDiff } from "./support/word-diff.ts";
export { type Draft, draft, MOST_POINTS } from "./write/draft.ts";
export { type ReviewItem, tellReview } from "./write/review.ts";
export { update } from "./write/update.ts";
