import { type Action, fitsToken, type Option, type Options, type Reply, type UnderstoodAsk } from "#chat";
import type { Withdrawals, Withdrawing, Withdrawn } from "#editions";
import { saying } from "../parts/answer.ts";
import { mayHear } from "../parts/audience.ts";
import type { Command, Tools } from "../parts/command.ts";
import { resolveTopic, topicOption } from "../parts/topic.ts";

const NAME = "briefing-withdraw";
/** The longest reason, in UTF-16 units: it heads every post that is amended. */
const MOST_WHY = 300;
const WHY: Option = {
  ...{ name: "why", summary: `What was wrong, for readers? At most ${MOST_WHY} characters` },
  ...{ kind: "text", long: true, most: MOST_WHY },
};
const DO: Option = {
  name: "do",
  summary: "Undo a withdrawal of the last ten minutes",
  kind: "choice",
  choices: [{ value: "undo", label: "Undo" }],
};
/** Only set by a button, so that nobody withdraws a story by accident. */
const SURE: Option = { name: "sure", summary: "Confirmed", kind: "text", unlisted: true };
/** Stands in a button for a reason that is too long for it. */
const REASON: Option = { name: "reason", summary: "Reason", kind: "text", unlisted: true };
const MOST_NAME = 75;

/** Withdraws a story at once, everywhere, for the people named in a setting. */
export const briefingWithdraw: Command = {
  name: NAME,
  summary: "Withdraw a story at once, everywhere; for reviewers",
  hint: "[topic] [undo]",
  seenBy: "asker",
  says: [],
  options: [topicOption, DO, WHY, SURE, REASON],
  async run(ask, tools) {
    const { withdrawals, mayWithdraw } = tools;
    if (!withdrawals) return saying("none", "Not withdrawn", ELSEWHERE);
    if (!mayWithdraw?.(ask)) return saying("none", "Not withdrawn", notYours(ask));
    const standing = withdrawnAs(ask, withdrawals);
    if (ask.options.do === "undo") return undo(ask, standing, withdrawals);
    // Withdrawn already: shows it. A repeated confirmation goes on to `withdraw`, which reports how things are.
    if (standing && !ask.options.sure) return itStands(standing, withdrawals);
    return standing
      ? withdraw(ask, { ...standing, why: reasonIn(ask, withdrawals) ?? "" }, withdrawals)
      : begin(ask, tools, withdrawals);
  },
};

const ELSEWHERE =
  "Stories are withdrawn with the bot that runs in Slack or Discord, or where the content is written: npm run withdraw -- TOPIC --by “Your Name”";
const WHY_BY_DEFAULT = "It should not have been said.";

function notYours({ place, by }: UnderstoodAsk): string {
  const who = place.tenant === "" ? "" : `, in your case as ${place.platform}:${place.tenant}/@${by.id}`;
  return `Only reviewers may withdraw a story. Whoever runs this bot names them in the setting REVIEWERS${who}.`;
}

/** The withdrawn story that is meant, among those that people in the place could read. */
function withdrawnAs({ options, place }: UnderstoodAsk, { inForce }: Withdrawals): Withdrawn | undefined {
  const words = plainly(options.topic ?? "");
  const heard = [...inForce.values()].filter(({ audience }) => mayHear(audience, place));
  return heard.find(({ topic }) => plainly(topic) === words) ?? heard.find(({ title }) => plainly(title) === words);
}

/** Asks for confirmation, or does what was confirmed. */
function begin(ask: UnderstoodAsk, { library }: Tools, withdrawals: Withdrawals): Reply | Promise<Reply> {
  const resolved = resolveTopic(ask, library);
  if ("reply" in resolved) return resolved.reply;
  const { topic, title, audience } = resolved.briefing;
  const why = reasonIn(ask, withdrawals);
  if (why === undefined) return begun(topic, GONE, []);
  if (why.length > MOST_WHY) return tooLong(topic, why);
  if (ask.options.sure === "yes") return withdraw(ask, { topic, title, audience, why }, withdrawals);
  const text = `Withdraw “${title}”? It will no longer be shown anywhere, and posts that said it will be amended. You can undo this for ten minutes.`;
  if (why === "") return begun(topic, [text], [withdrawing(topic, {})]);
  const typed = withdrawing(topic, { why });
  const carried = fitsToken(typed.ask) ? typed : withdrawing(topic, { reason: withdrawals.reasons.keep(why) });
  return begun(topic, [text, `Readers are told: ${why}`], [{ ...carried, label: "Withdraw, with this reason" }], why);
}

/** The reason as typed, or as kept for a button; undefined if it is no longer known. */
function reasonIn({ options: { why = "", reason } }: UnderstoodAsk, { reasons }: Withdrawals): string | undefined {
  return reason === undefined ? why.replace(/\s+/g, " ").trim() : reasons.of(reason);
}

const GONE = ["Your reason has expired. Please enter it again."];

