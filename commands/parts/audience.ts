import { type Admits, type Audience, type Briefing, type Library, type PartsOf, readableParts } from "#briefing";
import type { Place } from "#chat";

/** Whether something for `audience` may be shown in `place`. Where outsiders read along, only what is for everyone. */
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

/** The briefings that exist for those in `place`. */
export function heardIn(place: Place): Admits {
  return ({ audience }) => mayHear(audience, place);
}

/** What of each source may be read in a place; undefined where that is all of it. */
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

/** Whether those who follow a place from elsewhere may hear of a story. All stories are told to each as it may hear. */
export function isForFollowers(briefing: Briefing | undefined, place: Place): boolean {
  return !briefing || mayHear(briefing.audience, { ...place, outsiders: true });
}

/** Whether a place may hear of each of these. */
export function areFor(briefings: readonly Briefing[], place: Place): boolean {
  return briefings.every(heardIn(place));
}
