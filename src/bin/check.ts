import { Command } from "commander";
import { formatProblem, loadLibrary } from "#briefing";
import { commandWords } from "#commands";
import { npmWantsJson, orExit, readSettings } from "../app/settings.ts";
import { toTerminalJson } from "../app/terminal-json.ts";

const { json = npmWantsJson() } = new Command("npm run check --")
  .description("Checks the content: every problem as file:line:column message. Exit code 1 if there is any.")
  .option("--json", "print [{file, line, column, message}]")
  .parse()
  .opts<{ json?: boolean }>();

const { CONTENT_DIR } = orExit(() => readSettings());
const { problems, briefings, sources } = await loadLibrary(CONTENT_DIR, { now: Date.now, commandWords });
const found = problems.map(({ file, line, column, message }) => ({ file, line, column, message }));
if (json) console.log(toTerminalJson(found));
else for (const problem of found) console.log(formatProblem(problem));
if (!json && found.length === 0)
  console.log(
    `No problems in ${CONTENT_DIR}: ${count(briefings, "briefing")}, ${count(sources, "source")}, every quote checked.`,
  );
process.exitCode = found.length > 0 ? 1 : 0;

function count({ length }: readonly unknown[], what: string): string {
  return length === 1 ? `1 ${what}` : `${length} ${what}s`;
}
