import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type Briefing,
  checkText,
  contentFile,
  formatProblem,
  isError,
  type OutlinedStatement,
  outlineOf,
  quoted,
  type SectionName,
  type Source,
  type Statement,
  titleOf,
} from "#briefing";
import {
  goneFrom,
  headerOf,
  nothingToPublish,
  noticeOf,
  type ReadDraft,
  readDraft,
  type StatementToReview,
  toReview,
} from "../publish/open-review.ts";
import { listOf } from "../publish/publish.ts";
import { textOf } from "../publish/swap-file.ts";
import { evidenceOf } from "../support/align/evidence.ts";
import { evidenceFor, supportOf } from "../support/check-content.ts";
import { type Support, tellSupport } from "../support/check-support.ts";
import { type DiffPart, wordDiff } from "../support/word-diff.ts";
import { type NamedStatement, named, renderDraft, tellProblems } from "./draft-text.ts";

/** How a statement compares with its quoted words: the verdict in words, and both word by word where they differ. */
export type Compared = {
  readonly verdict: Support["verdict"];
  readonly told: string;
  readonly diff: readonly DiffPart[];
};

/** A quote of a card, checked or not. */
export type CardQuote = {
  readonly source: string;
  /** The source's name; its id where there is none. */
  readonly title: string;
  /** As the draft's file has it. */
  readonly quote: string;
  /** As the source has it, if it is there. */
  readonly words: string;
  /** The words around it. Absent if it isn't there. */
  readonly around?: { readonly before: string; readonly after: string };
  /** Where it is in the source, as addresses of our pages name passages. */
  readonly at?: string;
};

/** One statement of a draft as it is put before a person. */
export type Card = {
  readonly id: string;
  readonly section: SectionName;
  readonly text: string;
  readonly quotes: readonly CardQuote[];
  /** Why it would be withheld. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly compared?: Compared;
  readonly isNew: boolean;
  /** The published statement that it seems to take the place of, and the two word by word. */
  readonly was?: { readonly text: string; readonly diff: readonly DiffPart[] };
  /** What the draft's own list says of it. */
  readonly hints: readonly string[];
};

/** A draft as it is, whatever is wrong with it. */
export type DraftLook = {
  readonly topic: string;
  readonly title: string;
  readonly draft: string;
  readonly target: string;
  /** Changes with the draft, with what is published, and with the sources that it cites. */
  readonly of: string;
  readonly isFirst: boolean;
  readonly notice?: string;
  readonly header: readonly (readonly [name: string, value: string])[];
  readonly cards: readonly Card[];
  readonly gone: readonly string[];
  /** What keeps it from being published that is about no statement. */
  readonly faults: readonly string[];
  readonly hints: readonly string[];
  /** Why it cannot be changed here but in its file; undefined where it can. */
  readonly fixed?: string;
  readonly sources: readonly { readonly id: string; readonly title: string }[];
};

/**
 * Reads a draft for its review on a page.
 * @throws Refused where there is none
 */
export async function lookAtDraft(folder: string, topic: string): Promise<DraftLook> {
  const read = await readDraft(folder, topic);
  const list = await textOf(listOf(read.draft)).catch(() => undefined);
  const { draft, target, text, published, library, briefing } = read;
  const { sources } = library;
  const outline = outlineOf(text);
  const said = library.briefing(topic);
  const statements = outline ? named(outline.statements) : [];
  const { cards, others } = cardsOf(folder, read, outline?.header ?? "", statements);
  const hints = hintsIn(list);
  const nothing = nothingToPublish(read);
  // Problems of statements that would be withheld are shown on their cards.
  const isEmpty = briefing === undefined || cards.length === 0;
  const gone = goneFrom(said, briefing);
  return {
    topic,
    title: briefing?.title ?? topic,
    draft,
    target,
    of: hashOf(text, published, statements, sources),
    isFirst: published === undefined,
    ...(briefing && noticeOf(briefing)),
    header: briefing ? headerOf(briefing) : [],
    cards: cards.map((card) => ({ ...card, ...withPublished(card, gone), hints: hintsAbout(card.text, hints) })),
    gone,
    faults: [...others, ...read.faults, ...(others.length === 0 && isEmpty && nothing !== undefined ? [nothing] : [])],
    hints: hints.filter(({ about }) => !statements.some((one) => quoted(one.text, HINTED) === about)).map(tellHint),
    ...(!outline?.isWhole && { fixed: fixedBecause(read) }),
    sources: sources.map((source) => ({ id: source.id, title: titleOf(source) })),
  };
}

type Bare = Omit<Card, "was" | "hints">;

