import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { wordsOf } from "../../../src/briefing/words/words.ts";
import { featuresOf, lookOver } from "../../../src/draft/sections/features.ts";
import { SCORED, STEPS } from "../../../src/draft/sections/model.ts";
import { type Article, halfOf, readArticles, readStories, readSupport, sentencesOfArticle } from "./data.ts";
import { type Example, learn } from "./learn.ts";

const { data, out } = new Command("npx node test/bench/draft/learn-sections.ts")
  .description(
    "Learns the weights of src/draft/sections from articles whose publisher parted them into sections; the same data give the same file.",
  )
  .requiredOption(
    "--data <folder>",
    "with facets*.jsonl, and brief*.jsonl and support*.json for the words that are common",
  )
  .option("--out <file>", "where the weights go", "src/draft/sections/weights.txt")
  .parse()
  .opts<{ data: string; out: string }>();

/** Words of fewer documents of other publishers belong to one publisher's subject, and say nothing of another's. */
const COMMON = 20;
const LEARNING = { least: 3, decay: 0.003, rounds: 150, listwise: 0.3 };

const common = await commonWords(data);
const articles = (await readArticles(data)).filter(({ id }) => halfOf(id) === "tuned");
const lines: string[] = [];
for (const section of SCORED) {
  const own = articles.filter(({ rows }) => rows.filter(({ facet }) => facet === section).length > 0);
  // A few stories of a publisher that has no such section are slips.
  const sets = Map.groupBy(own, ({ set }) => set);
  const used = own.filter(({ set }) => (sets.get(set)?.length ?? 0) >= 8);
  const weights = learn(
    used.flatMap((article) => examplesOf(article, section)),
    LEARNING,
  );
  for (const [name, weight] of weights) {
    const steps = Math.round(weight * STEPS);
    if (steps !== 0 && name !== "bias") lines.push(`${section}\t${name}\t${steps}`);
  }
  lines.push("");
  const count = [...sets].map(([set, { length }]) => `${length} of ${set}`).join(", ");
  lines.unshift(
    `# ${section}: learned from ${used.length} articles (${count}), the half whose names hash to an even number`,
  );
}
const head = "# Made by test/bench/draft/learn-sections.ts from facets-dev.jsonl: section, feature, hundredths";
await writeFile(out, `${[head, ...lines].filter((line) => line !== "").join("\n")}\n`);
console.log(`${lines.length} weights in ${out}`);

function examplesOf(article: Article, section: string): Example[] {
  const sentences = sentencesOfArticle(article);
  const whole = lookOver(sentences, article.title);
  return sentences.map((sentence, index) => ({
    features: new Map([...featuresOf(sentence, whole)].filter(([name]) => isCommon(name))),
    group: article.id,
    wanted: article.rows[index]?.facet === section,
  }));
}

function isCommon(name: string): boolean {
  const words = /^(?:w|b|first):(.*)$/.exec(name)?.[1]?.split(" ");
  return words?.every((word) => /^[#@$]/.test(word) || common.has(word)) ?? true;
}

async function commonWords(folder: string): Promise<ReadonlySet<string>> {
  const stories = (await readStories(folder)).map(({ documents }) => documents.map(({ text }) => text).join(" "));
  const pages = (await readSupport(folder)).filter(({ set }) => set === "wice").map(({ text }) => text.slice(0, 1_500));
  const counts = new Map<string, number>();
  for (const text of [...stories, ...new Set(pages)])
    for (const word of new Set(wordsOf(text).map(({ lower }) => lower))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= COMMON).map(([word]) => word));
}
