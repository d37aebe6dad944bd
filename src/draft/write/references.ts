import type { Sentence } from "#briefing";

/** What a sentence rests on that comes before it; without that it means nothing by itself. */
export type Dangling = "pronoun" | "this" | "role" | "connective";

const PRONOUN =
  /^(?:(?:but|and|so|yet|still|instead|now|then|here|there|if|when|as|while|although|though|because|since) )?(?:it|it's|they|they're|he|she|he's|she's|we|i|you|both|neither|either|others?|another|some|many|most|few|each|such|those|these|this|that|that's|his|her|their|its|our|my)(?= |,|’|')/i;
/** "Some members of Congress" can stand by itself. */
const WHOLE =
  /^(?:some|many|most|few|each|both|another|other) (?:of (?:the )?)?(?:\p{L}+ ){0,2}?(?:\p{Lu}|members|people|experts|officials|critics|states|countries|companies|lawmakers|analysts|families|groups|scientists|researchers|voters|residents|workers|democrats|republicans)/iu;
const THIS =
  /^(?:this|these|that|those|such) (?!(?:is|are|was|were|has|have|had|will|would|can|could|may|might|should|must|shall|do|does|did|also|not|means?|meant|came|comes?|follow(?:s|ed)?|makes?|made|leads?|led|leaves?|left|marks?|marked|raises?|raised|allow(?:s|ed)|gives?|gave|includes?|included|suggests?|suggested|appears?|appeared|seems?|helps?|helped)\b)\p{Ll}+/iu;
const ROLE =
  /\b[Tt]he (?:agency|company|firm|group|organization|department|ministry|team|bill|measure|plan|move|decision|ruling|incident|case|report|study|system|official|spokesman|spokeswoman|spokesperson|president|minister|former|latter|two|pair|deal|agreement|findings?|outcome|watchdog|court|judge|suspect|man|woman|country|city|state|store|school|university|bank)\b/;
const NAME = /(?<=\S )(?:\p{Lu}\p{Ll}+|\p{Lu}{2,})/u;

/** What a sentence rests on, if anything. */
export function danglingIn(text: string): Dangling | undefined {
  if (WHOLE.test(text)) return undefined;
  if (PRONOUN.test(text)) return THIS.test(text) && NAME.test(text) ? "this" : "pronoun";
  if (
    /^(?:the (?:former|latter|same|other)|for example|for instance|in other words|as a result|in contrast|by contrast|similarly|likewise|instead|otherwise|in this|at that|that)\b/i.test(
      text,
    )
  )
    return "connective";
  return ROLE.test(text) && !NAME.test(text) ? "role" : undefined;
}

/** Leading words that only tie a sentence to the one before it. */
const CONNECTIVE =
  /^(?:However|Additionally|Moreover|Furthermore|Meanwhile|Specifically|In addition|Also|Still|Nonetheless|Nevertheless|Besides|Indeed|In fact|Notably|Importantly|Of course|And|But|Yet|So),? (?=\p{L}|\p{N}|\$|["“])/u;

/** Where a sentence begins without a leading connective, in its own text. */
export function withoutConnective(text: string): number {
  return CONNECTIVE.exec(text)?.[0].length ?? 0;
}

/** Whether a briefing may use a sentence at all. */
export function isSayable({ text, isWhole, words }: Sentence): boolean {
  if (!isWhole || words.length < LEAST_WORDS || words.length > MOST_WORDS) return false;
  if (!/^["“$€£¥]?[\p{Lu}\p{Lt}\p{N}]/u.test(text) || /^\d{1,3}[.)]/.test(text)) return false;
  // Marks of formatting would be taken off, and the words would no longer be there.
  if (/[*_`<>[\]|#\\~^{}@]|https?:|www\.|&#?\w+;|\u2026$/.test(text)) return false;
  if (/\?["”’]?$/.test(text) || FURNITURE.test(text) || /^(?:I|We|My|Our|You|Your|Let)\b/.test(text)) return false;
  return isBalanced(text);
}

const LEAST_WORDS = 6;
const MOST_WORDS = 48;
const FURNITURE =
  /\b(?:subscribe|newsletter|sign up|click here|read more|all rights reserved|cookies?|advertisement|follow us|privacy policy|terms of (?:use|service)|contributed to this report|copyright|mins? read|photo|getty images|log in|share this|editor['’]s note)\b|©/i;

/** Quotation marks and brackets that open also close. */
function isBalanced(text: string): boolean {
  const count = (mark: RegExp) => text.match(mark)?.length ?? 0;
  return count(/"/g) % 2 === 0 && count(/“/g) === count(/”/g) && count(/\(/g) === count(/\)/g);
}

/** Whether it gives somebody's words without saying whose. */
export function lacksSpeaker(text: string): boolean {
  const inside = text.match(/["“][^"”]*["”]/g)?.join("") ?? "";
  if (inside.length < text.length * 0.5) return false;
  return !/\b(?:said|says|told|wrote|according|added|argued|called|tweeted|warned|explained|noted|stated)\b/.test(
    text.replace(/["“][^"”]*["”]/g, " "),
  );
}
