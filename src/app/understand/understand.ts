import type { Spec } from "#chat";
import { isOfPhrase, isPhrase, longestPhrase } from "./phrases.ts";
import { isAsking, type Known, NAME, type Shape, WEAK, weightOf } from "./score-match.ts";
import { type Sentence, spelledOut, type Token, tokensOf } from "./tokens.ts";
import { FUNCTION_WORDS, isPleasantry, leadOf, PERSONAL, TIMES, tailOf } from "./vocabulary.ts";

/**
 * What plain words ask for: a command, if they name one, and the words that name its story. Words that ask us nothing
 * have neither, but may still mention a story.
 */
export type Understood =
  | {
      readonly isAsked: true;
      readonly spec?: Spec;
      readonly words: string;
      /** It asks for something particular, not for a section of a story: "why did the irs share the data". */
      readonly isParticular: boolean;
    }
  | { readonly isAsked: false; readonly about: string; readonly isQuestion: boolean };

/**
 * Understands what people type. Finds the names of stories first, then the phrases of commands. It counts as a question
 * only if all its words are accounted for: thanks, greetings and remarks on other things ask nothing.
 */
export function understand(text: string, specs: readonly Spec[], known: Known): Understood {
  const { sentences, pieces } = tokensOf(text.slice(0, MOST_CHARACTERS));
  const read = sentences.map((sentence) => ({ closing: sentence.closing, parts: partsOf(sentence, specs, known) }));
  const names = unique(read.flatMap(({ parts }) => parts.flat().flatMap(({ name }) => name ?? []))).join(" ");
  // A sentence asks as a whole, or in one of its parts: "what's next, I was away".
  const asked = read.flatMap(({ closing, parts }) => [
    ...[ask(parts.flat(), closing, specs, known) ?? []].flat(),
    ...(parts.length > 1 ? parts : []).flatMap((part) => ask(part, closing, specs, known) ?? []).filter(isSure),
  ]);
  const [best] = asked.sort((a, b) => b.weight - a.weight);
  if (!best) return { isAsked: false, about: names, isQuestion: read.some((one) => isQuestion(one, specs)) };
  const { spec, topic, left, used } = best;
  if (spec?.options.some(({ name }) => name === "times"))
    return { isAsked: true, spec, words: wished(pieces.filter((_, at) => !used.has(at))), isParticular: false };
  const choices = left.filter((word) => isChoice(word, spec));
  return {
    isAsked: true,
    ...(spec && { spec }),
    words: [topic || names, ...choices].filter(Boolean).join(" "),
    isParticular: isParticular(best, known) && read.some((one) => isQuestion(one, specs)),
  };
}

/** It has words besides its phrase and its story's name that say what is asked. */
function isParticular({ weight, names, content, isOpen }: Asked, { isNear }: Known): boolean {
  if (names === 0) return content.length > 0 && !isNear(content.join(" "));
  return content.length > 0 && (isOpen || weight < MANY_WORDS);
}

/** It ends in a question mark or begins like a question, says what it is about, and is not about us or the asker. */
function isQuestion(
  { closing, parts }: { readonly closing: string; readonly parts: readonly Part[] },
  specs: readonly Spec[],
): boolean {
  const words = plainOf(parts.flat());
  const asked = words.slice(leadOf(words).length);
  const isPut = closing === "?" || isAsking(asked);
  const isAbout = asked.some(
    (word) => word === NAME || (!FUNCTION_WORDS.has(word) && !TIMES.has(word) && !isPhrase(word, specs)),
  );
  return isPut && isAbout && asked.length > 1 && !asked.some((word) => PERSONAL.has(word));
}

/** Phrases that ask nothing until more follows. */
const OPEN = /^(?:when (?:will|is|does|do)|who (?:said|says)|what will do|how (?:does|will) affect|why)$/;
const MANY_WORDS = 3;

/** Asked with a phrase of several words, or beside a name. */
function isSure({ weight }: Asked): boolean {
  return weight > WEAK;
}

/** The story and its times in "schedule the briefing on the irs for weekdays 9:00". */
function wished(pieces: readonly string[]): string {
  return pieces
    .join(" ")
    .replace(/[\s?!]+$/, "")
    .replace(/^(?:(?:a|an|the|for|of|on|me|us|my|our|this|here|briefings?|about|posts?)\s+)+/i, "");
}

/** Anything longer is not a question. */
const MOST_CHARACTERS = 500;
const MOST_IN_NAME = 8;

/** A word, spelled out; or all the words of a name. `at`: the typed pieces it comes from. */
type Word = { readonly word: string; readonly name?: string; readonly at: readonly number[] };
type Part = readonly Word[];

/** What a sentence asks. `weight`: how sure that is. `topic`: empty if it names no story. */
type Asked = {
  readonly spec?: Spec;
  readonly topic: string;
  readonly left: readonly string[];
  /** Typed pieces that belong to the phrase, not to its topic. */
  readonly used: ReadonlySet<number>;
  readonly weight: number;
  /** How many stories are named, and the words beside the names that carry meaning. */
  readonly names: number;
  readonly content: readonly string[];
  /** Its phrase only begins a question: "when will …". */
  readonly isOpen: boolean;
};

/** The parts of a sentence that are not pleasantries, with names found and short forms spelled out. */
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
 * How many words from an index on are a story's name; the longest wins. A word that any question may contain is a name
 * only in capitals (`US`) or on its own.
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

/** The name that the words are, with or without a possessive ending; empty if they are not a name. */
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
  const weight = weightOf(said?.places.length ?? 0, shape, known);
  // Beside words like "help" a story is meant only if it is named.
  const takesStory = !said || said.spec.options.some(({ kind }) => kind === "topic");
  if (weight === 0 || (!takesStory && content.length > 0 && names.length === 0)) return undefined;
  const used = [...plain.keys()].filter((place) => place < lead.length || said?.places.includes(place) || place >= end);
  return {
    ...(said && { spec: said.spec }),
    topic: names.length > 0 ? names.join(" ") : content.join(" "),
    left,
    used: new Set(used.flatMap((place) => words[place]?.at ?? [])),
    weight,
    names: names.length,
    content,
    isOpen: said !== undefined && OPEN.test(said.places.map((place) => plain[place]).join(" ")),
  };
}

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
