import type { Citation } from "./briefing.ts";
import type { Passage, Source } from "./source.ts";
import { surroundedPassages } from "./surroundings.ts";

/** What may be read of a source by those who read these citations: in order, apart from each other. */
export type PartsOf = (source: Source) => readonly Passage[];

/** All of a source if its header says so; otherwise the quoted passages with a sentence on either side. */
export function readableParts(source: Source, citations: readonly Citation[]): readonly Passage[] {
  if (source.fullText === true) return [{ start: 0, end: source.text.length }];
  const parts = citations
    // A statement's citation may be of the last good version of a text.
    .filter((citation) => citation.source.version === source.version)
    .flatMap((citation) => surroundedPassages(citation))
    .sort((a, b) => a.start - b.start);
  const joined: Passage[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (!last || part.start > last.end) joined.push(part);
    else joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, part.end) };
  }
  return joined;
}

/** Whether a passage lies in what may be read. */
export function isWithin({ start, end }: Passage, parts: readonly Passage[]): boolean {
  return parts.some((part) => part.start <= start && part.end >= end);
}
