/**
 * The instant of a local time in a zone; both in ms since 1970, the local one as if it were UTC. A time that doesn't exist
 * maps to the end of its gap; one that exists twice to the first.
 */
export function instantOf(wallMs: number, zone: string): number {
  const before = offsetAt(wallMs - DAY_MS, zone);
  const after = offsetAt(wallMs + DAY_MS, zone);
  // The offsets before and after a change: the earlier instant uses the one before it.
  for (const offset of [before, after]) if (offsetAt(wallMs - offset, zone) === offset) return wallMs - offset;
  return changeBetween(wallMs - DAY_MS, wallMs + DAY_MS, zone);
}

/** The local time of a zone at an instant, as if it were UTC. */
export function wallAt(atMs: number, zone: string): number {
  return atMs + offsetAt(atMs, zone);
}

/** How far a zone is ahead of UTC at an instant, in ms. @throws RangeError if this machine does not know the zone. */
export function offsetAt(atMs: number, zone: string): number {
  const day = Math.floor(atMs / DAY_MS);
  const from = offsetOfDay(day, zone);
  return from === offsetOfDay(day + 1, zone) ? from : reckonOffset(atMs, zone);
}

const DAY_MS = 24 * 3_600_000;
/** Time zone changes fall on whole seconds. */
const STEP_MS = 1_000;
/**
 * Cached days, all zones together; a computation asks for the same few repeatedly. A plain map, emptied when it is full:
 * lru-cache would set aside room for all of them before there is one.
 */
const MOST_KEPT = 50_000;
const kept = new Map<string, number>();
const clocks = new Map<string, Intl.DateTimeFormat>();

function offsetOfDay(day: number, zone: string): number {
  const key = `${day} ${zone}`;
  let offset = kept.get(key);
  if (offset === undefined) {
    offset = reckonOffset(day * DAY_MS, zone);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, offset);
  }
  return offset;
}

/** Takes microseconds, hence the cache. */
function reckonOffset(atMs: number, zone: string): number {
  const shown: { [Type in Intl.DateTimeFormatPartTypes]?: number } = {};
  for (const { type, value } of clockOf(zone).formatToParts(atMs)) shown[type] = Number(value);
  const part = (type: Intl.DateTimeFormatPartTypes) => shown[type] ?? 0;
  const wallMs = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wallMs - Math.floor(atMs / STEP_MS) * STEP_MS;
}

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    const numeric = "numeric" as const;
    const date = { year: numeric, month: numeric, day: numeric };
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      ...{ ...date, hour: numeric, minute: numeric, second: numeric },
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/** The instant between two at which a zone's offset changes. */
function changeBetween(fromMs: number, toMs: number, zone: string): number {
  const before = offsetAt(fromMs, zone);
  let [low, high] = [fromMs, toMs];
  while (high - low > STEP_MS) {
    const middle = low + Math.floor((high - low) / 2 / STEP_MS) * STEP_MS;
    if (offsetAt(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
}
