import { stem, wordsOf } from "#briefing";
import { isCommon, type Language, rootIn } from "./languages.ts";
import { type Term, termsOf } from "./terms.ts";

/** What an answer has to hold. */
export type Kind = "who" | "when" | "where" | "number" | "why" | "how" | "called" | "what" | "whether";

/** A word of a question: what it may be found by in the languages of the library, and what it is. */
export type AskedTerm = Term & {
  readonly roots: readonly string[];
  readonly isName: boolean;
  readonly isNumber: boolean;
  /** It says what kind of answer is wanted, as "year" does: the answer need not have it. */
  readonly isFocus: boolean;
};

export type Question = {
  readonly kind: Kind;
  readonly terms: readonly AskedTerm[];
  readonly isNegated: boolean;
  /** "What is X", "who was Y": what is asked for is what it is. */
  readonly defines: boolean;
  /** Whether the one who does something is asked for ("what causes X"), or something else ("what does X cause"). */
  readonly asksFor: "doer" | "other";
  /** The word after "which" or "what", which says what the answer is. */
  readonly head?: number;
  /** All its words, and the runs of letters in those that carry meaning. */
  readonly lowers: readonly string[];
  readonly stems: readonly string[];
  readonly letters: readonly string[];
};

/** More words than this add nothing. */
const MOST_TERMS = 31;

/** Reads a question. `languages`: those of the library's texts. */
export function readQuestion(text: string, languages: readonly Language[]): Question {
  const words = wordsOf(text);
  const lower = words.map((word) => word.lower).join(" ");
  const terms = new Map<string, AskedTerm>();
  for (const term of termsOf(words, "other")) {
    const meant = languages.filter((language) => !isCommon(term.lower, language));
    if (meant.length < Math.max(1, languages.length) || FILLERS.has(term.lower)) continue;
    const roots = [...new Set(meant.map((language) => rootIn(term.lower, language)))];
    const root = roots[0] ?? term.lower;
    if (terms.has(root) || terms.size >= MOST_TERMS) continue;
    terms.set(root, {
      ...term,
      root,
      stem: stem(term.lower),
      roots,
      isName: /^\p{Lu}/u.test(term.text) && term.start > 0,
      isNumber: /\d/.test(term.text),
      isFocus: FOCUS.has(term.lower),
    });
  }
  const all = [...terms.values()];
  const headed = /\b(?:what|which|whose|how many|how much) (?:kinds? of |types? of |sorts? of )?([^ ]+)/.exec(
    lower,
  )?.[1];
  const head = all.findIndex((term) => term.lower === headed);
  return {
    kind: kindOf(lower),
    terms: all,
    isNegated: isNegated(lower),
    defines: all.length <= 3 && /^(?:what|who)(?:'s| is| are| was| were)\b(?! \w+(?:ed|ing)\b)/.test(lower),
    ...(head !== -1 && { head }),
    asksFor: OTHER.test(lower) ? "other" : "doer",
    lowers: words.map((word) => word.lower),
    stems: words.map((word) => word.stem),
    letters: lettersOf(all.map((term) => term.lower)),
  };
}

const OTHER =
  /^(?:when|where|why|how)\b|\b(?:what|which|who|whom|whose|how)(?: \S+){0,3} (?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|might)\b|\b(?:what|which|who|whom)$/;
const FILLERS = new Set(
  "please tell know wonder wondering idea anybody anyone someone hi hello hey thanks exactly actually whats whos whens wheres whys hows".split(
    " ",
  ),
);
const FOCUS = new Set(
  "year date day month time name names term word kind kinds type types sort example number amount percentage percent person people place city country state thing things called known many much long often far old large big way ways reason reasons purpose".split(
    " ",
  ),
);
const NEGATED =
  /\b(?:not|never|no|cannot|can't|don't|doesn't|didn't|isn't|aren't|wasn't|weren't|won't|wouldn't|without|unable|fail(?:ed|s)?)\b/;

/** Whether words say that something is not so. */
export function isNegated(words: string): boolean {
  return NEGATED.test(words.toLowerCase());
}

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [
    /\bhow (?:many|much|long|old|far|tall|large|big|often|high|deep|wide|fast|hot|cold|heavy)\b|\b(?:what|which) (?:is the |was the |were the |are the )?(?:\w+ )?(?:percentage|percent|number|amount|population|proportion|rate|temperature|speed|distance|size|cost|price|age)\b/,
    "number",
  ],
  [/\bwhen\b|\b(?:what|which) (?:year|date|day|month|decade|century|time)\b|\bsince when\b/, "when"],
  [
    /\bwho\b|\bwhom\b|\bwhose\b|\b(?:what|which) (?:person|people|man|woman|president|author|scientist|king|queen|leader|official|officials|agency|group|organi[sz]ation|company)\b/,
    "who",
  ],
  [
    /\bwhere\b|\b(?:what|which) (?:city|country|state|place|location|region|river|lake|county|town|continent|island|part of)\b/,
    "where",
  ],
  [
    /\bwhy\b|\b(?:what|which) (?:is the |was the )?(?:reason|cause|purpose)\b|\bwhat (?:causes|caused)\b|\bhow come\b/,
    "why",
  ],
  [
    /\b(?:called|named|term|known as|name of|name for|word for|referred to)\b|\bwhat (?:is|are|was|were) the name/,
    "called",
  ],
  [/\bhow\b/, "how"],
  [/\b(?:what|which)\b/, "what"],
];

function kindOf(lower: string): Kind {
  return KINDS.find(([pattern]) => pattern.test(lower))?.[1] ?? "whether";
}

/** The runs of four letters of words: words of one family share most of theirs. */
export function lettersOf(lowers: readonly string[]): string[] {
  return lowers.flatMap((lower) => {
    const found = runs.get(lower);
    if (found) return found;
    const padded = `_${lower}_`;
    const made = Array.from({ length: Math.max(1, padded.length - 3) }, (_, at) => padded.slice(at, at + 4));
    if (runs.size >= MOST_KEPT) runs.clear();
    runs.set(lower, made);
    return made;
  });
}

/** Texts say the same words again and again. */
const runs = new Map<string, readonly string[]>();
const MOST_KEPT = 10_000;
