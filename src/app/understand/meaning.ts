import { type Ask, type Options, type Spec, type Stub, withoutAsides } from "#chat";
import { toOptions } from "./plain-words.ts";
import type { Known } from "./score-match.ts";

/** Handles plain words that name no command. */
export const PLAIN_WORDS = "nutgraf";
/** The question about a story if nothing else is asked. */
export const DEFAULT_QUESTION = "whats-happening";
/** Answers plain questions that no section of a story answers. */
const QUESTION = "ask";
/** Longer messages are not questions; a platform may send tens of thousands of characters. */
const MOST_TYPED = 1_000;

/**
 * A command with its options, and `otherwise` another in case it finds nothing; or, if nothing is asked, the story
 * mentioned.
 */
export type Meant = (Stub & { readonly otherwise?: Stub }) | { readonly about: string };

/**
 * What an ask means, given or read from its words: a command and options or, if it asks nothing, the story mentioned.
 */
export async function meaningOf(ask: Ask, specs: readonly Spec[], known: Known): Promise<Meant> {
  const question = ask.command === PLAIN_WORDS ? ask.options?.question : undefined;
  if (ask.options !== undefined && !question) return { command: ask.command, options: ask.options };
  const typedWords = question ?? ask.words ?? "";
  if (ask.command === PLAIN_WORDS && typedWords.trim() !== "") {
    const words = withoutAsides(typedWords.slice(0, MOST_TYPED), known.isName);
    return (!ask.overheard && commandIn(words, specs)) || understoodAs(words, specs, known, ask.overheard);
  }
  const typed = ask.command.toLowerCase();
  const spec = specs.find(({ name }) => name === typed);
  // Commands that only buttons run are never typed.
  if (!spec) return { command: "", options: {} };
  if (/^\s*help\s*$/i.test(typedWords)) return { command: PLAIN_WORDS, options: {} };
  return { command: spec.name, options: toOptions(typedWords, spec) };
}

/** A command named at the start of plain words: "/whats-next irs", "whats-next irs". */
function commandIn(words: string, specs: readonly Spec[]): Stub | undefined {
  const [, slash, name = "", rest = ""] = /^(\/?)([a-z]+(?:-[a-z]+)*)(?![^\s:,])[\s:,]*([\s\S]*)$/i.exec(words) ?? [];
  const spec = specs.find((spec) => spec.name === name.toLowerCase());
  return spec && (slash || name.includes("-")) && spec.name !== PLAIN_WORDS
    ? { command: spec.name, options: toOptions(rest, spec) }
    : undefined;
}

/** Whether a command only answers about stories, without any effect. */
function isQuestion({ options }: Spec): boolean {
  return options.some(({ kind }) => kind === "topic") && !options.some(({ name }) => name === "times");
}

/** Whether a source may also hold the answer: for a section of a story, or the story itself. */
function isAnswered(spec: Spec | undefined): boolean {
  return spec === undefined || ANSWERED.has(spec.name);
}

const ANSWERED: ReadonlySet<string> = new Set(["whats-happening", "why-important", "whats-next"]);

async function understoodAs(words: string, specs: readonly Spec[], known: Known, overheard = false): Promise<Meant> {
  // Loaded when first needed: most asks are commands.
  const { understand } = await import("./understand.ts");
  const understood = understand(words, specs, known);
  const question = specs.find(({ name }) => name === QUESTION);
  const isOurs = understood.isAsked ? understood.isParticular && isAnswered(understood.spec) : understood.isQuestion;
  const particular = question && isOurs && !overheard ? toStub(words, question) : undefined;
  if (!understood.isAsked) return particular ?? understood;
  if (overheard && !(understood.spec && isQuestion(understood.spec))) return { about: "" };
  const takesTopic = understood.spec?.options.some(({ kind }) => kind === "topic");
  // A topic beside words like "help": the question is about the story.
  const isMeant = understood.spec && (takesTopic || understood.words === "");
  const spec = isMeant ? understood.spec : specs.find(({ name }) => name === DEFAULT_QUESTION);
  if (!spec) return { about: understood.words };
  const otherwise = toStub(understood.words, spec);
  if (!particular) return otherwise;
  return known.isNear(understood.words) || known.isName(understood.words) ? { ...particular, otherwise } : particular;
}

function toStub(words: string, spec: Spec): Stub {
  return { command: spec.name, options: toOptions(words, spec) };
}

/** The story's name alone, without words like "me" or "this" around it. */
export function topicOnly(options: Options, spec: Spec, { isName }: Known): Options {
  const topic = spec.options.find(({ kind }) => kind === "topic")?.name;
  const { [topic ?? ""]: typed, ...others } = options;
  if (topic === undefined || typed === undefined) return options;
  const named = withoutAsides(typed, isName);
  return named === "" ? others : { ...others, [topic]: named };
}