/** Asks for confirmation, and offers the form for the reason. */
function begun(topic: string, texts: readonly string[], confirm: readonly Action[], why = ""): Reply {
  const sayWhy: Action = { label: "Withdraw, and say why", ask: { command: NAME, options: { topic } }, shown: "form" };
  return {
    ...saying("choose", "Withdraw a story", ...texts),
    actions: why === "" ? [...confirm, sayWhy] : confirm,
    form: {
      ...{ title: "Withdraw a story", fields: [WHY], values: why === "" ? {} : { why } },
      submit: withdrawing(topic, {}),
    },
  };
}

/** A reason is never cut silently: whoever wrote it shortens it. */
function tooLong(topic: string, why: string): Reply {
  const problem = `The reason has ${why.length} characters; at most ${MOST_WHY} are shown to readers. Shorten it.`;
  const reply = begun(topic, [problem, why], [withdrawing(topic, {})]);
  return {
    ...reply,
    ...(reply.form && { form: { ...reply.form, values: { why }, problem: { field: "why", text: problem } } }),
  };
}

function withdrawing(topic: string, more: Options): Action {
  return { label: "Withdraw", ask: { command: NAME, options: { topic, sure: "yes", ...more } }, shown: "reply" };
}

async function withdraw(
  ask: UnderstoodAsk,
  { topic, title, audience, why }: Pick<Withdrawn, "topic" | "title" | "audience" | "why">,
  withdrawals: Withdrawals,
): Promise<Reply> {
  const given = { topic, title, audience, why: why || WHY_BY_DEFAULT, by: nameOf(ask) };
  const done = await withdrawals.withdraw(given, idOf(ask));
  const standing = withdrawals.inForce.get(topic);
  if (done.outcome === "already" && standing) return itStands(standing, withdrawals);
  if (done.outcome === "undone")
    return saying("none", "Not withdrawn", `The withdrawal of “${title}” has been undone since.`);
  const said = `“${title}” is withdrawn: it is no longer shown ${done.stored === true ? "anywhere" : "by this bot"}. Posts that said it are amended.`;
  const isDone = done.stored === true;
  return {
    ...saying(isDone ? "answered" : "trouble", "Withdrawn", said, ...troubles(done, topic)),
    actions: isDone ? [undoButton(topic)] : [],
  };
}

async function undo(ask: UnderstoodAsk, standing: Withdrawn | undefined, withdrawals: Withdrawals): Promise<Reply> {
  if (!standing) return saying("none", "Nothing to undo", "No story of that name is withdrawn.");
  const { topic, title } = standing;
  const done = await withdrawals.undo(topic, nameOf(ask), idOf(ask));
  if (done.outcome === "too-late") return itStands(standing, withdrawals);
  if (done.outcome === "not-withdrawn") return saying("none", "Nothing to undo", `“${title}” is no longer withdrawn.`);
  if (done.outcome === "already")
    return saying("trouble", "Still withdrawn", `“${title}” stays withdrawn.`, ...troubles(done, topic));
  return saying(
    "answered",
    "Undone",
    `“${title}” is shown again, and amended posts show it again.`,
    ...troubles(done, topic, "It still says the story is withdrawn, so any bot that reads it keeps the story hidden"),
  );
}

/** Shows a withdrawal that is in force, with a button to undo it while that is possible. */
function itStands(one: Withdrawn, withdrawals: Withdrawals): Reply {
  const { topic, title, by, why, atMs } = one;
  const said = new Date(atMs).toISOString().slice(0, 16).replace("T", " ");
  const text = `“${title}” was withdrawn by ${by}, ${said} UTC: ${why}`;
  if (withdrawals.canUndo(one)) return { ...saying("answered", "Withdrawn", text), actions: [undoButton(topic)] };
  const late = `That was more than ten minutes ago. Where the bot runs, npm run withdraw -- ${topic} --by “Your Name” --undo brings it back.`;
  return saying("answered", "Withdrawn", text, late);
}

function troubles({ stored, file }: Withdrawing, topic: string, else_ = ""): string[] {
  const isWritten = file === "written";
  return [
    ...(stored === true
      ? []
      : [
          `The database is away (${ended(stored.why)}): other processes follow once it is back or once they read the file.`,
        ]),
    ...(stored !== true && isWritten ? ["Its file says that it is withdrawn."] : []),
    ...(file === "writing" ? ["Its file is still being written; the log will say if that fails."] : []),
    ...(file === undefined || file === "writing" || isWritten
      ? []
      : [
          `Its file was not written: ${ended(file.why)}. ${else_ === "" ? `Write withdrawn: true into the file of ${topic} where the content is written` : else_}.`,
        ]),
  ];
}

function undoButton(topic: string): Action {
  return { label: "Undo", ask: { command: NAME, options: { topic, do: "undo" } }, shown: "reply" };
}

/** The same id for the same ask, unique across platforms. */
function idOf({ id, place }: UnderstoodAsk): string {
  return `${place.platform}:${id}`;
}

/** A name that is safe in a file and in git. */
function nameOf({ by }: UnderstoodAsk): string {
  const name = (by.name ?? "")
    .replace(/[<>\p{C}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MOST_NAME)
    .trim();
  return /[\p{L}\p{N}]/u.test(name) ? name : by.id;
}

function plainly(words: string): string {
  return words
    .toLowerCase()
    .replace(/[\s-]+/g, " ")
    .trim();
}

function ended(why: string): string {
  return why.replace(/[.\s]+$/, "");
}
