import type { Spec } from "#chat";
import { isOfPhrase, isPhrase, longestPhrase } from "./phrases.ts";
import { type Sentence, spelledOut, type Token, tokensOf } from "./tokens.ts";
import {
  ABOUT,
  CONNECTIVES,
  FUNCTION_WORDS,
  INTERROGATIVES,
  isPleasantry,
  leadOf,
  NEGATIONS,
  PERSONAL,
  TIMES,
  tailOf,
  VERBS,
} from "./vocabulary.ts";

/** The stories that somebody may ask about, as far as words go. */
export type Known = {
  /** Whether words are the name of a story. */
  isName(words: string): boolean;
  /** Whether words come near a story. */
  isNear(words: string): boolean;
};

/**
 * What plain words ask for: a command, where they name one, and the words that name its story. What is not asked of us has
 * neither; it may speak of a story all the same.
 */
export type Understood =
  | { readonly isAsked: true; readonly spec?: Spec; readonly words: string }
  | { readonly isAsked: false; readonly about: string };

/**
 * Understands what people type. Names of stories are found first, then the phrases of commands. A question is one whose
 * words are all accounted for: thanks, greetings and what is said of other things ask nothing.
 */
export function understand(text: string, specs: readonly Spec[], known: Known): Understood {
  const { sentences, pieces } = tokensOf(text.slice(0, MOST_CHARACTERS));
  const read = sentences.map((sentence) => ({ closing: sentence.closing, parts: partsOf(sentence, specs, known) }));
  const names = unique(read.flatMap(({ parts }) => parts.flat().flatMap(({ name }) => name ?? []))).join(" ");
  // A sentence is asked as a whole, or by one of its parts: "what's next, I was away".
  const asked = read.flatMap(({ closing, parts }) => [
    ...[ask(parts.flat(), closing, specs, known) ?? []].flat(),
    ...(parts.length > 1 ? parts : []).flatMap((part) => ask(part, closing, specs, known) ?? []).filter(isSure),
  ]);
  const [best] = asked.sort((a, b) => b.weight - a.weight);
  if (!best) return { isAsked: false, about: names };
  const { spec, topic, left, used } = best;
  if (spec?.options.some(({ name }) => name === "times"))
    return { isAsked: true, spec, words: wished(pieces.filter((_, at) => !used.has(at))) };
  const choices = left.filter((word) => isChoice(word, spec));
  return { isAsked: true, ...(spec && { spec }), words: [topic || names, ...choices].filter(Boolean).join(" ") };
}

/** By a phrase of several words, or beside a name. */
function isSure({ weight }: Asked): boolean {
  return weight > WEAK;
}

/** A story and its times, of "schedule the briefing on the irs for weekdays 9:00". */
function wished(pieces: readonly string[]): string {
  return pieces
    .join(" ")
    .replace(/^(?:(?:a|an|the|for|of|on|me|us|my|our|this|here|briefings?|about|posts?)\s+)+/i, "");
}

/** Longer questions are stories themselves. */
const MOST_CHARACTERS = 500;
const MOST_IN_NAME = 8;
/** So few words may be a name as somebody remembers it, or a name with a word about it. */
const MOST_ALONE = 3;
const MOST_BESIDE = 4;
const LEAST_LETTERS = 4;
/** How surely something is asked: by a phrase of several words, of one, by a story alone. A name adds to it. */
const STRONG = 3;
const WEAK = 2;
const ALONE = 1;
const NAMED = 0.5;

/** A word, spelled out; or all words of a name. `at`: the pieces of what was typed that it comes of. */
type Word = { readonly word: string; readonly name?: string; readonly at: readonly number[] };
type Part = readonly Word[];

/** What a sentence asks. `weight`: how sure that is. `topic`: empty where it names no story. */
type Asked = {
  readonly spec?: Spec;
  readonly topic: string;
  readonly left: readonly string[];
  /** Pieces of what was typed that say what to do, not with what. */
  readonly used: ReadonlySet<number>;
  readonly weight: number;
};

