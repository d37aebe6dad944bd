import type { Word } from "#briefing";

/** What a sentence turns on besides its words of meaning: patterns over single words in small letters. */
export const NEGATION =
  /^(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|\w+n't|n't|fail(?:s|ed|ing)?|den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing)|lack(?:s|ed|ing)?|unable|hardly|barely|unlikely)$/;
export const HEDGE =
  /^(?:may|might|could|can|would|should|likely|unlikely|possibl[ey]|perhaps|probably|potential(?:ly)?|appears?|appeared|seems?|seemed|suggests?|suggested|reported(?:ly)?|alleged(?:ly)?|apparently|expected|believed|suspected|if|estimated|approximately|about|nearly|roughly|almost|around)$/;
/** Among hedges, those that make a fact of a possibility when they go. */
export const POSSIBLY =
  /^(?:may|might|could|would|should|likely|possibl[ey]|perhaps|probably|potential(?:ly)?|reportedly|alleged(?:ly)?|apparently|appears?|seems?)$/;
export const ALL =
  /^(?:all|every|each|always|everyone|everybody|everything|entire(?:ly)?|whole|completely|fully|only|any)$/;
export const SOME =
  /^(?:some|several|few|many|most|partly|partially|often|sometimes|usually|generally|certain|half|part)$/;
export const NONE = /^(?:none|no|nobody|nothing|never|neither)$/;
export const SAYS =
  /^(?:said|says?|saying|told|tells?|according|argues?|argued|claim(?:s|ed)?|alleg(?:es|ed)|report(?:s|ed)|announced|added|not(?:es|ed)|stat(?:es|ed)|explained|warn(?:s|ed)|believes?|thinks?|wrote|writes|insist(?:s|ed)|contend(?:s|ed)|accus(?:es|ed)|critics|concluded|estimat(?:es|ed)|predict(?:s|ed)|suggest(?:s|ed))$/;
export const PLANNED =
  /^(?:will|would|plans?|planned|planning|intends?|intended|aims?|hopes?|wants?|seeks?|propos(?:es|ed|al)|expects?|expected|scheduled|considering|going|to|set|pledged|promised|vowed|agreed)$/;

/** Words of a sentence that a pattern names. */
export function signs(words: readonly Pick<Word, "lower" | "text">[], pattern: RegExp): number {
  let count = 0;
  for (const word of words) if (isSign(word, pattern)) count += 1;
  return count;
}

/** Whether a pattern names a word. The month of May is no "may". */
export function isSign({ lower, text }: Pick<Word, "lower" | "text">, pattern: RegExp): boolean {
  return text !== "May" && pattern.test(lower);
}
