import type { DeliveryRow } from "#store";

/**
 * Names a delivery to its platform: the same for every try of it, and for no other. One that takes the place of a
 * displaced one has a name of its own, or the platform would take it for the same.
 */
export function keyOf({ subscription, slot, repeat }: Pick<DeliveryRow, "subscription" | "slot" | "repeat">): string {
  const key = `slot:${subscription}:${slot.toISOString()}`;
  return repeat === 0 ? key : `${key}:${repeat}`;
}
