import type { DeliveryRow } from "#store";

/**
 * A delivery's key for its platform: the same for every try, and unique. One that replaces a displaced delivery gets its
 * own key, or the platform would take the two for the same.
 */
export function keyOf({ subscription, slot, repeat }: Pick<DeliveryRow, "subscription" | "slot" | "repeat">): string {
  const key = `slot:${subscription}:${slot.toISOString()}`;
  return repeat === 0 ? key : `${key}:${repeat}`;
}
