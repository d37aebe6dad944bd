import { z } from "zod";
import { SECTION_TITLES, type Source, sentencesOf } from "#briefing";
import { SCORED, type Scored } from "../sections/model.ts";
import { plainly } from "../support/align/copied.ts";
import type { Written } from "../write/briefing-text.ts";
import { likeness, quarterOf } from "../write/choose.ts";
import type { Proposed } from "../write/proposed.ts";
import type { ReviewItem } from "../write/review.ts";
import { faultIn } from "./check-statement.ts";
import { ABOUT_DOCUMENTS, markOf, showDocuments, tellModelWords } from "./documents.ts";
import type { Model } from "./open-model.ts";
import { ModelTrouble } from "./trouble.ts";

export type ProposeRequest = {
  readonly sources: readonly Source[];
  /** The most statements a section. */
  readonly points: number;
  /** Statements that the briefing already has. */
  readonly said: readonly string[];
};

/** What a model proposed and every check let pass; `left` is what to look at, and what was left out and why. */
export type ModelProposal = {
  readonly proposed: Proposed;
  readonly left: readonly ReviewItem[];
  readonly asked: number;
};

const QUOTES = z.array(z.object({ source: z.string(), quote: z.string() }));
const PROPOSAL = z.object({
  statements: z.array(z.object({ section: z.enum(SCORED as [Scored, ...Scored[]]), text: z.string(), quotes: QUOTES })),
});
const MENDED = z.object({ mended: z.array(z.object({ number: z.number(), text: z.string(), quotes: QUOTES })) });

type Offer = { readonly section: Scored; readonly written: Written };
type Failed = Offer & { readonly fault: string };

/** Asks a model for statements with the words they rest on. Each is checked, and may be corrected once, or left out. */
export async function proposeWith(model: Model, request: ProposeRequest): Promise<ModelProposal> {
  const { sources, points } = request;
  const { text: documents, cut } = showDocuments(sources);
  const { statements } = await model.ask({
    system: systemFor(points),
    prompt: promptFor(documents, request),
    form: PROPOSAL,
  });
  const { kept: offers, extra } = asManyAsAsked(statements, points);
  const gate = openGate(request);
  const failed = offers.flatMap((offer): Failed[] => {
    const fault = gate.pass(offer);
    return fault === undefined ? [] : [{ ...offer, fault }];
  });
  const { left, told } = await mendOnce(model, failed, gate, sources);
  const notes = [
    ...cut,
    ...told,
    ...(extra > 0 ? [`${extra} statements beyond the number asked for were ignored`] : []),
  ];
  return {
    proposed: gate.passed(),
    left: [
      ...rewordedIn(gate.passed()),
      ...left.map(({ written, fault }) => ({ about: tellModelWords(written.text), why: `left out: ${fault}` })),
      ...notes.map((why) => ({ about: "the model", why })),
    ],
    asked: offers.length,
  };
}

/** What is not in its document's own words is looked at more closely. */
function rewordedIn(proposed: Proposed): readonly ReviewItem[] {
  return SCORED.flatMap((section) => proposed[section]).flatMap(({ text, quotes }) => {
    const words = plainly(text);
    if (quotes.some(({ quote }) => plainly(quote).includes(words))) return [];
    return [{ about: text, why: "a model wrote these words: compare them with the quote" }];
  });
}

function systemFor(points: number): string {
  return [
    "You help an editor to draft a briefing from documents.",
    ABOUT_DOCUMENTS,
    `Propose at most ${points} statements for each section: ${SCORED.map((name) => `“${name}” (${SECTION_TITLES[name]})`).join(", ")}. The most telling first; none where the documents say nothing for it.`,
    "Each statement is one plain sentence of 6 to 30 words that stands by itself: full names, dates written out, no “it” or “the agency” for what was not named, an opinion with whose it is. It keeps the words of the document: shorten, but change no number, name, date, “may” or “not”.",
    "Each rests on one or two quotes of at least three words, copied letter by letter from one document, whose id you name as the source. Quotes that do not stand there, and statements that say more than their quotes, are thrown away by a machine.",
    'Answer in JSON alone: {"statements": [{"section": "happening", "text": "…", "quotes": [{"source": "id", "quote": "…"}]}]}',
  ].join("\n");
}