/** The parts of a sentence that are no pleasantries, names found, short forms spelled out. */
function partsOf({ parts }: Sentence, specs: readonly Spec[], known: Known): Part[] {
  return parts.map((part) => withNames(part, specs, known)).filter((part) => !isPleasantry(plainOf(part)));
}

function withNames(tokens: readonly Token[], specs: readonly Spec[], known: Known): Word[] {
  const words: Word[] = [];
  for (let from = 0; from < tokens.length; ) {
    const length = nameAt(tokens, from, specs, known);
    const span = tokens.slice(from, from + Math.max(length, 1));
    const at = span.map(({ at }) => at);
    if (length > 0) words.push({ word: "", name: nameIn(span, known), at });
    else words.push(...span.flatMap(({ word }) => spelledOut(word)).map((word) => ({ word, at })));
    from += span.length;
  }
  return words;
}

/**
 * How many words from one on are a story's name, the longest first. What any question may be made of is a name only in
 * capitals (`US`) or where nothing else is said.
 */
function nameAt(tokens: readonly Token[], from: number, specs: readonly Spec[], known: Known): number {
  const isOrdinary = (word: string) =>
    spelledOut(word).every((word) => FUNCTION_WORDS.has(word) || isOfPhrase(word, specs));
  for (let length = Math.min(MOST_IN_NAME, tokens.length - from); length > 0; length -= 1) {
    const span = tokens.slice(from, from + length);
    const isOwn = length === tokens.length || span.some(({ word, isCapital }) => isCapital || !isOrdinary(word));
    if (isOwn && nameIn(span, known) !== "") return length;
  }
  return 0;
}

/** The name that words are, with or without a possessive ending; empty where they are none. */
function nameIn(span: readonly Token[], known: Known): string {
  const shown = span.map(({ word }) => word).join(" ");
  if (known.isName(shown)) return shown;
  const bare = span.map(({ word, bare }, index) => (index === span.length - 1 ? bare : word)).join(" ");
  return bare !== shown && known.isName(bare) ? bare : "";
}

function ask(words: Part, closing: string, specs: readonly Spec[], known: Known): Asked | undefined {
  const asks = closing === "?";
  const plain = plainOf(words);
  const said = longestPhrase(plain, specs);
  const lead = leadOf(plain);
  const end = plain.length - tailOf(plain.slice(lead.length));
  // "What's going to happen next" and "latest news" say it twice.
  const isSaid = (place: number) => said && (said.places.includes(place) || isPhrase(plain[place] ?? "", specs));
  const isLeft = (place: number) => place >= lead.length && place < end && plain[place] !== NAME && !isSaid(place);
  const leftPlaces = [...plain.keys()].filter(isLeft);
  const left = leftPlaces.map((place) => plain[place] as string);
  const names = unique(words.flatMap(({ name }) => name ?? []));
  const content = left.filter((word) => !FUNCTION_WORDS.has(word) && !isChoice(word, said?.spec));
  const shape: Shape = {
    ...{ plain, left, content, isNamed: names.length > 0 },
    asks: asks || lead.requests || isAsking(plain.slice(lead.length)),
    isQuestion: asks,
    isShouted: closing === "!",
    before: leftPlaces.filter((place) => place < (said?.places[0] ?? 0)).map((place) => plain[place] as string),
    start: said?.places[0] ?? 0,
    end: (said?.places.at(-1) ?? -1) + 1,
    isFirst: (said?.places[0] ?? plain.length) <= lead.length,
  };
  const weight = said ? weightOf(said.places.length > 1 ? "strong" : "weak", shape, known) : weightAlone(shape, known);
  // Beside words like "help" a story is meant only where it is named.
  const takesStory = !said || said.spec.options.some(({ kind }) => kind === "topic");
  if (weight === 0 || (!takesStory && content.length > 0 && names.length === 0)) return undefined;
  const used = [...plain.keys()].filter((place) => place < lead.length || said?.places.includes(place) || place >= end);
  return {
    ...(said && { spec: said.spec }),
    topic: names.length > 0 ? names.join(" ") : content.join(" "),
    left,
    used: new Set(used.flatMap((place) => words[place]?.at ?? [])),
    weight: weight + (names.length > 0 ? NAMED : 0),
  };
}

