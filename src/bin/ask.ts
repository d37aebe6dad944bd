import { Command, InvalidArgumentError, Option } from "commander";
import { loadLibrary } from "#briefing";
import type { Place, Reply } from "#chat";
import { createTerminal, TERMINAL_PLACE, type TerminalOutput, toAsk } from "#terminal";
import { newId, openBot } from "../app/create-app.ts";
import { openLog } from "../app/log/log.ts";
import { toTerminalJson } from "../app/log/terminal-json.ts";
import { traced } from "../app/log/trace.ts";
import { PLATFORMS } from "../app/settings/platforms.ts";
import { npmWantsJson, orExit, readSettings, requiredReview } from "../app/settings/settings.ts";
import { readWithheld } from "../app/withdrawing/follow-withdrawn.ts";
import { refusal } from "../app/withdrawing/unread-warning.ts";

const program = new Command("npm run ask --")
  .description("Answers a question in the terminal. Exits with 0 only if it was answered.")
  .argument("<question...>", 'a command or plain words, as in "/whats-next irs" or "what\'s next on the irs story?"')
  .option("--json", "print the reply as JSON")
  .option("--in <place>", "ask from a place, like slack:T0123/C045, to see what people there would see", readPlace)
  .addOption(
    new Option("--as <platform>", "print the exact payload for a platform").choices(PLATFORMS.map(({ name }) => name)),
  )
  .parse();

type Given = { readonly json?: boolean; readonly in?: Place; readonly as?: string };
const { json = npmWantsJson(), as, in: place = TERMINAL_PLACE } = program.opts<Given>();
const typed = program.args.join(" ");
const settings = orExit(() => readSettings());
const log = openLog(settings.LOG_LEVEL === "info" ? "warn" : settings.LOG_LEVEL);
const { withheld, unread } = await readWithheld(settings);
if (unread) {
  process.stderr.write(`${refusal(unread)}\n`);
  if (unread.isBlind) process.exit(1);
}
const library = await loadLibrary(settings.CONTENT_DIR, { ...requiredReview(settings), withheld });
const bot = traced(
  openBot(() => library, settings, log, Date.now),
  log,
  () => performance.now(),
);
const look = { columns: process.stdout.columns ?? 80, colors: process.stdout.isTTY && process.stdout.hasColors() };
const write = (text: string) => process.stdout.write(text);

const reply = json || as ? await bot.answer(toAsk(typed, newId(), place)) : await askHere();
if (json || as) write(`${toTerminalJson(as ? await payload(reply, as) : reply)}\n`);
process.exitCode = reply.outcome === "answered" ? 0 : 1;

/** What would be sent to the asker. */
async function payload(reply: Reply, as: string): Promise<object | undefined> {
  return PLATFORMS.find(({ name }) => name === as)?.payload(reply, settings.platforms);
}

async function askHere() {
  const show = ({ text, isProgress }: TerminalOutput) =>
    void (isProgress ? process.stderr : process.stdout).write(text);
  const terminal = createTerminal({ show, look, newId });
  await terminal.start(bot);
  return terminal.ask(typed, place);
}

function readPlace(text: string): Place {
  const match = /^([a-z]+):([^/\s]*)(?:\/(\S+))?$/.exec(text);
  if (!match) throw new InvalidArgumentError("Use platform:tenant or platform:tenant/place, like slack:T0123/C045.");
  const [, platform = "", tenant = "", id = ""] = match;
  return { platform, tenant, id };
}
