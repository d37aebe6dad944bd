import { isStale, type Library } from "#briefing";
import type { OperatorDesk } from "#schedule";
import type { Log } from "../log/log.ts";
import { retryLater } from "../log/retry-later.ts";

const HOUR_MS = 3_600_000;

export type TellWeekOptions = {
  readonly library: () => Library;
  readonly operator: Pick<OperatorDesk, "tellWeek">;
  readonly log: Log;
  readonly now: () => number;
};

/** Sums up each week for the operator's place, from now on. Returns how to stop. */
export function tellWeeks({ library, operator, log, now }: TellWeekOptions): () => void {
  const look = () => {
    const today = new Date(now()).toISOString().slice(0, 10);
    const work = async () =>
      operator.tellWeek(library().briefings.filter((briefing) => isStale(briefing, today)).length);
    // It is tried again in an hour anyway.
    retryLater("summing up the week", work, log, 1);
  };
  look();
  const timer = setInterval(look, HOUR_MS);
  timer.unref();
  return () => clearInterval(timer);
}
