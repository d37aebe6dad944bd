import { LRUCache } from "lru-cache";

/** Whether to answer somebody who asks, tell them that they ask too often, or stay silent until the wait is over. */
export type Cooldown = (key: string) => "answer" | "tell" | "silence";

export type CooldownOptions = {
  /** At most this many are answered within `withinMs`; whoever asks more is told once, and then waits for `restMs`. */
  readonly most: number;
  readonly withinMs: number;
  readonly restMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** At most this many askers are remembered: the most recent ones. */
const REMEMBERED = 10_000;

/** Counts what each person asks, so that nobody can make the bot post endlessly. */
export function createCooldown({ most, withinMs, restMs, now }: CooldownOptions): Cooldown {
  const asked = new LRUCache<string, { readonly times: readonly number[]; readonly restsSince?: number }>({
    max: REMEMBERED,
  });
  return (key) => {
    const at = now();
    const { times = [], restsSince } = asked.get(key) ?? {};
    // Setting the clock back must not make anybody wait longer.
    const isWithin = (since: number, ms: number) => at - since >= 0 && at - since < ms;
    if (restsSince !== undefined && isWithin(restsSince, restMs)) return "silence";
    const recent = (restsSince === undefined ? times : []).filter((time) => isWithin(time, withinMs));
    const isTooMany = recent.length >= most;
    asked.set(key, { times: [...recent, at], ...(isTooMany && { restsSince: at }) });
    return isTooMany ? "tell" : "answer";
  };
}
