import { z } from "zod";
import { type FoundAnswer, type Hit, SURE } from "#ask";
import { citePassage, type PartsOf } from "#briefing";
import { answer, type found } from "../wire/schemas.ts";
import { noStory, operation, type Reading, story, storyNamed, typed } from "./operation.ts";

/** A question in plain words. */
export const ask = operation({
  name: "ask",
  title: "Ask a question",
  summary:
    "Answers a question with sentences of the stories and their sources, quoted and cited; if none answers it, says so.",
  input: z.strictObject({ question: typed(1_000), topic: story.optional().describe("Only in this story.") }),
  output: answer,
  outputId: "Answer",
  route: { method: "post", path: "/api/ask" },
  isTool: true,
  units: 15,
  async run({ question, topic }, reading) {
    const within = topic === undefined ? undefined : storyNamed(topic, reading);
    if (topic !== undefined && !within) return noStory;
    const all = await findIn(question, reading, within?.topic);
    const hits = all.hits.flatMap((hit) => foundOf(hit, reading) ?? []);
    const [nearest] = hits;
    const answered = nearest !== undefined && all.sure >= SURE;
    const { stories, sources, newest } = all.searched;
    return {
      answered,
      answers: answered ? hits : [],
      ...(nearest && !answered && { nearest }),
      searched: { stories, sources, ...(newest !== undefined && { newest }) },
    };
  },
});

/** Searches what a caller may read. */
export async function findIn(question: string, reading: Reading, topic?: string): Promise<FoundAnswer> {
  const answers = await reading.answers();
  return answers.find(question, reading.library, reading.view.admits, { topic, partsOf: partsFor(reading) });
}

/** What a caller may read of each source. */
export function partsFor({ view }: Reading): PartsOf {
  return ({ id }) => view.source(id)?.parts ?? [];
}

/** A hit in the form that is sent; undefined where its words make no quote. */
export function foundOf(hit: Hit, reading: Reading): z.output<typeof found> | undefined {
  const { topic, title } = hit.briefing;
  if ("statement" in hit) return { topic, title, section: hit.section, ...reading.wire.statement(hit.statement) };
  const citation = citePassage(hit.source, hit.passage);
  if (!citation) return undefined;
  return { topic, title, citations: [reading.wire.citation(citation, partsFor(reading)(hit.source))] };
}