/** Begins as a question does, the story's name before it or not: "is there", "irs, what". */
function isAsking([first = "", second = ""]: readonly string[]): boolean {
  return first === NAME ? IS_QUESTION_WORD.test(second) : INTERROGATIVES.has(first);
}

/** How a sentence is made, as far as it tells whether it asks anything of us. */
type Shape = {
  readonly plain: readonly string[];
  /** Words that are accounted for by no phrase, name, opening, request or ending. */
  readonly left: readonly string[];
  /** Those of them that may name a story. */
  readonly content: readonly string[];
  readonly isNamed: boolean;
  /** It begins as a question or a request does, or ends with a question mark. */
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

/** How surely a phrase of ours asks something of us; 0: not at all. A phrase of one word needs more around it. */
function weightOf(phrase: "strong" | "weak", shape: Shape, known: Known): number {
  const { left, content, isNamed, asks, isQuestion, isShouted, before, isFirst } = shape;
  const isPersonal = left.some((word) => PERSONAL.has(word));
  if (isPersonal && !(isNamed && asks)) return 0;
  if (phrase === "strong") {
    if (!isNamed && isForSomebody(shape)) return 0;
    const isTold =
      isEmbedded(shape) || (before.some((word) => isTelling(word) || !(isNamed || CONNECTIVES.has(word))) && !asks);
    if (isTold && !isQuestion) return 0;
    return isAboutStory(shape, known, true) ? STRONG : 0;
  }
  const isNegated = left.some((word) => NEGATIONS.has(word));
  const isTerse = left.every((word) => CONNECTIVES.has(word));
  const isHeadline = left.length <= MOST_BESIDE && !left.some((word) => VERBS.has(word) || NEGATIONS.has(word));
  if (isNegated && !(isNamed && isQuestion)) return 0;
  if (isNamed) return isTerse || isHeadline || asks || (isFirst && !isPersonal) ? WEAK : 0;
  // "This is important", "next week": said of something else.
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

/** The same for words without a phrase of ours: a name alone is asked about, and so is what comes near one. */
function weightAlone({ left, content, isNamed, asks }: Shape, known: Known): number {
  const isPlain = !left.some((word) => VERBS.has(word) || PERSONAL.has(word) || NEGATIONS.has(word));
  if (isNamed)
    return asks || left.every((word) => CONNECTIVES.has(word)) || (isPlain && left.length < MOST_ALONE) ? ALONE : 0;
  const isFew = content.length > 0 && content.length <= MOST_ALONE && (isPlain || asks);
  const isNear = (word: string) => (word.length >= LEAST_LETTERS || /[^\p{ASCII}]/u.test(word)) && known.isNear(word);
  return isFew && content.every(isNear) && known.isNear(content.join(" ")) ? ALONE : 0;
}

/** "That is what happened", "I know what is next": told, not asked. */
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

/** Whether what is left may be a story: named, or near one; where it is asked about as one, it may be one we do not have. */
function isAboutStory({ plain, content, isNamed }: Shape, known: Known, maybeUnknown: boolean): boolean {
  const [first] = content;
  if (isNamed || first === undefined || known.isNear(content.join(" "))) return true;
  if (!maybeUnknown) return false;
  const before = plain.slice(0, plain.indexOf(first)).findLast((word) => !ARTICLES.has(word));
  const after = plain.slice(plain.indexOf(first));
  return before !== undefined && ABOUT.has(before) && !after.some((word) => VERBS.has(word) || PERSONAL.has(word));
}

const NAME = "§";
const WHO_OR_WHEN: ReadonlySet<string> = new Set(["how", "when", "where", "which", "who", "whose"]);
const ARTICLES: ReadonlySet<string> = new Set(["a", "an", "the", "this", "that", "any", "all"]);

function plainOf(words: Part): string[] {
  return words.map(({ word, name }) => (name === undefined ? word : NAME));
}

function isChoice(word: string, spec: Spec | undefined): boolean {
  return (
    spec?.options.some(({ choices, kind }) => kind === "choice" && choices?.some(({ value }) => value === word)) ??
    false
  );
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
