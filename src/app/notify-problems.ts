import { formatProblem, isError, type Problem } from "#briefing";
import type { News, OperatorDesk } from "#schedule";
import type { Log } from "./log/log.ts";
import { retryLater } from "./log/retry-later.ts";

/** Files saved together are reported together. */
const QUIET_MS = 2_000;

/**
 * Reports to the operator's place what is withheld because of content problems: each problem once, in one message per
 * change, and without delaying anything. Warnings withhold nothing, so they are only shown by the check.
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
    retryLater("reporting content problems", work, log);
  };
  return (problems) => {
    latest = problems.filter(isError);
    clearTimeout(waiting);
    waiting = setTimeout(tell, quietMs);
    waiting.unref();
  };
}

const say: News["say"] = (fresh, hidden) => ({
  before: `${fresh === 1 ? "There is a new problem" : `There are ${fresh} new problems`} in the content. Statements with problems are held back; the rest are shown.`,
  ...(hidden > 0 && { after: `And ${hidden} more. npm run check lists them all.` }),
});
