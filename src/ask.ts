import { Command } from "commander";
import { loadLibrary } from "#briefing";
import type { Place } from "#chat";
import { createTerminal, TERMINAL_PLACE, toAsk } from "#terminal";
import { newId, openBot } from "./house.ts";
import { openLog } from "./log.ts";
import { orExit, readSettings } from "./settings.ts";

const program = new Command("npm run ask --")
  .description("Answers in the terminal. Exit code 0 only when the question was answered.")
  .argument("<question...>", 'a command or plain words, as in "/whats-next irs" or "what\'s next on the irs story?"')
  .option("--json", "print the reply as JSON")
  .option("--in <place>", "ask as from a place, like slack:T0123/C045: shows what they would be shown there", readPlace)
  .parse();

const { json, in: place = TERMINAL_PLACE } = program.opts<{ json?: boolean; in?: Place }>();
const typed = program.args.join(" ");
const settings = orExit(readSettings);
const log = openLog(settings.LOG_LEVEL === "info" ? "warn" : settings.LOG_LEVEL);
const library = await loadLibrary(settings.CONTENT_DIR);
const bot = openBot(() => library, settings, log);
const look = { columns: process.stdout.columns ?? 80, colours: process.stdout.isTTY && process.stdout.hasColors() };
const write = (text: string) => process.stdout.write(text);

const reply = json ? await bot.answer(toAsk(typed, newId(), place)) : await askHere();
if (json) write(`${JSON.stringify(reply, null, 2)}\n`);
process.exitCode = reply.outcome === "answered" ? 0 : 1;

async function askHere() {
  const terminal = createTerminal({ write, look, newId });
  await terminal.start(bot);
  return terminal.ask(typed, place);
}

function readPlace(text: string): Place {
  const match = /^([a-z]+):([^/\s]*)(?:\/(\S+))?$/.exec(text);
  if (!match)
    program.error(`--in takes platform:tenant or platform:tenant/place, like slack:T0123/C045, not “${text}”`);
  const [, platform = "", tenant = "", id = ""] = match ?? [];
  return { platform, tenant, id };
}