function promptFor(documents: string, { said }: ProposeRequest): string {
  const already = said.length === 0 ? "" : `\n\nSaid already, and not to be said again:\n${JSON.stringify(said)}`;
  return `${documents}${already}`;
}

function asManyAsAsked(
  statements: z.output<typeof PROPOSAL>["statements"],
  points: number,
): { kept: Offer[]; extra: number } {
  const count = { happening: 0, important: 0, next: 0 };
  const kept = statements.flatMap(({ section, text, quotes }): Offer[] => {
    count[section] += 1;
    return count[section] > points ? [] : [{ section, written: { text: tidy(text), quotes: quotes.map(tidied) } }];
  });
  return { kept, extra: statements.length - kept.length };
}

function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function tidied({ source, quote }: { source: string; quote: string }): { source: string; quote: string } {
  return { source, quote: tidy(quote) };
}

/** Lets statements pass that are right, new, and no more than a quarter of a source. */
function openGate({ sources, said, points }: ProposeRequest) {
  const passed: Record<Scored, Written[]> = { happening: [], important: [], next: [] };
  const taken = said.flatMap((text) => sentencesOf(text));
  const room = new Map(sources.map(({ id, text }) => [id, quarterOf(sentencesOf(text))]));
  return {
    /** The fault that keeps a statement out; undefined where it passed. */
    pass({ section, written }: Offer): string | undefined {
      const fault = faultIn(written, section, sources);
      if (fault !== undefined) return fault;
      const [sentence] = sentencesOf(written.text);
      if (!sentence || taken.some((other) => likeness(sentence, other) >= ALIKE)) return "it is said already";
      if (passed[section].length >= points) return "there are as many as were asked for";
      const from = [...new Set(written.quotes.map(({ source }) => source))];
      if (from.some((id) => (room.get(id) ?? 0) <= 0)) return "more than a quarter of its source would be said";
      for (const id of from) room.set(id, (room.get(id) ?? 0) - 1);
      taken.push(sentence);
      passed[section].push(written);
      return undefined;
    },
    passed: (): Proposed => passed,
  };
}

const ALIKE = 0.55;

async function mendOnce(
  model: Model,
  failed: readonly Failed[],
  gate: ReturnType<typeof openGate>,
  sources: readonly Source[],
): Promise<{ left: readonly Failed[]; told: readonly string[] }> {
  if (failed.length === 0) return { left: [], told: [] };
  const { text: documents } = showDocuments(sources, MOST_TO_MEND);
  const list = failed.map(({ written, fault }, at) => ({ number: at + 1, ...written, fault }));
  const mark = markOf(sources.map(({ text }) => text));
  try {
    const { mended } = await model.ask({
      system: [
        "You fix statements of a briefing that a machine refused.",
        ABOUT_DOCUMENTS,
        "For each say the same with what is wrong put right, or leave it out. Its quotes are copied letter by letter from the documents. Answer in JSON alone:",
        '{"mended": [{"number": 1, "text": "…", "quotes": [{"source": "id", "quote": "…"}]}]}',
      ].join("\n"),
      prompt: `${documents}\n\n<<${mark} refused>>\n${JSON.stringify(list)}\n<<${mark} end>>`,
      form: MENDED,
    });
    const left = failed.flatMap((offer, at): Failed[] => {
      const better = mended.find(({ number }) => number === at + 1);
      if (!better) return [offer];
      const written = { text: tidy(better.text), quotes: better.quotes.map(tidied) };
      const fault = gate.pass({ section: offer.section, written });
      return fault === undefined ? [] : [{ section: offer.section, written, fault }];
    });
    return { left, told: [] };
  } catch (error) {
    if (!(error instanceof ModelTrouble)) throw error;
    return { left: failed, told: [`nothing was fixed: ${error.message}`] };
  }
}

/** A second look needs no more than fits beside the first. */
const MOST_TO_MEND = 60_000;
