import { fstatSync, statSync } from "node:fs";
import { devNull } from "node:os";
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import {
  confirmEach,
  type DraftReview,
  openReview,
  type Published,
  type Publishing,
  personOf,
  publish,
  Refused,
  showReview,
  stillTrue,
  undo,
} from "#draft";
import { orExit, programEnvironment, readSettings, requiredReview } from "../app/settings/settings.ts";

const program = new Command("npm run publish --")
  .description(
    "Publishes a draft that a person has read: shows every statement beside its quotes, asks about each, and moves content/drafts/TOPIC.md to content/briefings.",
  )
  .argument("<topic>", "the briefing's name")
  .requiredOption("--by <name>", "who has read it, like “Ann Lee” or “Ann Lee <ann@example.org>”")
  .option("--yes", "don't ask: you have read everything that is printed")
  .option(
    "--still-true",
    "record in the published briefing that it was checked and is still true; nothing else changes",
  )
  .option("--undo", "restore what was there before the last publish")
  .parse();

const [topic = ""] = program.args;
const given = program.opts<{ by: string; yes?: boolean; undo?: boolean; stillTrue?: boolean }>();
const settings = orExit(() => readSettings());
const { CONTENT_DIR: folder } = settings;
try {
  const git = { path: "git", env: programEnvironment() };
  await work({ folder, by: personOf(given.by), now: Date.now, git, ...requiredReview(settings) });
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  fail(error.message);
}

async function work(publishing: Publishing): Promise<void> {
  if (given.stillTrue) return tell(await stillTrue(topic, publishing), "Checked");
  if (given.undo) return tell(await undo(topic, publishing), "Undone");
  const review = await openReview(folder, topic);
  if (await isConfirmed(review, publishing.by.name)) tell(await publish(review, publishing), "Published");
}

async function isConfirmed(review: DraftReview, by: string): Promise<boolean> {
  if (given.yes || !process.stdin.isTTY || !process.stdout.isTTY) {
    const isShown = await print(`${showReview(review)}\n\n`);
    if (given.yes && isShown) return true;
    fail(
      given.yes
        ? "Nothing was published: --yes counts only when all of it could be printed to standard output."
        : "Nothing was published: answer at a terminal, or say --yes once you have read all of it.",
    );
    return false;
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  const ask = (question: string) => Promise.race([lines.question(question).catch(() => undefined), closed]);
  try {
    const isAll = await confirmEach(review, by, { tell: (text) => console.log(text), ask });
    if (!isAll) fail(`Nothing was published. Change what is wrong in ${review.draft}, and publish again.`);
    return isAll;
  } finally {
    lines.close();
  }
}

/** Prints text; returns whether all of it went where somebody may read it. */
async function print(text: string): Promise<boolean> {
  if (isNowhere()) return false;
  return new Promise((resolve) => {
    process.stdout.once("error", () => resolve(false));
    process.stdout.write(text, (error) => resolve(!error));
  });
}

function isNowhere(): boolean {
  try {
    const [out, nowhere] = [fstatSync(1), statSync(devNull)];
    return out.isCharacterDevice() && out.rdev === nowhere.rdev;
  } catch {
    return false;
  }
}

function tell(published: Published, done: string): void {
  if (published.kind === "done") {
    const { file, commit, note } = published;
    console.log(`${done}: ${file}${commit === undefined ? "" : `, commit ${commit}`}.`);
    if (note !== undefined) console.log(note);
    return;
  }
  if (published.kind === "read-only") console.log(published.text);
  fail(published.why);
}

function fail(why: string): void {
  console.error(/[.:]$/.test(why) || why.includes("\n") ? why : `${why}.`);
  process.exitCode = 1;
}
