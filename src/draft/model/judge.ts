import { z } from "zod";
import { checkText, contentFile, SECTIONS, type Source, type Statement } from "#briefing";
import { plainly } from "../support/align/copied.ts";
import { KINDS, type Kind } from "../support/align/difference.ts";
import type { ReviewItem } from "../write/review.ts";
import { ABOUT_DOCUMENTS, markOf } from "./documents.ts";
import type { Model } from "./open-model.ts";

const DOUBTS = z.object({
  doubts: z.array(
    z.object({ statement: z.number(), kind: z.enum(KINDS as readonly [Kind, ...Kind[]]), words: z.string() }),
  ),
});
const MOST_JUDGED = 40;

/**
 * Lets a model doubt statements. It says which, of what kind, and at which of their words; what it says else is dropped, so
 * that it can add a doubt and do nothing more.
 */
export async function judgeWith(
  model: Model,
  file: string,
  sources: readonly Source[],
): Promise<readonly ReviewItem[]> {
  const statements = statementsIn(file, sources).slice(0, MOST_JUDGED);
  if (statements.length === 0) return [];
  const list = statements.map(({ text, citations }, at) => ({
    statement: at + 1,
    text,
    quotes: citations.map(({ quote }) => quote),
  }));
  const mark = markOf([file, ...sources.map(({ text }) => text)]);
  const { doubts } = await model.ask({
    system: [
      "You look for statements that their quotes do not bear out.",
      ABOUT_DOCUMENTS,
      `For each doubt name the statement's number, the kind (${KINDS.join(", ")}), and the words of the statement that differ, copied letter by letter. Doubt only what differs in meaning; most statements are right. Answer in JSON alone:`,
      '{"doubts": [{"statement": 1, "kind": "number", "words": "…"}]}',
    ].join("\n"),
    prompt: `<<${mark} statements>>\n${JSON.stringify(list)}\n<<${mark} end>>`,
    form: DOUBTS,
  });
  const seen = new Set<number>();
  return doubts.flatMap(({ statement, kind, words }): ReviewItem[] => {
    const said = statements[statement - 1];
    const isThere = said && words.trim() !== "" && ` ${plainly(said.text)} `.includes(` ${plainly(words)} `);
    if (!isThere || seen.has(statement)) return [];
    seen.add(statement);
    return [{ about: said.text, why: `a model doubts it (${kind}: “${plainly(words)}”): compare it with its quote` }];
  });
}

function statementsIn(text: string, sources: readonly Source[]): readonly Statement[] {
  const { briefing } = checkText({ topic: "draft", file: "draft", text }, sources, (id) =>
    contentFile("content", "source", id),
  );
  return SECTIONS.flatMap((name) => briefing?.sections[name].statements ?? []);
}
