import { formatProblem, isError, type Problem } from "#briefing";
import type { News, OperatorDesk } from "#schedule";
import type { Log } from "./log.ts";
import { retryLater } from "./retry-later.ts";

/** Files that are saved together are told of together. */
const QUIET_MS = 2_000;

/**
 * Tells the operator's place of what is withheld because of problems in the content: each once, in one message a change,
 * and never in anybody's way. Warnings withhold nothing, and wait for whoever checks.
 */
export function notifyProblems(
  operator: Pick<OperatorDesk, "tellNew">,
  log: Log,
  quietMs = QUIET_MS,
): (problems: readonly Problem[]) => void {
  let latest: readonly Problem[] = [];
  let waiting: NodeJS.Timeout | undefined;
  const tell = () => {
    const work = () => operator.tellNew({ kind: "problems", lines: latest.map(formatProblem), say });
    retryLater("telling of problems in the content", work, log);
  };
  return (problems) => {
    latest = problems.filter(isError);
    clearTimeout(waiting);
    waiting = setTimeout(tell, quietMs);
    waiting.unref();
  };
}

const say: News["say"] = (fresh, hidden) => ({
  before: `${fresh === 1 ? "There is a new problem" : `There are ${fresh} new problems`} in the content. A statement with a problem is not said; the others are.`,
  ...(hidden > 0 && { after: `And ${hidden} more: npm run check lists them all.` }),
});
