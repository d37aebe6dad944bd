import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  checkText,
  contentFile,
  formatProblem,
  isError,
  type Library,
  loadLibrary,
  misattributedIn,
  type Problem,
  TOPIC,
} from "#briefing";
import { commandWords } from "#commands";
import { checkContent } from "#draft";
import { toTerminalJson } from "../log/terminal-json.ts";
import { requiredReview, type Settings } from "../settings/settings.ts";
import { readWithheld } from "../withdrawing/follow-withdrawn.ts";

/** The result of checking a content folder and its drafts, ready to print. */
export type Report = { readonly text: string; readonly isWell: boolean };

export type Checking = {
  readonly settings: Settings;
  /** Treats statements that differ from their quotes as errors. */
  readonly strict: boolean;
  readonly json: boolean;
  readonly now: () => number;
};

/** Checks a whole content folder. */
export async function checkFolder({ settings, strict, json, now }: Checking): Promise<Report> {
  const { CONTENT_DIR } = settings;
  const { withheld, unread } = await readWithheld(settings);
  const library = await loadLibrary(CONTENT_DIR, { now, commandWords, ...requiredReview(settings), withheld });
  const { briefings, sources } = library;
  const problems: Problem[] = [...library.problems];
  let far = 0;
  const compareWords = (file: string, text: string, briefing: (typeof briefings)[number]) => {
    const support = checkContent({ file, text, briefing }, strict ? "error" : "warning");
    problems.push(...support.problems);
    far += support.counts["too far"];
  };
  const drafts = await topicsIn(CONTENT_DIR, "drafts");
  for (const topic of drafts) {
    const file = join(CONTENT_DIR, "drafts", `${topic}.md`);
    const text = await textOf(file);
    if (text === undefined) continue;
    const checked = checkText({ topic, file, text }, sources, (id) => contentFile(CONTENT_DIR, "source", id));
    problems.push(...checked.problems);
    if (checked.briefing) compareWords(file, text, checked.briefing);
  }
  for (const briefing of briefings) {
    const file = contentFile(CONTENT_DIR, "briefing", briefing.topic);
    const text = await textOf(file);
    if (text !== undefined) compareWords(file, text, briefing);
  }
  for (const file of new Set(problems.filter(isError).map((problem) => problem.file))) {
    if (!/[\\/](?:briefings|drafts)[\\/][^\\/]+\.md$/.test(file)) continue;
    for (const { label, named, found, line, column } of misattributedIn((await textOf(file)) ?? "", sources)) {
      const message = `footnote [^${label}] is misattributed: its words stand in “${found}”, not in “${named}”; correct the source`;
      problems.push({ file, line, column, severity: "error", message });
    }
  }
  problems.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
  const isWell = !problems.some(isError);
  if (json) return { text: asJson(problems), isWell };
  const lines = problems.map(formatProblem);
  const isOut = async (topic: string) =>
    withheld.has(topic) || (!library.briefing(topic) && (await saysWithdrawn(topic, CONTENT_DIR, sources)));
  const withdrawn: string[] = [];
  for (const topic of await topicsIn(CONTENT_DIR, "briefings")) if (await isOut(topic)) withdrawn.push(topic);
  if (withdrawn.length > 0)
    lines.push(
      `Withdrawn, not shown: ${withdrawn.join(", ")}. npm run withdraw -- TOPIC --by “Your Name” --undo brings a story back.`,
    );
  if (unread) lines.push(`${unread.why}.${unread.isBlind ? " What was withdrawn in chat is not known here." : ""}`);
  if (isWell) {
    const held = withdrawn.length === 0 ? "Nothing is withheld" : "Nothing else is withheld";
    const found = problems.length === 0 ? "No problems" : `${held}, ${count(problems, "warning")}`;
    const drafted = drafts.length === 0 ? "" : `, ${count(drafts, "draft")}`;
    lines.push(
      `${found} in ${CONTENT_DIR}: ${count(briefings, "briefing")}${drafted}, ${count(sources, "source")}, every quote checked.`,
    );
  }
  if (far > 0)
    lines.push(
      `${far === 1 ? "1 statement is" : `${far} statements are`} too far from the quoted words to check: compare ${far === 1 ? "it" : "them"} by eye.`,
    );
  return { text: lines.join("\n"), isWell };
}

function asJson(problems: readonly Problem[]): string {
  return toTerminalJson(
    problems.map(({ file, line, column, severity, message }) => ({ file, line, column, severity, message })),
  );
}

/** Whether a briefing is not shown although its file has no errors. */
async function saysWithdrawn(topic: string, folder: string, sources: Library["sources"]): Promise<boolean> {
  const file = contentFile(folder, "briefing", topic);
  const text = await textOf(file);
  if (text === undefined) return false;
  const { briefing, withdrawn, isBroken, problems } = checkText({ topic, file, text }, sources, (id) => id);
  return withdrawn !== undefined || !(briefing || isBroken || problems.some(isError));
}

/** The topics of the files in one of the content's folders; none if that folder doesn't exist. */
async function topicsIn(folder: string, kind: "drafts" | "briefings"): Promise<string[]> {
  const names = await readdir(join(folder, kind)).catch(() => []);
  return names
    .filter((name) => name.endsWith(".md") && TOPIC.test(name.slice(0, -3)))
    .map((name) => name.slice(0, -3))
    .sort();
}

/** A file's text; undefined if it has gone since it was listed, as when an editor saves it. */
async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

function count({ length }: readonly unknown[], what: string): string {
  return length === 1 ? `1 ${what}` : `${length} ${what}s`;
}
