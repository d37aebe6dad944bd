import { type Hit, SURE } from "#ask";
import { type Briefing, type Citation, citePassage, type Statement } from "#briefing";
import type { Block } from "#chat";
import { topicHeading } from "../answer.ts";
import type { Numbering } from "../cited.ts";

export { SURE };

/**
 * A hit as a statement: its own, or the checked quote of a whole sentence. Undefined if the checker refuses the quote.
 */
export function statementOf(hit: Hit): Statement | undefined {
  if ("statement" in hit) return hit.statement;
  const citation = citePassage(hit.source, hit.passage);
  return citation && quoteAlone(citation);
}

/** Introduces a sentence quoted as it is; the quote and its context follow. */
export const IN_ITS_WORDS = "In the words of the source:";

/** A quote that nobody has written a statement from. */
export function quoteAlone(citation: Citation): Statement {
  return { text: IN_ITS_WORDS, citations: [citation] };
}

/** Answers with their quotes in context, grouped by story if there are several. */
export function sayHits(hits: readonly { briefing: Briefing; statement: Statement }[], numbering: Numbering): Block[] {
  const stories = [...new Set(hits.map(({ briefing }) => briefing))];
  let first = 1;
  return stories.flatMap((briefing): Block[] => {
    const own = hits.filter((hit) => hit.briefing === briefing);
    const lines = own.map(({ statement }) => numbering.line(statement));
    const block: Block = { kind: "quotes", lines, ...(first > 1 && { first }) };
    first += own.length;
    return stories.length > 1 ? [topicHeading(briefing), block] : [block];
  });
}
