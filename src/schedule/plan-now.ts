import type { SubscriptionRow, Tx } from "#store";
import type { Room } from "./room.ts";

/** Plans one delivery outside of a subscription's times. */
export async function planNow(
  { jobs }: Room,
  { id: subscription, platform, tenant, place }: SubscriptionRow,
  { slot, newId, tx }: { slot: Date; newId: () => string; tx: Tx },
): Promise<void> {
  const [id, job] = [newId(), newId()];
  const at = { subscription, slot, platform, tenant, place, made_at: slot, changed_at: slot };
  await tx
    .insertInto("deliveries")
    .values({ id, job, ...at, state: "planned", late: false, by_hand: true })
    .execute();
  await jobs.enqueue([{ id: job, delivery: id, afterMs: 0 }], tx);
}
