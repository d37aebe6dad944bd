import type { Admits, Audience } from "#briefing";
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
