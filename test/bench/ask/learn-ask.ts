import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { doubtsOf } from "../../../src/ask/rank/doubts.ts";
import { BIAS, dot, STEPS, weightsOf } from "../../../src/ask/rank/model.ts";
import { readCandidates } from "../../../src/ask/rank/signs.ts";
import { candidatesFor } from "../../../src/ask/search/candidates.ts";
import type { Postings } from "../../../src/ask/search/postings.ts";
import { readQuestion } from "../../../src/ask/words/question.ts";
import { type Example, learn } from "../draft/learn.ts";
import { type AskData, type AskedRow, answers, indexOf, readAsk, spanOf, withoutEach } from "./data.ts";

const { data, out, only } = new Command("npx node test/bench/ask/learn-ask.ts")
  .description(
    "Learns the weights of src/ask/rank from questions and the sentences that answer them; the same data give the same file.",
  )
  .requiredOption("--data <folder>", "with ask*.json")
  .option("--out <file>", "where the weights go", "src/ask/rank/weights.txt")
  .option("--only <model>", "`sure` keeps the weights of answers as they are, which takes a third of the time")
  .parse()
  .opts<{ data: string; out: string; only?: string }>();

const LEARNING = {
  answer: { least: 3, decay: 0.001, rounds: 250, listwise: 1 },
  sure: { least: 3, decay: 0.003, rounds: 400, listwise: 0 },
};
/** A question on another matter counts so much more: to answer it is the worse mistake. */
const OF_OFF_TOPIC = 4;

const sets = await readAsk(data);
// What is sure is learned over the answers as they will be given.
const answer = new Map(
  only === "sure"
    ? weightsOf("answer")
    : [...learn(sets.flatMap(listsOf), LEARNING.answer)].map(([name, weight]) => [name, rounded(weight)] as const),
);
const sure = learn(sets.flatMap(doubtsIn), LEARNING.sure);
const lines = [
  ...[...answer].map(([name, weight]) => ["answer", name, weight] as const),
  ...[...sure].map(([name, weight]) => ["sure", name, weight] as const),
].flatMap(([model, name, weight]) => {
  const steps = Math.round(weight * STEPS);
  return steps === 0 ? [] : [`${model}\t${name}\t${steps}`];
});
const counts = sets.map(({ set, questions }) => {
  const own = questions.filter(({ half }) => half === "tuned");
  return `${set}: ${own.length} questions on ${new Set(own.map(({ title }) => title)).size} articles`;
});
const head = [
  "# Made by test/bench/ask/learn-ask.ts: model, sign, hundredths",
  `# Learned from ${counts.join(", ")}, the half whose titles hash to an even number (SQuAD 2.0, CC BY-SA 4.0)`,
];
await writeFile(out, `${[...head, ...lines].join("\n")}\n`);
console.log(`${lines.length} weights in ${out}`);

function rounded(weight: number): number {
  return Math.round(weight * STEPS) / STEPS;
}

/** For each question the sentences that share words with it, in all articles and in its own. */
function listsOf({ set, articles, questions, spans }: AskData): Example[] {
  const index = indexOf(articles);
  return questions
    .filter(({ half, answerable }) => half === "tuned" && answerable)
    .flatMap((row) =>
      [true, false].flatMap((everywhere) => {
        const { read } = lookFor(row, index, everywhere ? undefined : row.title);
        const wanted = read.map((one) => answers(row, spans, one.text.key, spanOf(index, one.sentence)));
        const group = `${set} ${row.id} ${everywhere}`;
        return wanted.includes(true)
          ? read.map(({ signs }, at) => ({ features: signs, group, wanted: wanted[at] === true }))
          : [];
      }),
    );
}

/** For each question whether it is answered, in all articles, and in all but its own. */
function doubtsIn({ set, articles, questions }: AskData): Example[] {
  const index = indexOf(articles);
  const lacking = withoutEach(articles);
  return questions
    .filter(({ half }) => half === "tuned")
    .flatMap((row) =>
      (row.answerable ? [index, lacking(row.title)] : [index]).flatMap((where): Example[] => {
        const { asked, read, weights } = lookFor(row, where);
        const ranked = read
          .map((one) => ({ ...one, worth: dot(answer, one.signs) }))
          .sort((a, b) => b.worth - a.worth || a.sentence - b.sentence);
        const [first] = ranked;
        if (!first) return [];
        const features = new Map([[BIAS, 1], ...doubtsOf(asked, first, ranked, weights)]);
        const example = { features, group: `${set} ${row.id}`, wanted: row.answerable && where === index };
        return Array.from({ length: where === index ? 1 : OF_OFF_TOPIC }, () => example);
      }),
    );
}

function lookFor({ question }: AskedRow, index: Postings, title?: string) {
  const asked = readQuestion(question, ["en"]);
  const { found, weights } = candidatesFor(asked.terms, index, ({ key }) => title === undefined || key === title);
  return { asked, weights, read: readCandidates(asked, found, weights, index) };
}
