/**
 * The instant of a time on the wall of a zone; both in ms since 1970, the wall's as if it hung in Greenwich. A time that
 * does not exist is at the end of the gap it is in; of one that exists twice it is the first.
 */
export function instantOf(wallMs: number, zone: string): number {
  const before = offsetAt(wallMs - DAY_MS, zone);
  const after = offsetAt(wallMs + DAY_MS, zone);
  // Offsets before and after a change: the earlier of the two instants is by the one before it.
  for (const offset of [before, after]) if (offsetAt(wallMs - offset, zone) === offset) return wallMs - offset;
  return changeBetween(wallMs - DAY_MS, wallMs + DAY_MS, zone);
}

/** What the wall of a zone shows at an instant, as if it hung in Greenwich. */
export function wallAt(atMs: number, zone: string): number {
  return atMs + offsetAt(atMs, zone);
}

/** How far a zone is ahead of UTC at an instant, in ms. Throws where this machine knows no clock of the zone. */
export function offsetAt(atMs: number, zone: string): number {
  const day = Math.floor(atMs / DAY_MS);
  const from = offsetOfDay(day, zone);
  return from === offsetOfDay(day + 1, zone) ? from : reckonOffset(atMs, zone);
}

const DAY_MS = 24 * 3_600_000;
/** A whole second is the smallest step of any clock. */
const STEP_MS = 1_000;
/** Days of all zones together; a reckoning asks for the same few again and again. */
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

/** Asks the clock of the zone, which takes microseconds. */
function reckonOffset(atMs: number, zone: string): number {
  const shown = new Map(
    clockOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? 0;
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

/** The instant at which a zone changes its offset between two that have different ones. */
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