/** A card for each statement, and what is wrong with the file besides. */
function cardsOf(
  folder: string,
  { topic, draft, library, briefing, problems }: ReadDraft,
  header: string,
  statements: readonly NamedStatement[],
): { cards: readonly Bare[]; others: readonly string[] } {
  const { sources } = library;
  const rendered = renderDraft(header, statements);
  const checked = checkText({ topic, file: draft, text: rendered.text }, sources, (id) =>
    contentFile(folder, "source", id),
  );
  const said = library.briefing(topic);
  const told = statements.map((_, index) => checked.problems.filter((one) => rendered.about(one).includes(index)));
  const cards = statements.map((one, index): Bare => {
    const statement = statementIn(checked.briefing, one);
    const own = told[index] ?? [];
    return cardOf(one, statement, tellProblems(own.filter(isError)), said, sources, {
      warnings: tellProblems(own.filter((problem) => !isError(problem))),
    });
  });
  const about = checked.problems.filter((one) => isError(one) && rendered.about(one).length === 0);
  // For a file that was assembled again, only what no card shows is left; for any other, all of it.
  const isSame = cards.length > 0 || briefing !== undefined;
  const others = (isSame ? about : problems.filter(isError)).map(formatProblem);
  return { cards, others };
}

/** A statement of a file that is not written yet, checked as it would be there. `at`: its place among all. */
export async function cardFor(
  folder: string,
  topic: string,
  header: string,
  statements: readonly OutlinedStatement[],
  at: number,
): Promise<Card> {
  const read = await readDraft(folder, topic);
  const card = cardsOf(folder, read, header, named(statements)).cards[at] as Bare;
  const gone = goneFrom(read.library.briefing(topic), read.briefing);
  return { ...card, ...withPublished(card, gone), hints: [] };
}

function statementIn(briefing: Briefing | undefined, { section, text }: NamedStatement): Statement | undefined {
  return briefing?.sections[section].statements.find((one) => one.text === text);
}

function cardOf(
  { id, section, text, cites }: NamedStatement,
  statement: Statement | undefined,
  errors: readonly string[],
  said: Briefing | undefined,
  sources: readonly Source[],
  { warnings }: Pick<Card, "warnings">,
): Bare {
  const shown: StatementToReview | undefined = statement && toReview(section, statement, said);
  return {
    id,
    section,
    text,
    quotes: cites.map(({ source, quote }, index): CardQuote => {
      const found = sources.find((one) => one.id === source);
      const citation = statement?.citations[index];
      const surroundings = shown?.quotes[index];
      return {
        source,
        title: found ? titleOf(found) : source,
        quote,
        words: citation?.quote ?? quote,
        ...(surroundings && { around: { before: surroundings.before, after: surroundings.after } }),
        ...(citation && { at: citation.spans.map(({ start, end }) => `${start}-${end}`).join(",") }),
      };
    }),
    errors: cites.some(({ quote }) => quote !== "") ? errors : [NO_QUOTE],
    warnings,
    ...(statement && errors.length === 0 && { compared: compare(section, statement) }),
    isNew: shown?.isNew ?? true,
  };
}

const NO_QUOTE = "It has no quote yet: choose words from a source";

function compare(section: SectionName, statement: Statement): Compared {
  const evidence = evidenceFor(statement);
  const support = supportOf(statement, section, evidence);
  const diff = support.verdict === "differs" ? wordDiff(statement.text, evidence) : [];
  return { verdict: support.verdict, told: tellSupport(support), diff };
}

/** The published statement that a new one is most like. */
function withPublished({ isNew, text }: Bare, gone: readonly string[]): Pick<Card, "was"> {
  if (!isNew) return {};
  const likest = gone
    .map((other) => ({ other, likeness: likenessOf(text, other) }))
    .sort((a, b) => b.likeness - a.likeness)[0];
  if (!likest || likest.likeness < LEAST_LIKE) return {};
  return { was: { text: likest.other, diff: wordDiff(text, evidenceOf(likest.other)) } };
}

const LEAST_LIKE = 0.4;

function likenessOf(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu)));
  if (!a || !b) return 0;
  return a.intersection(b).size / Math.max(1, a.union(b).size);
}

function hashOf(
  text: string,
  published: string | undefined,
  statements: readonly NamedStatement[],
  sources: readonly Source[],
): string {
  const cited = new Set(statements.flatMap(({ cites }) => cites.map(({ source }) => source)));
  const versions = sources.filter(({ id }) => cited.has(id)).map(({ id, version }) => [id, version]);
  return createHash("sha256")
    .update(JSON.stringify([text, published ?? null, versions]))
    .digest("hex");
}

function fixedBecause({ draft, problems }: ReadDraft): string {
  const first = problems.find(isError);
  const why = first ? `: ${formatProblem(first)}` : "";
  return `${draft} holds words that are neither statements nor their footnotes, and would be lost if it were changed here: change it in an editor${why}`;
}

type Hint = { readonly about: string; readonly why: string };

/** As `tellReview` shortens what a line is about. */
const HINTED = 120;

/** The lines of a draft's own list of what to look at. */
function hintsIn(list = ""): readonly Hint[] {
  return list.split("\n").flatMap((line) => {
    const [, about = "", why = ""] = /^- (“.*?”): (.*)$/.exec(line) ?? [];
    return why === "" ? [] : [{ about, why }];
  });
}

function hintsAbout(text: string, hints: readonly Hint[]): readonly string[] {
  return hints.filter(({ about }) => about === quoted(text, HINTED)).map(({ why }) => why);
}

function tellHint({ about, why }: Hint): string {
  return `${about}: ${why}`;
}

/** Where drafts are. */
export function draftsIn(folder: string): string {
  return join(folder, "drafts");
}
