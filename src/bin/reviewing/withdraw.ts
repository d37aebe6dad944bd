import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { loadLibrary } from "#briefing";
import { personOf, Refused } from "#draft";
import { type FileOutcome, openWithdrawals, readWithdrawn, type Withdrawing } from "#editions";
import { createStore } from "#store";
import { orExit, readSettings } from "../../app/settings/settings.ts";
import { openStoryFiles } from "../../app/withdrawing/story-files.ts";

const program = new Command("npm run withdraw --")
  .description("Withdraws a story at once: it is no longer shown, and the running bot amends the posts that said it.")
  .argument("<topic>", "the briefing's name")
  .requiredOption("--by <name>", "who withdraws it, like “Ann Lee” or “Ann Lee <ann@example.org>”")
  .option("--why <sentence>", "what was wrong, for readers", "It should not have been said.")
  .option("--undo", "bring it back, however long ago it was withdrawn")
  .option("--yes", "do not ask")
  .parse();

type Given = { readonly by: string; readonly why: string; readonly undo?: boolean; readonly yes?: boolean };
const [topic = ""] = program.args;
const { by, why, undo = false, yes = false } = program.opts<Given>();
const settings = orExit(() => readSettings());
const { CONTENT_DIR, DATA_DIR, DATABASE_URL: url } = settings;
const stored = { folder: DATA_DIR, ...(url !== undefined && { url }) };
const quiet = { info() {}, warn() {}, error() {} };
const store = createStore({ ...stored, now: Date.now });
const files = openStoryFiles(settings);
// Waits long enough to report to the terminal what became of the file.
const patience = { fileMs: 10 * 60_000 };
const withdrawals = openWithdrawals({ store, files, now: Date.now, log: quiet, patience });

try {
  personOf(by);
  if (why.length > 300) throw new Refused("--why takes one sentence of at most 300 characters");
  await (undo ? bringBack() : withdraw());
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  fail(error.message);
} finally {
  await store.close();
}

async function withdraw(): Promise<void> {
  const briefing = (await loadLibrary(CONTENT_DIR)).briefing(topic);
  if (!briefing) throw new Refused(`There is no briefing ${topic} in ${CONTENT_DIR}, or it is withdrawn already`);
  const { title, audience } = briefing;
  if (!yes && !(await isSure(`Withdraw “${title}”? [y/n] `))) return;
  const done: Withdrawing = store.exists()
    ? await withdrawals.withdraw({ topic, title, audience, why, by }, `terminal:${randomUUID()}`)
    : {
        outcome: "withdrawn",
        stored: { why: "nothing is stored here yet" },
        file: await files.withdraw(topic, why, by),
      };
  if (done.stored === true && done.outcome === "already")
    return console.log(`“${title}” is withdrawn already. Bring it back with --undo.`);
  if (done.stored === true) console.log(`“${title}” is withdrawn. The running bot follows within a second.`);
  else if (done.file === "written")
    console.log(`“${title}” is withdrawn in its file: bots that read it follow. Not stored: ${done.stored.why}`);
  else
    return fail(`“${title}” is not withdrawn: ${done.stored.why} ${told(done.file)} In chat, use /briefing-withdraw.`);
  console.log(told(done.file));
}

async function bringBack(): Promise<void> {
  const done: Withdrawing | undefined = store.exists()
    ? await withdrawals.undo(topic, by, `terminal:${randomUUID()}`, true)
    : undefined;
  if (done?.outcome === "undone") {
    console.log(`${topic} is no longer withdrawn. The running bot follows within a second.`);
    return console.log(told(done.file));
  }
  if (done && done.stored !== true && (await isHeld()))
    return fail(`${topic} stays withdrawn: ${done.stored.why} In chat, use /briefing-withdraw ${topic} undo.`);
  const file = await files.restore(topic, by);
  if (file !== "written") return fail(`${topic} stays as it is: ${file.why}`);
  console.log(told(file));
}

/** Whether the store, which another process has open, has it as withdrawn. */
async function isHeld(): Promise<boolean> {
  return (await readWithdrawn(stored)).some((one) => one.topic === topic);
}

async function isSure(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Refused("Can't ask here: use --yes");
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^\s*y(?:es)?\s*$/i.test(await lines.question(question));
  } finally {
    lines.close();
  }
}

function told(file: FileOutcome | undefined): string {
  if (file === undefined) return "";
  if (file === "writing") return "Its file is still being written.";
  return file === "written" ? "Its file says so." : `Its file was not written: ${file.why.replace(/\.$/, "")}.`;
}

function fail(sentence: string): void {
  console.error(/[.:”]$/.test(sentence) ? sentence : `${sentence}.`);
  process.exitCode = 1;
}
