export { dayIn } from "./add/document/days.ts";
export {
  type Document,
  FACT_NAMES,
  type Fact,
  type FactName,
  type Facts,
  type Feed,
  type Item,
} from "./add/document/document.ts";
export { LIMITS, type Limits } from "./add/document/limits.ts";
export { cleanAddress } from "./add/document/web-address.ts";
export type { Proposal, ProposeOptions } from "./add/keep/propose.ts";
export { keepSource, type Outcome, propose } from "./add/keep-source.ts";
export { isAddress, type Opened, type OpenOptions, openDocument, type Upload } from "./add/open-document.ts";
export { MODEL_LIMITS, type ModelLimits } from "./model/budget.ts";
export { type Assisted, draftWithModel } from "./model/draft-with-model.ts";
export { type Model, type ModelName, openModel } from "./model/open-model.ts";
export { confirmEach, type Desk } from "./publish/confirm.ts";
export type { Git, Person } from "./publish/git.ts";
export { openForCorrection } from "./publish/open-for-correction.ts";
export { type DraftReview, openReview } from "./publish/open-review.ts";
export { type Published, type Publishing, personOf, publish } from "./publish/publish.ts";
export { Refused } from "./publish/refused.ts";
export { showReview } from "./publish/show-review.ts";
export { undo } from "./publish/undo.ts";
export { type Change, type Changed, changeDraft, tryWording } from "./review/change-draft.ts";
export { type Card, type CardQuote, type Compared, type DraftLook, lookAtDraft } from "./review/look-at-draft.ts";
export {
  type ListedDraft,
  listDrafts,
  type PublishedSeen,
  publishSeen,
  type Undoable,
  undoSeen,
} from "./review/publish-seen.ts";
export { type NamedChange, nameChange } from "./rewrite/name-change.ts";
export { stillTrue } from "./rewrite/still-true.ts";
export { restoreFile, withdrawFile } from "./rewrite/withdraw-file.ts";
export { tellDifference } from "./support/align/difference.ts";
export { type Evidence, evidenceOf } from "./support/align/evidence.ts";
export { type ContentSupport, checkContent, evidenceFor, withDates } from "./support/check-content.ts";
export { checkSupport, type Support, tellSupport } from "./support/check-support.ts";
export { type DiffPart, tellWordDiff, wordDiff } from "./support/word-diff.ts";
export { currentSources } from "./write/current-sources.ts";
export { type Draft, draft, MOST_POINTS } from "./write/draft.ts";
export type { Proposed } from "./write/proposed.ts";
export { type ReviewItem, tellReview } from "./write/review.ts";
export { MOST_NEW, update } from "./write/update.ts";
