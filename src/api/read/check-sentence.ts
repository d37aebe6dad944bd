import { z } from "zod";
import { type Admits, type Citation, citePassage, citeWords, isWithin, type Passage } from "#briefing";
import { given, type WireCitation } from "../wire/citation.ts";
import { checked } from "../wire/schemas.ts";
import { partsFor } from "./ask.ts";
import { noStory, operation, type Reading, story, storyNamed, typed } from "./operation.ts";

const MOST_QUOTES = 8;
const MOST_NEAR = 4;

/** A sentence beside quoted words. */
export const checkSentence = operation({
  name: "check_sentence",
  title: "Check a sentence",
  summary:
    "Compares a sentence with quotes that you give, or with the nearest quoted words of the stories, and tells what differs. It never says that a sentence is true.",
  input: z.strictObject({
    sentence: typed(1_000),
    topic: story.optional().describe("Compare with this story."),
    quotes: z
      .array(z.strictObject({ source: typed(64).describe("The id of a source."), exact: typed(2_000) }))
      .max(MOST_QUOTES)
      .optional()
      .describe("What the sentence rests on; without them, the nearest words are looked for."),
  }),
  output: checked,
  outputId: "Check",
  route: { method: "post", path: "/api/check" },
  isTool: true,
  units: 30,
  async run({ sentence, topic, quotes = [] }, reading) {
    const within = topic === undefined ? undefined : storyNamed(topic, reading);
    if (topic !== undefined && !within) return noStory;
    const looked = quotes.map((quote) => ({ ...quote, citation: quoted(quote, reading) }));
    const against =
      quotes.length > 0
        ? looked.flatMap(({ citation }) => citation ?? [])
        : await nearestTo(sentence, reading, (one) => reading.view.admits(one) && (!within || one === within));
    return {
      ...(await compare(sentence, against)),
      against: against.map((citation) => wireOf(citation, reading)),
      quotes: looked.map(({ source, exact, citation }) => ({ source, exact, found: citation !== undefined })),
    };
  },
});

/** The citation of a quote that somebody gives, if it is among the words that they may read. */
function quoted({ source: id, exact }: { source: string; exact: string }, { view }: Reading): Citation | undefined {
  const seen = view.source(id);
  const citation = seen && citeWords(seen.source, exact);
  const isSeen = (span: Passage) => isWithin(span, seen?.parts ?? []);
  return citation?.spans.every(isSeen) ? citation : undefined;
}

/** The sentences that share most with a sentence, all of the source that comes nearest. */
async function nearestTo(sentence: string, reading: Reading, admits: Admits): Promise<Citation[]> {
  const near = (await reading.answers()).near(sentence, reading.library, admits, MOST_NEAR, partsFor(reading));
  return near
    .filter(({ source }) => source === near[0]?.source)
    .flatMap(({ source, passage }) => citePassage(source, passage) ?? []);
}

type Told = Pick<z.output<typeof checked>, "verdict" | "told" | "differences">;

async function compare(sentence: string, [first, ...rest]: readonly Citation[]): Promise<Told> {
  if (!first) return NOTHING;
  // Loaded when first needed: it reads and compares far more than anything else here.
  const { checkSupport, evidenceFor, tellSupport } = await import("#draft");
  const support = checkSupport(sentence, evidenceFor({ text: sentence, citations: [first, ...rest] }));
  const differences = support.differences.map(({ kind, said, quoted }) => ({ kind, said, ...given({ quoted }) }));
  return { verdict: support.verdict, told: tellSupport(support), differences };
}

const NOTHING: Told = {
  verdict: "nothing to compare",
  told: "there are no quoted words that you may read to compare it with",
  differences: [],
};

function wireOf(citation: Citation, { wire, view }: Reading): WireCitation {
  return wire.citation(citation, view.source(citation.source.id)?.parts ?? []);
}
