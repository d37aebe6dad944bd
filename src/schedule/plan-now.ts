import { sql } from "kysely";
import type { SubscriptionRow, Tx } from "#store";
import type { Room } from "./room.ts";

/** Plans one delivery outside of a subscription's times; a button that is pressed twice plans one. */
export async function planNow(
  { jobs }: Room,
  { id: subscription, platform, tenant, place }: SubscriptionRow,
  { slot, newId, tx }: { slot: Date; newId: () => string; tx: Tx },
): Promise<void> {
  const { rows } = await sql`select from deliveries where subscription = ${subscription} and by_hand
    and (state in ('planned', 'sending') or (state = 'sent' and made_at > ${new Date(slot.getTime() - TWICE_MS)}))`.execute(
    tx,
  );
  if (rows.length > 0) return;
  const [id, job] = [newId(), newId()];
  const at = { subscription, slot, platform, tenant, place, made_at: slot, changed_at: slot };
  await tx
    .insertInto("deliveries")
    .values({ id, job, ...at, state: "planned", late: false, by_hand: true })
    .execute();
  await jobs.enqueue([{ id: job, delivery: id, afterMs: 0 }], tx);
}

/** Whoever means it twice waits for so long. */
const TWICE_MS = 10_000;
