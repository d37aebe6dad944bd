import { type Sentence, type Source, sentencesOf } from "#briefing";
import { SCORED, type Scored } from "../sections/model.ts";
import { type Scores, scoreInOrder } from "../sections/score.ts";
import { isRelative, writeDatesOut } from "../sentences/dates.ts";
import { ownDivision } from "./headings.ts";
import { type Dangling, danglingIn, isSayable, lacksSpeaker, withoutConnective } from "./references.ts";

/** A sentence that a briefing may use: as it would read there, and the words of its source that it rests on. */
export type Candidate = {
  readonly source: Source;
  readonly sentence: Sentence;
  /** Its place among the source's sentences. */
  readonly index: number;
  readonly text: string;
  readonly quote: string;
  readonly scores: Scores;
  /** Where the document itself puts it. */
  readonly own?: Scored;
  readonly dangling?: Dangling;
  /** It names a day that only readers of that day know. */
  readonly relative: boolean;
  readonly changes: readonly Change[];
};

export type Change = "connective dropped" | "date written out" | "“this” became “the”";

/** A document as it is drafted from. */
export type Reading = {
  readonly source: Source;
  readonly sentences: readonly Sentence[];
  readonly candidates: readonly Candidate[];
  /** It parts itself into the sections of a briefing. */
  readonly isDivided: boolean;
};

/** Reads a source for drafting. Linear in its length. */
export function readForDraft(source: Source): Reading {
  const sentences = sentencesOf(source.text);
  const division = ownDivision(sentences);
  const scores = scoreInOrder(sentences, source.title);
  const candidates = sentences.flatMap((sentence, index): Candidate[] => {
    const own = division?.[index];
    if (!isSayable(sentence) || (division && own === undefined) || lacksSpeaker(sentence.text)) return [];
    return [candidateOf(source, sentence, index, scores[index] as Scores, own)];
  });
  return { source, sentences, candidates, isDivided: division !== undefined };
}

function candidateOf(
  source: Source,
  sentence: Sentence,
  index: number,
  scores: Scores,
  own: Scored | undefined,
): Candidate {
  const from = withoutConnective(sentence.text);
  const begun = capitalized(sentence.text.slice(from));
  const said = begun.replace(THIS_OF, "The$1");
  const dated = source.published === undefined ? said : writeDatesOut(said, source.published);
  const changes: Change[] = [];
  if (from > 0) changes.push("connective dropped");
  if (said !== begun) changes.push("“this” became “the”");
  if (dated !== said) changes.push("date written out");
  const dangling = danglingIn(said);
  return {
    source,
    sentence,
    index,
    text: dated,
    quote: quoteOf(sentence.text.slice(from)),
    scores,
    ...(own && { own }),
    ...(dangling && { dangling }),
    relative: isRelative(dated),
    changes,
  };
}

/** "This breach of taxpayer confidentiality by the IRS" says by itself what it is. */
const THIS_OF = /^This(?= \p{Ll}+ (?:of|by|between|against) (?:\p{L}+ ){0,6}?\p{Lu})( )/u;

function capitalized(text: string): string {
  return text.replace(/^(["“]?)(\p{Ll})/u, (_, mark: string, letter: string) => mark + letter.toUpperCase());
}

/** Without the mark that ends the sentence, as quotes are written; an abbreviation keeps its dot. */
function quoteOf(text: string): string {
  return text.replace(/(?<=[\p{L}\p{N})%])[.!]$/u, "").trim();
}

/** The sections a candidate may be in. */
export function sectionsOf({ own }: Candidate): readonly Scored[] {
  return own ? [own] : SCORED;
}
