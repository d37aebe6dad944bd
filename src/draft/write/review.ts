import { formatProblem, type Problem, quoted, SECTION_TITLES, titleOf } from "#briefing";
import { SCORED } from "../sections/model.ts";
import { evidenceOf } from "../support/align/evidence.ts";
import { withDates } from "../support/check-content.ts";
import { checkSupport, tellSupport } from "../support/check-support.ts";
import type { Candidate } from "./candidates.ts";
import type { Chosen } from "./choose.ts";
import type { Comparison } from "./compare-sources.ts";
import type { Proposed } from "./proposed.ts";

/** Something for a person to look at before a draft is published, and why. */
export type ReviewItem = { readonly about: string; readonly why: string };

const LONG_WORDS = 30;

/** What a person should look at in a draft. */
export function reviewOf(
  chosen: Chosen,
  { conflicts }: Comparison,
  problems: readonly Problem[],
  proposed: Proposed,
): ReviewItem[] {
  const items: ReviewItem[] = [];
  for (const section of SCORED) {
    if (chosen.sections[section].length === 0 && proposed[section].length === 0) {
      const about = SECTION_TITLES[section];
      items.push({ about, why: "no sentence was certain enough for this section; it is empty" });
      for (const { text, source } of chosen.suggestions[section])
        items.push({ about, why: `a suggestion from ${titleOf(source)}: ${quoted(text, 400)}` });
    }
    for (const candidate of chosen.sections[section])
      for (const why of reasonsFor(candidate)) items.push({ about: candidate.text, why });
  }
  for (const { one, other, kind, words } of conflicts)
    items.push({
      about: one.text,
      why: `${titleOf(other.source)} differs (${kind}${words === "" ? "" : `, ${quoted(words, 60)}`}): ${quoted(other.text, 300)}`,
    });
  for (const problem of problems) items.push({ about: "the file", why: formatProblem(problem) });
  return items;
}

function reasonsFor({ text, quote, sentence, dangling, relative, changes, source }: Candidate): string[] {
  const reasons: string[] = [];
  if (sentence.words.length > LONG_WORDS)
    reasons.push(`it has ${sentence.words.length} words: shorten it, or make it two`);
  if (dangling === "this") reasons.push("it begins with “this”: say what is meant");
  else if (dangling)
    reasons.push("it depends on the statement before it: keep the two together, or say who or what is meant");
  if (relative) reasons.push("it names a day or a time that only readers of that day know: write the date out");
  if (changes.includes("date written out"))
    reasons.push(`the date was written out from the document's, ${source.published}: check it`);
  if (/["“”]/.test(text)) reasons.push("it holds somebody's own words: see that they are attributed");
  const support = checkSupport(text, evidenceOf(withDates(quote, source)));
  if (support.verdict !== "no difference") reasons.push(tellSupport(support));
  return reasons;
}

/** The review list as text. */
export function tellReview(items: readonly ReviewItem[]): string {
  if (items.length === 0) return "Nothing stands out. Read every statement beside its quote all the same.";
  return items.map(({ about, why }) => `- ${quoted(about, 120)}: ${why}`).join("\n");
}
