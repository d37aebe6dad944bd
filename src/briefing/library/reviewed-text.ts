import type { Source } from "../content/source.ts";
import { parseBriefing } from "../parse/briefing-file.ts";
import {
  type Cited,
  citedBy,
  type NewChange,
  withChange,
  withCheck,
  withoutWithdrawal,
  withReview,
  withWithdrawal,
} from "../parse/review.ts";

/** A briefing file with the review that it had, in place of an older one; no longer marked as drafted by a machine. */
export function asReviewed(
  text: string,
  { by, at }: { readonly by: string; readonly at: string },
  sources: readonly Source[],
): string {
  return withReview(text, by, at, citedIn(text, sources));
}

/** A briefing file with the check that found it still true, in place of an older one. */
export function asChecked(
  text: string,
  { by, at }: { readonly by: string; readonly at: string },
  sources: readonly Source[],
): string {
  return withCheck(text, by, at, citedIn(text, sources));
}

/** A briefing file that says what its last change was. */
export function asChanged(text: string, change: NewChange, sources: readonly Source[]): string {
  return withChange(text, change, citedIn(text, sources));
}

/** A briefing file that is withdrawn, and says why. */
export function asWithdrawn(text: string, why: string, sources: readonly Source[]): string {
  return withWithdrawal(text, why, citedIn(text, sources));
}

/** A briefing file that is no longer withdrawn. */
export function asRestored(text: string): string {
  return withoutWithdrawal(text);
}

function citedIn(text: string, sources: readonly Source[]): readonly Cited[] {
  const { footnotes } = parseBriefing(text);
  return citedBy(footnotes, (id) => sources.find((source) => source.id === id));
}
