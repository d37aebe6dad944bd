export type { Audience, Scope } from "./content/audience.ts";
export {
  type Briefing,
  type Checked,
  type Citation,
  dateOf,
  type Review,
  reviewNotice,
  SECTION_TITLES,
  SECTIONS,
  type Section,
  type SectionName,
  type Statement,
} from "./content/briefing.ts";
export { checkNotice, dueOn, isStale, lastCheckedOn, sayDay } from "./content/freshness.ts";
export { formatProblem, isError, type Position, type Problem, quoted, type Severity } from "./content/problem.ts";
export { isWithin, type PartsOf, readableParts } from "./content/readable.ts";
export { isInsideQuotation } from "./content/sentences.ts";
export { type Passage, type Passages, SOURCE_ID, type Source, titleOf } from "./content/source.ts";
export { markedIn, markOf } from "./content/statement-mark.ts";
export { type Surroundings, surroundedPassages, surroundings } from "./content/surroundings.ts";
export { linkToWords } from "./content/text-fragment.ts";
export { isUnspaced, partsOf } from "./content/unspaced.ts";
export {
  CHANGE_KINDS,
  type ChangeKind,
  type CheckBy,
  type DeclaredChange,
  type Owner,
  type Withheld,
} from "./content/upkeep.ts";
export { type FoundDate, findDates } from "./dates/find-dates.ts";
export { passedOn } from "./dates/passed.ts";
export {
  type CheckedText,
  checkText,
  type Misattributed,
  misattributedIn,
  type Placed,
  placesOf,
} from "./library/check-text.ts";
export { contentFile } from "./library/content-folder.ts";
export { type Content, type ContentIndex, createContentIndex } from "./library/content-index.ts";
export { type Outline, type OutlinedCite, type OutlinedStatement, outlineOf } from "./library/file-outline.ts";
export type { Citing, Library } from "./library/library.ts";
export { nameClashes } from "./library/name-clashes.ts";
export { keepReviewed, readReviewed } from "./library/reviewed-copies.ts";
export { asChanged, asChecked, asRestored, asReviewed, asWithdrawn } from "./library/reviewed-text.ts";
export { distance, isSlip } from "./library/spelling.ts";
export type { Admits, Found } from "./library/topic-index.ts";
export { loadLibrary, type WatchedLibrary, type WatchOptions, watchLibrary } from "./library/watch.ts";
export { TOPIC } from "./parse/briefing-file.ts";
export { headerSchema } from "./parse/header-schema.ts";
export { type ParsedSource, parseSource } from "./parse/source-file.ts";
export { citePassage, citeWords } from "./verify/check-briefing.ts";
export { openWords } from "./verify/open-words.ts";
export { areNear, areOpposite, nearTo, oppositesOf } from "./words/related.ts";
export { type Sentence, sentencesOf } from "./words/sentences.ts";
export { stem } from "./words/stem.ts";
export { isStopWord, type Word, wordsOf } from "./words/words.ts";
