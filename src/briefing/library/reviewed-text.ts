import type { Source } from "../content/source.ts";
import { parseBriefing } from "../parse/briefing-file.ts";
import { citedBy, withReview } from "../parse/review.ts";

/** A briefing file with the review that it had, in place of an older one; no longer marked as drafted by a machine. */
export function asReviewed(
  text: string,
  { by, at }: { readonly by: string; readonly at: string },
  sources: readonly Source[],
): string {
  const { footnotes } = parseBriefing(text);
  return withReview(
    text,
    by,
    at,
    citedBy(footnotes, (id) => sources.find((source) => source.id === id)),
  );
}
