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
