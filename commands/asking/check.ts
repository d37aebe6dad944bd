import {
  type Admits,
  type Briefing,
  type Citation,
  citePassage,
  citeWords,
  isWithin,
  type PartsOf,
  type Source,
} from "#briefing";
import { type Block, isBlank, type Reply } from "#chat";
import { frameOf, notice, saying } from "../parts/answer.ts";
import { quoteAlone } from "../parts/asking/found.ts";
import { heardIn, partsReadIn } from "../parts/audience.ts";
import { openNumbering } from "../parts/cited.ts";
import type { Command, Tools } from "../parts/command.ts";
import { QUESTIONS } from "../parts/sections.ts";

export const check: Command = {
  name: "check",
  summary: "Compare a sentence with the sources, word by word",
  hint: "[sentence]",
  seenBy: "asker",
  says: [],
  options: [{ name: "sentence", summary: "The sentence to look for in the sources", kind: "text", long: true }],
  async run({ place, options: { sentence = "" } }, tools) {
    if (isBlank(sentence)) return saying("none", "Check a sentence", "Paste a sentence after the command.");
    const claim = sentence.replace(/\s+/g, " ").trim();
    const partsOf = partsReadIn(place, tools.library);
    const near = nearestPassages(claim, tools, heardIn(place), partsOf);
    const whole = near.flatMap(({ source, briefing }) => {
      const citation = citeWords(source, withoutEnd(claim));
      const parts = partsOf?.(source);
      const isRead = !parts || citation?.spans.every((span) => isWithin(span, parts));
      return citation && isRead ? [{ briefing, citation }] : [];
    });
    const [stands] = whole;
    if (stands) return shown(STANDS, "These words are in the source.", [stands], [], tools, partsOf);
    const [first, ...rest] = near;
    return first ? compared(claim, [first, ...rest], tools, partsOf) : saying("none", TOO_FAR, NONE_CLOSE);
  },
};

const STANDS = "Found word for word";
const DIFFERS = "The source differs";
const TOO_FAR = "Nothing close enough";
const NONE_CLOSE = "No passage close enough was found, so this sentence can't be checked.";
/** The most passages that are compared and shown. */
const MOST_NEAR = 4;
const MOST_SHOWN = 2;

/** A passage of a source that may support the sentence, and a story that cites the source. */
type Near = {
  readonly briefing: Briefing;
  readonly source: Source;
  readonly citation: Citation;
  readonly words: string;
};

/** The passages that share most with a sentence, each with the sentences around it. */
function nearestPassages(claim: string, { library, answers }: Tools, admits: Admits, partsOf?: PartsOf): Near[] {
  const passages = answers.near(claim, library, admits, MOST_NEAR, partsOf);
  return passages.flatMap(({ briefing, source, passage }) => {
    const citation = citePassage(source, passage);
    return citation ? [{ briefing, source, citation, words: source.text.slice(passage.start, passage.end) }] : [];
  });
}

/** Compares the sentence with the nearest passages of the nearest source. */
async function compared(
  claim: string,
  near: readonly [Near, ...Near[]],
  tools: Tools,
  partsOf?: PartsOf,
): Promise<Reply> {
  // Loaded when first needed: it loads far more than chat otherwise needs.
  const { checkSupport, evidenceOf, tellDifference, tellWordDiff, withDates, wordDiff } = await import("#draft");
  const [first] = near;
  const own = near.filter(({ source }) => source === first.source);
  const evidence = evidenceOf(own.map(({ words, source }) => withDates(words, source)).join("\n\n"));
  const { verdict, differences } = checkSupport(claim, evidence);
  const spoken = own.map((one) => misattributed(claim, one)).find((told) => told !== undefined);
  if (spoken === undefined && verdict === "too far") return saying("none", TOO_FAR, NONE_CLOSE);
  if (spoken === undefined && verdict === "no difference")
    return shown("No difference found", SAYS_AS_MUCH, [first], [], tools, partsOf);
  const told = spoken === undefined ? differences.map(tellDifference) : [spoken];
  const diff = tellWordDiff(wordDiff(claim, evidenceOf(withDates(first.words, first.source))));
  const more = [`Word by word, [-only in the source-] and {+only in your sentence+}: ${diff}`];
  return shown(
    DIFFERS,
    `The source differs here: ${told.join("; ")}.`,
    [first, ...own.slice(1, MOST_SHOWN)],
    more,
    tools,
    partsOf,
  );
}

const SAYS_AS_MUCH =
  "The words are not the same, but no difference was found in what they say. Read the passage before you rely on it.";

/** If the sentence quotes the source's words but names another speaker, a clause that says so; else undefined. */
function misattributed(claim: string, { words }: Near): string | undefined {
  const [, quotation = ""] = /["“„«]([^"“”„«»]{8,})["”“»]/.exec(claim) ?? [];
  if (quotation === "" || !plainly(words).includes(plainly(quotation))) return undefined;
  const around = claim.replace(quotation, "");
  const named = [...around.matchAll(NAME)].map(([name]) => name).filter((name) => !COMMON.has(name));
  const missing = named.filter((name) => !words.includes(name));
  if (named.length === 0 || missing.length < named.length) return undefined;
  return `the source has these words, but ${missing.join(" ")} didn't say them; see the passage for who did`;
}

const NAME = /(?<!\p{L})\p{Lu}[\p{L}’'-]+/gu;
const COMMON: ReadonlySet<string> = new Set("The A An In On At He She It They According".split(" "));

function plainly(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Drops quotation marks and final punctuation, which may belong to the sentence and not to the quoted words. */
function withoutEnd(claim: string): string {
  return claim.replace(/^["“]|[.!?…]*["”]?$/g, "");
}

type Shown = { readonly briefing: Briefing; readonly citation: Citation };

function shown(
  title: string,
  text: string,
  found: readonly [Shown, ...Shown[]],
  more: readonly string[],
  { publicUrl }: Tools,
  partsOf?: PartsOf,
): Reply {
  const { briefing } = found[0];
  const numbering = openNumbering([briefing], publicUrl, undefined, partsOf);
  const lines = found.map(({ citation }) => numbering.line(quoteAlone(citation)));
  const { title: _, ...dates } = frameOf(briefing);
  const blocks: Block[] = [notice(text), { kind: "quotes", lines }, ...more.map(notice)];
  const { topic } = briefing;
  return {
    outcome: "answered",
    title,
    ...dates,
    blocks,
    notes: numbering.notes(),
    actions: QUESTIONS.map(({ command, label }) => ({ label, ask: { command, options: { topic } }, shown: "reply" })),
  };
}
