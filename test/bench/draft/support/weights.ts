import { createHash } from "node:crypto";
import { type Evidence, evidenceOf } from "../../../../src/draft/support/align/evidence.ts";
import { type Compared, compare, type Support, verdictOf } from "../../../../src/draft/support/check-support.ts";
import { doubtOf, type Regime, STEPS, type Weights } from "../../../../src/draft/support/rank.ts";
import { readSupport, type SupportRow } from "../data.ts";
import { learn } from "../learn.ts";

/** A statement set against its document. */
export type ComparedRow = SupportRow & { readonly text: string; readonly compared: Compared };

/** The statements of a folder, each set against the whole of its document, and the documents as they were read. */
export async function readCompared(folder: string): Promise<{
  readonly rows: readonly ComparedRow[];
  readonly evidence: ReadonlyMap<string, Evidence>;
}> {
  const evidence = new Map<string, Evidence>();
  const rows = (await readSupport(folder)).map((row) => {
    const known = evidence.get(row.document) ?? evidenceOf(row.text);
    evidence.set(row.document, known);
    return { ...row, compared: compare(row.statement, known) };
  });
  return { rows, evidence };
}

/** Signs that tell something against a few sentences only: in a whole document a word that turns a sentence stands somewhere. */
const OF_QUOTES: ReadonlySet<string> = new Set([
  "ADJ nowhere",
  "ADV nowhere",
  "VERB nowhere",
  "all added",
  "some lost",
  "hedge lost",
  "says lost",
  "turned",
  "turn words",
  "opposite",
  "other differences",
  "negation more",
  "negation lost",
]);

const DECAY: Readonly<Record<Regime, number>> = { quote: 0.02, document: 0.1 };

/** The statements of a regime that weights can be learned from: in those that were copied there is no sign. */
export function learnable<Row extends Pick<ComparedRow, "compared">>(rows: readonly Row[], regime: Regime): Row[] {
  return rows.filter(({ compared }) => compared.regime === regime && compared.signs.size > 0);
}

/** Learns how much each sign speaks against a statement, to the step that the file of weights keeps. */
export function learnWeights(rows: readonly Pick<ComparedRow, "compared" | "document" | "supported">[]): Weights {
  const of = (regime: Regime) => {
    const examples = learnable(rows, regime).map(({ compared: { signs }, document, supported }) => ({
      features: new Map([...signs].filter(([name]) => regime === "quote" || !OF_QUOTES.has(name))),
      group: document,
      wanted: !supported,
    }));
    const learned = learn(examples, { least: 3, decay: DECAY[regime], rounds: 300, listwise: 0 });
    return new Map([...learned].map(([name, weight]) => [name, Math.round(weight * STEPS) / STEPS] as const));
  };
  return { quote: of("quote"), document: of("document") };
}

/** What weights say of a statement that they were not learned from. */
export type Judged = ComparedRow & { readonly verdict: Support["verdict"]; readonly doubt: number };

const FOLDS = 20;

/**
 * Judges each statement by weights learned from the documents of the other folds, so that a figure tells of documents that
 * nobody has seen. A document's fold is a hash of its name: the same data give the same figures.
 */
export function judgeByFolds(rows: readonly ComparedRow[]): Judged[] {
  const folds = Map.groupBy(rows, ({ document }) => foldOf(document));
  const weights = new Map(
    [...folds.keys()].map((fold) => [fold, learnWeights(rows.filter(({ document }) => foldOf(document) !== fold))]),
  );
  return rows.map((row) => {
    const own = weights.get(foldOf(row.document));
    return { ...row, verdict: verdictOf(row.compared, own).verdict, doubt: doubtOf(row.compared, own) };
  });
}

function foldOf(document: string): number {
  return createHash("sha256").update(document).digest().readUInt32BE(1) % FOLDS;
}
