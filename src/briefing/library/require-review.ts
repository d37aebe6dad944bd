import type { Audience, Scope } from "../content/audience.ts";
import type { Briefing, SectionName } from "../content/briefing.ts";
import { type Problem, problemIn } from "../content/problem.ts";
import { type ParsedBriefing, parseBriefing } from "../parse/briefing-file.ts";
import { type CheckedBriefing, checkBriefing, type NormalizedSources } from "../verify/check-briefing.ts";
import type { ReviewedShelf } from "./reviewed-copies.ts";

/** Whether a person has reviewed exactly this. */
export function isReviewed({ review, drafted }: Pick<Briefing, "review" | "drafted">): boolean {
  return drafted === undefined && review !== undefined && !review.isChangedSince;
}

export type Required = {
  readonly topic: string;
  readonly file: string;
  readonly text: string;
  readonly parsed: ParsedBriefing;
  readonly sources: NormalizedSources;
  readonly changedAt: string | undefined;
};

/**
 * What is shown of a readable file where only reviewed words may be: the file, if it is what was reviewed; otherwise
 * what was last reviewed, without what the file no longer says. Withdrawing, removing and narrowing the audience need
 * no review.
 */
export function saidOnceReviewed(
  { briefing, problems }: CheckedBriefing,
  { topic, file, text, parsed, sources, changedAt }: Required,
  shelf: ReviewedShelf,
): CheckedBriefing {
  if (!briefing) return { problems };
  if (isReviewed(briefing)) {
    shelf.put(topic, text);
    return { briefing, problems };
  }
  const kept = shelf.get(topic);
  const last = kept === undefined ? undefined : parseBriefing(kept);
  if (!last || last.broken) return { problems: [...problems, neverReviewed(file, topic)] };
  const audience = forBoth(last.audience, parsed.audience);
  const { audience: _, ...words } = last;
  const meanwhile = { ...words, sections: standingIn(last, parsed), withdrawn: false, ...(audience && { audience }) };
  const said = checkBriefing(topic, file, meanwhile, sources, changedAt).briefing;
  const isLess = said?.version === briefing.version;
  return { ...(said && { briefing: said }), problems: isLess ? problems : [...problems, waiting(file, topic, said)] };
}

/** The statements of a reviewed text that a file still has, item by item. */
function standingIn(last: ParsedBriefing, now: ParsedBriefing): ParsedBriefing["sections"] {
  const standing = new Set(Object.values(now.sections).flatMap((statements) => statements.map(({ text }) => text)));
  const keep = (name: SectionName) => {
    const gone = new Set(last.sections[name].filter(({ text }) => !standing.has(text)).map(({ item }) => item));
    return last.sections[name].filter(({ item }) => !gone.has(item));
  };
  return { happening: keep("happening"), important: keep("important"), next: keep("next"), differ: keep("differ") };
}

/** Who is of both audiences. */
function forBoth(one: Audience | undefined, other: Audience | undefined): Audience | undefined {
  if (one === undefined || other === undefined) return undefined;
  if (one === "everyone") return other;
  if (other === "everyone") return one;
  const isWithin = (a: Scope, b: Scope) =>
    a.platform === b.platform && a.tenant === b.tenant && (b.place === undefined || a.place === b.place);
  const both = [
    ...one.filter((a) => other.some((b) => isWithin(a, b))),
    ...other.filter((a) => one.some((b) => isWithin(a, b))),
  ];
  const [first, ...rest] = [...new Map(both.map((scope) => [JSON.stringify(scope), scope])).values()];
  return first && [first, ...rest];
}

function neverReviewed(file: string, topic: string): Problem {
  const message = `it is not shown, since REQUIRE_REVIEW is on and it has no recorded review: copy it to drafts/${topic}.md, and review it at /review or with npm run publish -- ${topic}`;
  return problemIn(file, { line: 1, column: 1, message });
}

function waiting(file: string, topic: string, said: Briefing | undefined): Problem {
  const { by, at } = said?.review ?? {};
  const who = by === undefined ? "what was reviewed last" : `what ${by} reviewed on ${at?.slice(0, 10)}`;
  const message = `an edit is waiting for review; until then ${who} is shown: copy it to drafts/${topic}.md, and review it at /review or with npm run publish -- ${topic}`;
  return problemIn(file, { line: 1, column: 1, severity: "warning", message });
}
