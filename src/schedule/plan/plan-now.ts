import type { SubscriptionRow, Tx } from "#store";

/** Plans one delivery outside of a subscription's times; a double press plans one. */
export async function planNow(
  { id: subscription, platform, tenant, place }: SubscriptionRow,
  { slot, newId, tx }: { slot: Date; newId: () => string; tx: Tx },
): Promise<void> {
  const lately = new Date(slot.getTime() - TWICE_MS);
  const found = await tx
    .selectFrom("deliveries")
    .select("id")
    .where("subscription", "=", subscription)
    .where("by_hand", "=", true)
    .where(({ or, and, eb }) =>
      or([eb("state", "in", ["planned", "sending"]), and([eb("state", "=", "sent"), eb("made_at", ">", lately)])]),
    )
    .executeTakeFirst();
  if (found) return;
  const at = { subscription, slot, platform, tenant, place, due_at: slot, made_at: slot, changed_at: slot };
  await tx
    .insertInto("deliveries")
    .values({ id: newId(), ...at, state: "planned", late: false, by_hand: true })
    .execute();
}

/** A second run on purpose must wait this long. */
const TWICE_MS = 10_000;
