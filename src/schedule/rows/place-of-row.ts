import type { Place } from "#chat";

/** A place as its columns. */
type Placed = {
  readonly platform: string;
  readonly tenant: string;
  readonly place: string;
  readonly parent?: string | null;
  readonly outsiders?: boolean;
};

/** The place that a row is about. */
export function placeOf({ platform, tenant, place, parent, outsiders }: Placed): Place {
  return { platform, tenant, id: place, ...(parent != null && { parent }), ...(outsiders && { outsiders }) };
}
