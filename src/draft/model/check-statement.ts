import { checkText, contentFile, isError, type Source, sentencesOf } from "#briefing";
import type { Scored } from "../sections/model.ts";
import { isRelative } from "../sentences/dates.ts";
import { evidenceFor } from "../support/check-content.ts";
import { checkSupport, tellSupport } from "../support/check-support.ts";
import { type Written, writeBriefing } from "../write/briefing-text.ts";
import { danglingIn, isSayable, lacksSpeaker } from "../write/references.ts";

const MOST_QUOTES = 3;
const MOST_QUOTED = 500;

/** What is wrong with a statement that a model proposes; undefined where it passes every check of citation and support. */
export function faultIn(written: Written, section: Scored, sources: readonly Source[]): string | undefined {
  const { text, quotes } = written;
  const [sentence, ...more] = sentencesOf(text);
  if (!sentence || more.length > 0 || sentence.text !== text || !isSayable(sentence))
    return "it is not one plain sentence of 6 to 48 words, without markup, links, mentions or a question";
  if (lacksSpeaker(text)) return "it repeats somebody's words without saying whose they are";
  if (danglingIn(text) !== undefined) return "it depends on the sentence before it: say who or what is meant";
  if (isRelative(text)) return "it names a day that only readers of that day know: write the date out";
  if (quotes.length === 0) return "it has no quote";
  if (quotes.length > MOST_QUOTES) return `it has more than ${MOST_QUOTES} quotes`;
  for (const { source, quote } of quotes) {
    if (!sources.some(({ id }) => id === source)) return "a quote names a document that was not shown";
    if (quote.length > MOST_QUOTED) return `a quote is longer than ${MOST_QUOTED} characters`;
  }
  const only = { happening: [], important: [], next: [], differ: [], [section]: [written] };
  const file = writeBriefing({ title: "Proposed" }, only);
  const { briefing, problems } = checkText({ topic: "proposed", file: "proposed", text: file }, sources, (id) =>
    contentFile("content", "source", id),
  );
  const errors = problems.filter(isError);
  const said = briefing?.sections[section].statements.find((statement) => statement.text === text);
  if (errors.length > 0 || !said) return errors[0]?.message ?? "it cannot be read as one statement with its quotes";
  const support = checkSupport(text, evidenceFor(said));
  return support.verdict === "no difference" ? undefined : tellSupport(support);
}
