import {
  ABOUT,
  ARTICLES,
  CONNECTIVES,
  INTERROGATIVES,
  NEGATIONS,
  PERSONAL,
  TIMES,
  VERBS,
  WHO_OR_WHEN,
} from "./vocabulary.ts";

/** Stands for a story's name among words; nobody types it. */
export const NAME = "§";

/** The names of the stories that somebody may ask about. */
export type Known = {
  /** Whether words are the name of a story. */
  isName(words: string): boolean;
  /** Whether words resemble a story's name. */
  isNear(words: string): boolean;
};

/** The parts of a sentence that show whether it asks us anything. */
export type Shape = {
  readonly plain: readonly string[];
  /** Words not covered by a phrase, name, opening, request or ending. */
  readonly left: readonly string[];
  /** Those of them that may name a story. */
  readonly content: readonly string[];
  readonly isNamed: boolean;
  /** It begins like a question or a request, or ends with a question mark. */
  readonly asks: boolean;
  readonly isQuestion: boolean;
  readonly isShouted: boolean;
  /** What is left before the phrase. */
  readonly before: readonly string[];
  readonly start: number;
  /** Where what follows the phrase begins. */
  readonly end: number;
  readonly isFirst: boolean;
};

/** How surely something is asked: by a phrase of several words, by one word, by a story alone. A name adds to it. */
const STRONG = 3;
export const WEAK = 2;
const ALONE = 1;
const NAMED = 0.5;
/** At most this many words may be a half-remembered name, or a name with a word about it. */
const MOST_ALONE = 3;
const MOST_BESIDE = 4;
const LEAST_LETTERS = 4;

/** How surely a sentence asks us something; 0: not at all. `length`: words of our phrase in it. */
export function weightOf(length: number, shape: Shape, known: Known): number {
  const weight =
    length > 1 ? weightOfMany(shape, known) : length === 1 ? weightOfOne(shape, known) : weightAlone(shape, known);
  return weight > 0 && shape.isNamed ? weight + NAMED : weight;
}

/** Begins like a question, with or without the story's name first: "is there", "irs, what". */
export function isAsking([first = "", second = ""]: readonly string[]): boolean {
  return first === NAME ? IS_QUESTION_WORD.test(second) : INTERROGATIVES.has(first);
}

/** With a phrase of several words: asks, unless it states something or is about somebody's own affairs. */
function weightOfMany(shape: Shape, known: Known): number {
  const { isNamed, asks, isQuestion, before } = shape;
  if (isPersonal(shape) || (!isNamed && isForSomebody(shape))) return 0;
  const isTold =
    isEmbedded(shape) || (before.some((word) => isTelling(word) || !(isNamed || CONNECTIVES.has(word))) && !asks);
  return (isQuestion || !isTold) && isAboutStory(shape, known, true) ? STRONG : 0;
}

/** With a one-word phrase, which must stand alone or have more evidence around it. */
function weightOfOne(shape: Shape, known: Known): number {
  const { left, content, isNamed, asks, isQuestion, isShouted, before, isFirst } = shape;
  if (isPersonal(shape)) return 0;
  const isNegated = left.some((word) => NEGATIONS.has(word));
  const isTerse = left.every((word) => CONNECTIVES.has(word));
  const isHeadline = left.length <= MOST_BESIDE && !left.some((word) => VERBS.has(word) || NEGATIONS.has(word));
  if (isNegated && !(isNamed && isQuestion)) return 0;
  if (isNamed) return isTerse || isHeadline || asks || isFirst ? WEAK : 0;
  // "This is important", "next week": about something else.
  const isBegun = isFirst || before.every((word) => ARTICLES.has(word));
  if (
    !(asks || isBegun) ||
    isShouted ||
    left.some((word) => WHO_OR_WHEN.has(word)) ||
    left.some((word) => TIMES.has(word) && !content.includes(word))
  )
    return 0;
  if (content.length === 0) return isTerse || asks ? WEAK : 0;
  return isAboutStory(shape, known, false) ? WEAK : 0;
}

/** Without a phrase: a name alone asks about its story, and so does something like a name. */
function weightAlone({ left, content, isNamed, asks }: Shape, known: Known): number {
  const isPlain = !left.some((word) => VERBS.has(word) || PERSONAL.has(word) || NEGATIONS.has(word));
  if (isNamed)
    return asks || left.every((word) => CONNECTIVES.has(word)) || (isPlain && left.length < MOST_ALONE) ? ALONE : 0;
  const isFew = content.length > 0 && content.length <= MOST_ALONE && (isPlain || asks);
  const isNear = (word: string) => (word.length >= LEAST_LETTERS || /[^\p{ASCII}]/u.test(word)) && known.isNear(word);
  return isFew && content.every(isNear) && known.isNear(content.join(" ")) ? ALONE : 0;
}

/** About oneself or somebody else, unless it still asks about a story: "what does the irs do with my data". */
function isPersonal({ left, isNamed, asks }: Shape): boolean {
  return left.some((word) => PERSONAL.has(word)) && !(isNamed && asks);
}

/** "That is what happened", "I know what is next": a statement, not a question. */
function isEmbedded({ plain, start }: Shape): boolean {
  return /^(?:is|was|are|were|be)$/.test(plain[start - 1] ?? "") && IS_QUESTION_WORD.test(plain[start] ?? "");
}

function isTelling(word: string): boolean {
  return PERSONAL.has(word) || VERBS.has(word);
}

/** "What's next for me" is not about a story. */
function isForSomebody({ plain, end }: Shape): boolean {
  return /^(?:for|with|to|about)$/.test(plain[end] ?? "") && PERSONAL.has(plain[end + 1] ?? "");
}

const IS_QUESTION_WORD = /^(?:wh(?:at|en|ere|y|o|ich)|how)$/;

/** Whether the rest may be a story: a name or near one; or, if asked about like a story, one we don't have. */
function isAboutStory({ plain, content, isNamed }: Shape, known: Known, maybeUnknown: boolean): boolean {
  const [first] = content;
  if (isNamed || first === undefined || known.isNear(content.join(" "))) return true;
  if (!maybeUnknown) return false;
  const before = plain.slice(0, plain.indexOf(first)).findLast((word) => !ARTICLES.has(word));
  const after = plain.slice(plain.indexOf(first));
  return before !== undefined && ABOUT.has(before) && !after.some((word) => VERBS.has(word) || PERSONAL.has(word));
}
