export type { Audience, Scope } from "./audience.ts";
export {
  type Briefing,
  type Checked,
  type Citation,
  dateOf,
  SECTION_TITLES,
  SECTIONS,
  type Section,
  type SectionName,
  type Statement,
} from "./briefing.ts";
export type { Admits, Citing, Found, Library } from "./library.ts";
export { linkToWords } from "./link.ts";
export { type LiveLibrary, type LiveOptions, loadLibrary, openLibrary } from "./live.ts";
export { formatProblem, isError, type Position, type Problem, quoted, type Severity } from "./problem.ts";
export type { Passage, Passages } from "./quote.ts";
export { type Content, openShelf, type Shelf } from "./shelf.ts";
export { type Source, titleOf } from "./source.ts";
export { type Surroundings, surroundings } from "./surroundings.ts";
