import { ask } from "./ask.ts";
import { whatChanged } from "./changes.ts";
import { checkSentence } from "./check-sentence.ts";
import type { Operation } from "./operation.ts";
import { fetchFound, search } from "./search.ts";
import { getSource, listSources } from "./sources.ts";
import { getBriefing, listTopics } from "./stories.ts";

/** Everything that programs can ask. */
export const OPERATIONS: readonly Operation[] = [
  search,
  fetchFound,
  listTopics,
  getBriefing,
  whatChanged,
  ask,
  checkSentence,
  listSources,
  getSource,
];
