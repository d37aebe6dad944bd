import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import {
  checkText,
  contentFile,
  formatProblem,
  isError,
  loadLibrary,
  misattributedIn,
  type Problem,
  TOPIC,
} from "#briefing";
import { commandWords } from "#commands";
import { checkContent } from "#draft";
import { npmWantsJson, orExit, readSettings, requiredReview } from "../app/settings.ts";
import { toTerminalJson } from "../app/terminal-json.ts";

const { json = npmWantsJson(), strict = false } = new Command("npm run check --")
  .description(
    "Checks the content and drafts, and prints every problem as file:line:column message, also where a statement differs from its quotes. Exits with 1 if anything is held back.",
  )
  .option("--json", "print [{file, line, column, severity, message}]; severity is error or warning")
  .option("--strict", "a statement that differs from its quoted words is an error")
  .parse()
  .opts<{ json?: boolean; strict?: boolean }>();

const settings = orExit(() => readSettings());
const { CONTENT_DIR } = settings;
const library = await loadLibrary(CONTENT_DIR, { now: Date.now, commandWords, ...requiredReview(settings) });
const { briefings, sources } = library;
const problems: Problem[] = [...library.problems];
let far = 0;
const drafts = await draftTopics();
for (const topic of drafts) {
  const file = join(CONTENT_DIR, "drafts", `${topic}.md`);
  const text = await readFile(file, "utf8");
  const checked = checkText({ topic, file, text }, sources, (id) => contentFile(CONTENT_DIR, "source", id));
  problems.push(...checked.problems);
  if (checked.briefing) compareWords(file, text, checked.briefing);
}
for (const briefing of briefings) {
  const file = contentFile(CONTENT_DIR, "briefing", briefing.topic);
  compareWords(file, await readFile(file, "utf8"), briefing);
}
for (const file of new Set(problems.filter(isError).map((problem) => problem.file))) {
  if (!/[\\/](?:briefings|drafts)[\\/][^\\/]+\.md$/.test(file)) continue;
  for (const { label, named, found, line, column } of misattributedIn(await readFile(file, "utf8"), sources)) {
    const message = `footnote [^${label}] is misattributed: its words stand in “${found}”, not in “${named}”; correct the source`;
    problems.push({ file, line, column, severity: "error", message });
  }
}
problems.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));

const errors = problems.filter(isError);
const warnings = problems.filter((problem) => !isError(problem));
if (json) {
  console.log(
    toTerminalJson(
      problems.map(({ file, line, column, severity, message }) => ({ file, line, column, severity, message })),
    ),
  );
} else {
  for (const problem of problems) console.log(formatProblem(problem));
  if (errors.length === 0) {
    const found = warnings.length === 0 ? "No problems" : `Nothing is withheld, ${count(warnings, "warning")}`;
    const drafted = drafts.length === 0 ? "" : `, ${count(drafts, "draft")}`;
    console.log(
      `${found} in ${CONTENT_DIR}: ${count(briefings, "briefing")}${drafted}, ${count(sources, "source")}, every quote checked.`,
    );
  }
  if (far > 0)
    console.log(
      `${far === 1 ? "1 statement is" : `${far} statements are`} too far from the quoted words to check: compare ${far === 1 ? "it" : "them"} by eye.`,
    );
}
process.exitCode = errors.length > 0 ? 1 : 0;

function compareWords(file: string, text: string, briefing: (typeof briefings)[number]): void {
  const support = checkContent({ file, text, briefing }, strict ? "error" : "warning");
  problems.push(...support.problems);
  far += support.counts["too far"];
}

/** Drafts by topic; a folder without any is none. */
async function draftTopics(): Promise<string[]> {
  const names = await readdir(join(CONTENT_DIR, "drafts")).catch(() => []);
  return names
    .filter((name) => name.endsWith(".md") && TOPIC.test(name.slice(0, -3)))
    .map((name) => name.slice(0, -3))
    .sort();
}

function count({ length }: readonly unknown[], what: string): string {
  return length === 1 ? `1 ${what}` : `${length} ${what}s`;
}
