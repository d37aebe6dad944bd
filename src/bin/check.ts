import { Command } from "commander";
import { formatProblem, isError, loadLibrary } from "#briefing";
import { commandWords } from "#commands";
import { npmWantsJson, orExit, readSettings } from "../app/settings.ts";
import { toTerminalJson } from "../app/terminal-json.ts";

const { json = npmWantsJson() } = new Command("npm run check --")
  .description(
    "Checks the content and prints every problem as file:line:column message. Exits with 1 if anything is withheld.",
  )
  .option("--json", "print [{file, line, column, severity, message}]; severity is error or warning")
  .parse()
  .opts<{ json?: boolean }>();

const { CONTENT_DIR } = orExit(() => readSettings());
const { problems, briefings, sources } = await loadLibrary(CONTENT_DIR, { now: Date.now, commandWords });
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
    console.log(
      `${found} in ${CONTENT_DIR}: ${count(briefings, "briefing")}, ${count(sources, "source")}, every quote checked.`,
    );
  }
}
process.exitCode = errors.length > 0 ? 1 : 0;

function count({ length }: readonly unknown[], what: string): string {
  return length === 1 ? `1 ${what}` : `${length} ${what}s`;
}
