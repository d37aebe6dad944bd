import { sentencesOf } from "../../../src/briefing/words/sentences.ts";
import type { Evidence } from "../../../src/draft/support/align/evidence.ts";
import { checkSupport } from "../../../src/draft/support/check-support.ts";
import type { Row } from "../bench.ts";
import { type Half, halfOf } from "./data.ts";
import { round } from "./facets.ts";
import { auroc, mean } from "./measures.ts";
import { measurePlanted } from "./support/planted.ts";
import { measurePlantedInBriefs } from "./support/planted-briefs.ts";
import { type Judged, judgeByFolds, readCompared } from "./support/weights.ts";

/**
 * How well statements are checked against their documents, each by weights learned without its document, and that nothing
 * copied is doubted. The rules were written by the tuned half alone. The guarantees broken.
 */
export async function measureSupport(folder: string, print: (row: Row) => void): Promise<string[]> {
  const { rows, evidence } = await readCompared(folder);
  const judged = judgeByFolds(rows).map((row) => ({ ...row, half: halfOf(row.document) }));
  const kind = (set: string) => set.replace(/-.*$/, "");
  const sets = [...new Set(judged.map(({ set }) => kind(set)))];
  for (const [set, own] of [
    ["all", judged] as const,
    ...sets.flatMap((name) => [
      [name, judged.filter((row) => kind(row.set) === name)] as const,
      ...(["tuned", "kept"] as const).map(
        (half) =>
          [`${name}, ${half} half`, judged.filter((row) => kind(row.set) === name && row.half === half)] as const,
      ),
    ]),
  ]) {
    if (own.length === 0) continue;
    const say = (measure: string, value: number, n = own.length) =>
      print({ measure: `support: ${measure}`, set, value: round(value), n });
    say("AUROC", auroc(own.map(({ doubt, supported }) => ({ score: doubt, wanted: !supported }))));
    const decided = own.filter(({ verdict }) => verdict !== "too far");
    say("share decided", decided.length / own.length);
    const right = (supported: boolean) =>
      mean(
        decided
          .filter((row) => row.supported === supported)
          .map(({ verdict }) => Number((verdict === "no difference") === supported)),
      );
    say("balanced accuracy on decided", (right(true) + right(false)) / 2, decided.length);
    const flagged = own.filter(({ verdict }) => verdict === "differs");
    say("supported among “differs”", mean(flagged.map(({ supported }) => Number(supported))), flagged.length);
  }
  const edits = [...new Set(judged.flatMap((row) => row.edits))].sort();
  for (const half of ["tuned", "kept"] as const)
    for (const edit of edits) {
      const only = judged.filter((row) => row.half === half && row.edits.includes(edit));
      const found = mean(only.map(({ verdict }) => Number(verdict === "differs")));
      print({
        measure: `support: found, ${edit.replaceAll("_", " ")}`,
        set: `${half} half`,
        value: round(found),
        n: only.length,
      });
    }
  measureChanged(judged, print);
  measurePlanted([...new Set(rows.map(({ text }) => text))], print);
  await measurePlantedInBriefs(folder, print);
  return measureCopies(rows, evidence, print);
}

/** Of the edits of entities, those that changed a number or a name: by what the nearest supported statement does not have. */
function measureChanged(judged: readonly (Judged & { readonly half: Half })[], print: (row: Row) => void): void {
  const byDocument = Map.groupBy(judged, ({ document }) => document);
  const tally = new Map<string, boolean[]>();
  for (const row of judged) {
    if (row.supported || !row.edits.includes("entity_modification")) continue;
    const own = row.statement.match(WORDS) ?? [];
    const others = (byDocument.get(row.document) ?? []).filter(({ supported }) => supported);
    const changed: string[] | undefined = others
      .map(({ statement }) => lacking(own, statement))
      .sort((a, b) => a.length - b.length)[0];
    if (!changed) continue;
    for (const [what, is] of [
      ["number", /\d/],
      ["name", /^\p{Lu}/u],
    ] as const) {
      if (!changed.some((word) => is.test(word) && !row.statement.startsWith(word))) continue;
      const key = `${what} (${row.half} half)`;
      tally.set(key, [...(tally.get(key) ?? []), row.verdict === "differs"]);
    }
  }
  for (const [key, found] of [...tally].sort())
    print({
      measure: `support: found, changed ${key.split(" ")[0]}`,
      set: key.replace(/^.*\(|\)/g, ""),
      value: round(mean(found.map(Number))),
      n: found.length,
    });
}

function lacking(words: readonly string[], statement: string): string[] {
  const known = new Set<string>(statement.match(WORDS));
  return words.filter((word) => !known.has(word));
}

const WORDS = /[$€£]?[\p{L}\p{N}]+(?:[.,'’-][\p{L}\p{N}]+)*%?/gu;

/** Sentences as they stand, parted by our rules, by Unicode's, and by line. */
function measureCopies(
  rows: readonly { readonly document: string; readonly text: string }[],
  evidence: ReadonlyMap<string, Evidence>,
  print: (row: Row) => void,
): string[] {
  const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
  const texts = new Map(rows.map(({ document, text }) => [document, text]));
  let copies = 0;
  let first: string | undefined;
  let doubts = 0;
  for (const [document, text] of texts) {
    const known = evidence.get(document) as Evidence;
    const sentences = [
      ...sentencesOf(text).map((sentence) => sentence.text),
      ...Array.from(segmenter.segment(text), ({ segment }) => segment.trim()),
      ...text.split("\n").map((line) => line.trim()),
    ];
    for (const sentence of new Set(sentences)) {
      if (sentence === "") continue;
      copies += 1;
      if (checkSupport(sentence, known).verdict === "no difference") continue;
      doubts += 1;
      first ??= sentence;
    }
  }
  print({ measure: "support: doubts on copied sentences", set: "all", value: doubts, n: copies });
  return first === undefined ? [] : [`${doubts} copied sentences are doubted, the first: ${first}`];
}
