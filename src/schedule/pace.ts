import type { Place } from "#chat";

/** How often a platform lets us post; absent: as often as we like. */
export type Pace = {
  readonly placePerSecond?: number;
  readonly tenantPerSecond?: number;
  readonly platformPerSecond?: number;
};

/** What a platform allows, by its name. */
export type Paces = Readonly<Record<string, Pace>>;

/** A lane is what a pace counts by; `gapMs` lies between two posts in it. */
export type Lane = { readonly name: string; readonly gapMs: number };

/** The lanes that a post to a place takes up, the widest first. */
export function lanesOf({ platform, tenant, id }: Place, paces: Paces): Lane[] {
  const pace = paces[platform] ?? {};
  const lanes: [string, number | undefined][] = [
    [platform, pace.platformPerSecond],
    [`${platform}/${tenant}`, pace.tenantPerSecond],
    [`${platform}/${tenant}/${id}`, pace.placePerSecond],
  ];
  return lanes.flatMap(([name, perSecond]) => (perSecond === undefined ? [] : [{ name, gapMs: 1_000 / perSecond }]));
}

/** Lets posts start no faster than their lanes allow, in this process. */
export type Pacer = {
  /** How long to wait before starting; the start is booked. */
  book(place: Place): number;
};

export function createPacer(paces: Paces, now: () => number): Pacer {
  const freeAt = new Map<string, number>();
  return {
    book(place) {
      const nowMs = now();
      const lanes = lanesOf(place, paces);
      const startMs = Math.max(nowMs, ...lanes.map(({ name }) => freeAt.get(name) ?? 0));
      for (const { name, gapMs } of lanes) freeAt.set(name, startMs + gapMs);
      if (freeAt.size > MOST_LANES) for (const [name, at] of freeAt) if (at <= nowMs) freeAt.delete(name);
      return startMs - nowMs;
    },
  };
}

const MOST_LANES = 20_000;
