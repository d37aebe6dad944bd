import { LRUCache } from "lru-cache";

/** Whether somebody who asks is answered, told that it is too often, or met with silence until it is over. */
export type Cooldown = (key: string) => "answer" | "tell" | "silence";

export type CooldownOptions = {
  /** So many are answered within `withinMs`; whoever asks more is told once, and waits for `restMs`. */
  readonly most: number;
  readonly withinMs: number;
  readonly restMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** As many askers are remembered, those that asked last. */
const REMEMBERED = 10_000;

/** Keeps count of what each asks, so that nobody can make the bot talk without end. */
export function createCooldown({ most, withinMs, restMs, now }: CooldownOptions): Cooldown {
  const asked = new LRUCache<string, { readonly times: readonly number[]; readonly restsSince?: number }>({
    max: REMEMBERED,
  });
  return (key) => {
    const at = now();
    const { times = [], restsSince } = asked.get(key) ?? {};
    // A clock that was set back makes nobody wait for longer.
    const isWithin = (since: number, ms: number) => at - since >= 0 && at - since < ms;
    if (restsSince !== undefined && isWithin(restsSince, restMs)) return "silence";
    const recent = (restsSince === undefined ? times : []).filter((time) => isWithin(time, withinMs));
    const isTooMany = recent.length >= most;
    asked.set(key, { times: [...recent, at], ...(isTooMany && { restsSince: at }) });
    return isTooMany ? "tell" : "answer";
  };
}
