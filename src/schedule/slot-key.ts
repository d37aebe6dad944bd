import type { DeliveryRow } from "#store";

/** Names a delivery to its platform: the same for every try of it, and for no other. */
export function keyOf({ subscription, slot }: Pick<DeliveryRow, "subscription" | "slot">): string {
  return `slot:${subscription}:${slot.toISOString()}`;
}
