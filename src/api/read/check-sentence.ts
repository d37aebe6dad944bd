import { z } from "zod";
import { type Citation, citePassage, citeQuote, type Passage } from "#briefing";
import type { Support } from "#draft";
import { given, type WireCitation } from "../wire/citation.ts";
import { checked } from "../wire/schemas.ts";
import { findIn } from "./ask.ts";
import { noStory, operation, type Reading, story, storyNamed, typed } from "./operation.ts";

const MOST_QUOTES = 8;

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
    const given_ = looked.flatMap(({ citation }) => citation ?? []);
    const against = quotes.length > 0 ? [given_] : await nearestTo(sentence, reading, within?.topic);
    const compared = await compare(sentence, against);
    return {
      ...compared.told,
      against: compared.against.map((citation) => wireOf(citation, reading)),
      quotes: looked.map(({ source, exact, citation }) => ({ source, exact, found: citation !== undefined })),
    };
  },
});

/** The citation of a quote that somebody gives, if it stands among the words that they may read. */
function quoted({ source: id, exact }: { source: string; exact: string }, { view }: Reading): Citation | undefined {
  const seen = view.source(id);
  const citation = seen && citeQuote(seen.source, exact);
  const isSeen = ({ start, end }: Passage) => seen?.parts.some((part) => part.start <= start && part.end >= end);
  return citation?.spans.every(isSeen) ? citation : undefined;
}

/** The quotes that come nearest to a sentence, the best first. */
async function nearestTo(
  sentence: string,
  reading: Reading,
  topic: string | undefined,
): Promise<readonly Citation[][]> {
  const { hits } = await findIn(sentence, reading, topic);
  return hits.flatMap((hit): Citation[][] => {
    if ("statement" in hit) return [[...hit.statement.citations]];
    const citation = citePassage(hit.source, hit.passage);
    return citation ? [[citation]] : [];
  });
}

type Told = Pick<z.output<typeof checked>, "verdict" | "told" | "differences">;

const RANK: Readonly<Record<Support["verdict"], number>> = { "no difference": 0, differs: 1, "too far": 2 };

/** Compares a sentence with each set of quotes, and tells of the one that it stands nearest to. */
async function compare(
  sentence: string,
  sets: readonly (readonly Citation[])[],
): Promise<{ readonly told: Told; readonly against: readonly Citation[] }> {
  const { checkSupport, evidenceFor, tellSupport } = await import("#draft");
  let best: { support: Support; against: readonly Citation[] } | undefined;
  for (const [first, ...rest] of sets) {
    if (!first) continue;
    const against = [first, ...rest] as const;
    const support = checkSupport(sentence, evidenceFor({ text: sentence, citations: against }));
    if (!best || RANK[support.verdict] < RANK[best.support.verdict]) best = { support, against };
  }
  if (!best) return { told: NOTHING, against: [] };
  const { verdict, differences } = best.support;
  const told = differences.map(({ kind, said, quoted }) => ({ kind, said, ...given({ quoted }) }));
  return { told: { verdict, told: tellSupport(best.support), differences: told }, against: best.against };
}

const NOTHING: Told = {
  verdict: "nothing to compare",
  told: "there are no quoted words that you may read to compare it with",
  differences: [],
};

function wireOf(citation: Citation, { wire, view }: Reading): WireCitation {
  return wire.citation(citation, view.source(citation.source.id)?.parts ?? []);
}
