import { sql } from "kysely";
import { type DeliveryRow, differencesOf, type Tx } from "#store";

/** A clock that goes back by less is being corrected, not set. */
export const SET_BACK_MS = 60_000;

/** Whether a claimed slot is still in the future: a clock that was ahead has been corrected since. */
export function isEarly({ slot, by_hand }: Pick<DeliveryRow, "slot" | "by_hand">, nowMs: number): boolean {
  return !by_hand && slot.getTime() > nowMs + SET_BACK_MS;
}

/** Makes subscriptions due at the first of their slots to plan again. */
export async function planAgain(slots: readonly Pick<DeliveryRow, "subscription" | "slot">[], tx: Tx): Promise<void> {
  const first = new Map<string, Date>();
  for (const { subscription, slot } of slots) {
    const known = first.get(subscription);
    if (!known || slot < known) first.set(subscription, slot);
  }
  if (first.size === 0) return;
  const { rows: table } = differencesOf(tx);
  const runs = [...first].map(([subscription, slot]) => ({ subscription, run_at: slot }));
  await sql`update subscriptions as s set next_run_at = r.run_at
    from ${table(runs, { subscription: "text", run_at: "instant" })}
    where s.id = r.subscription and s.state = 'active' and (s.next_run_at is null or s.next_run_at > r.run_at)`.execute(
    tx,
  );
}
