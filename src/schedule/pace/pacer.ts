import type { Pace, Place } from "#chat";
import { sleep as sleepForReal } from "../flow/sleep.ts";

/** The rate limits of platforms, by name. */
export type Paces = Readonly<Record<string, Pace>>;

/** A lane is what a rate limit counts by; `gapMs` is the time between two posts in it. */
export type Lane = { readonly of: "platform" | "tenant" | "place"; readonly name: string; readonly gapMs: number };

/** The lanes that a post to a place uses, the widest first. */
export function lanesOf({ platform, tenant, id, parent = id }: Place, paces: Paces): Lane[] {
  const pace = paces[platform] ?? {};
  const lanes: [Lane["of"], string, number | undefined][] = [
    ["platform", platform, pace.platformPerSecond],
    ["tenant", `${platform}/${tenant}`, pace.tenantPerSecond],
    // Threads count as their channel.
    ["place", `${platform}/${tenant}/${parent}`, pace.placePerSecond],
  ];
  return lanes.flatMap(([of, name, perSecond]) =>
    perSecond === undefined ? [] : [{ of, name, gapMs: 1_000 / perSecond }],
  );
}

/** A post's turn, shortly before it comes: the time to prepare the post. */
export type Turn = {
  /** Waits for the exact moment. */
  start(): Promise<void>;
};

/** Lets posts start no faster than their lanes allow. */
export type Pacer = {
  /** Waits until shortly before a turn in every lane of a place; undefined if the signal cut it short. */
  turn(place: Place, signal: AbortSignal): Promise<Turn | undefined>;
  /** Starts nothing on a platform for `forMs`, after it limited everything. */
  hold(platform: string, forMs: number): void;
};

/** Books a turn in the shared lanes; returns in how many ms it comes. */
export type BookShared = (place: Place) => Promise<number>;

export type PacerOptions = {
  readonly paces: Paces;
  /** Counts milliseconds from any start; never set back or forward. */
  readonly monotonic: () => number;
  readonly bookShared: BookShared;
  /** Waits by the same clock; by the system's timers if absent. */
  readonly sleep?: typeof sleepForReal;
};

/** Makes a pacer. A place's lane belongs to this process; all others are booked across processes. */
export function createPacer({ paces, monotonic, bookShared, sleep = sleepForReal }: PacerOptions): Pacer {
  /** When the next post may start in a place. */
  const freeAt = new Map<string, number>();
  const heldUntil = new Map<string, number>();
  const placeLane = (place: Place) => lanesOf(place, paces).find(({ of }) => of === "place");
  const placeFreeAt = (place: Place): number => freeAt.get(placeLane(place)?.name ?? "") ?? 0;
  const startIn = (place: Place): void => {
    const lane = placeLane(place);
    if (!lane) return;
    const nowMs = monotonic();
    freeAt.set(lane.name, nowMs + lane.gapMs);
    if (freeAt.size > MOST_LANES) for (const [name, atMs] of freeAt) if (atMs <= nowMs) freeAt.delete(name);
  };
  const book = async (place: Place): Promise<number> => monotonic() + (await bookShared(place));
  return {
    async turn(place, signal) {
      // A shared turn that passes while the place is not free would be wasted for everybody.
      if (!(await sleep(placeFreeAt(place) - monotonic(), signal))) return undefined;
      const isShared = hasShared(place, paces);
      let atMs = await book(place);
      if (!(await sleep(atMs - AHEAD_MS - monotonic(), signal))) return undefined;
      return {
        async start() {
          for (let tries = 0; ; ) {
            const earliestMs = Math.max(atMs, placeFreeAt(place), heldUntil.get(place.platform) ?? 0);
            const waitMs = earliestMs - monotonic();
            if (waitMs > TIMER_MS) {
              await sleep(waitMs, NEVER);
            } else if (isShared && monotonic() - atMs > MOST_LATE_MS && tries < MOST_TURNS) {
              // A missed turn may be another's by now: using it late would exceed the limit.
              tries += 1;
              atMs = await book(place);
            } else return startIn(place);
          }
        },
      };
    },
    hold(platform, forMs) {
      heldUntil.set(platform, Math.max(heldUntil.get(platform) ?? 0, monotonic() + forMs));
    },
  };
}

function hasShared(place: Place, paces: Paces): boolean {
  return lanesOf(place, paces).some(({ of }) => of !== "place");
}

/** Books turns in memory, for a process that is alone. */
export function bookAlone(paces: Paces, monotonic: () => number): BookShared {
  const freeAt = new Map<string, number>();
  return async (place) => {
    const nowMs = monotonic();
    const lanes = lanesOf(place, paces).filter(({ of }) => of !== "place");
    const startMs = Math.max(nowMs, ...lanes.map(({ name }) => freeAt.get(name) ?? 0));
    for (const { name, gapMs } of lanes) freeAt.set(name, startMs + gapMs);
    return startMs - nowMs;
  };
}

/** How long before its turn a post is prepared: a busy machine takes time to mark it, and a late turn is lost. */
const AHEAD_MS = 300;
/** A post that would start later than this gives up its turn. */
const MOST_LATE_MS = 25;
/** The most turns a post gives up, so that a machine that is always late keeps posting. */
const MOST_TURNS = 5;
/** How early a timer may fire. */
const TIMER_MS = 1;
const MOST_LANES = 20_000;
const NEVER = new AbortController().signal;
