import { type Admits, type Audience, type Briefing, type Library, type PartsOf, readableParts } from "#briefing";
import type { Place } from "#chat";

/**
 * Whether something for `audience` may be shown in `place`. Where outsiders can read, only what is for everyone may.
 */
export function mayHear(audience: Audience, place: Place): boolean {
  if (audience === "everyone") return true;
  if (place.outsiders) return false;
  return audience.some(
    (scope) =>
      scope.platform === place.platform &&
      scope.tenant === place.tenant &&
      (scope.place === undefined || scope.place === place.id || scope.place === place.parent),
  );
}

/** Admits the briefings that may be shown in `place`. */
export function heardIn(place: Place): Admits {
  return ({ audience }) => mayHear(audience, place);
}

/** Which parts of each source may be read in a place; undefined if all of them may. */
export function partsReadIn(place: Place, library: Library): PartsOf | undefined {
  if (!place.quotesOnly) return undefined;
  const admits = heardIn(place);
  return (source) => {
    const citing = library.citing(source.id).filter(({ briefing }) => admits(briefing));
    return citing.length > 0
      ? readableParts(
          source,
          citing.map(({ citation }) => citation),
        )
      : [];
  };
}

/**
 * Whether those who follow a place from elsewhere may read a story; undefined stands for all stories, which each place
 * gets only as far as it may read them.
 */
export function isForFollowers(briefing: Briefing | undefined, place: Place): boolean {
  return !briefing || mayHear(briefing.audience, { ...place, outsiders: true });
}

/** Whether all of these may be shown in a place. */
export function areFor(briefings: readonly Briefing[], place: Place): boolean {
  return briefings.every(heardIn(place));
}
