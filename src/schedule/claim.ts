import { sql } from "kysely";
import type { Database, DeliveryRow, SubscriptionRow, Tx } from "#store";
import type { Heard } from "./compose.ts";
import type { Jobs } from "./jobs.ts";

/** A delivery in this process's hands, with its subscription, if there still is one. */
export type Taken = {
  readonly delivery: DeliveryRow;
  readonly subscription?: SubscriptionRow;
  readonly heard?: Heard;
};

/** Takes up to so many deliveries whose time has come. */
export async function claim(most: number, replica: string, jobs: Jobs, tx: Tx): Promise<readonly Taken[]> {
  const taken = await jobs.take(most, tx);
  if (taken.length === 0) return [];
  const { rows: mine } = await sql<DeliveryRow>`
    update deliveries d set claimed_by = ${replica}
    from jsonb_to_recordset(${JSON.stringify(taken)}::jsonb) as t(id uuid, delivery uuid)
    where d.id = t.delivery and d.job = t.id and d.state in ('planned', 'sending') returning d.*`.execute(tx);
  const held = new Set(mine.map(({ job }) => job));
  // A job whose delivery is done, or was given to another job, has nothing to do.
  await jobs.drop(
    taken.flatMap(({ id }) => (held.has(id) ? [] : [id])),
    tx,
  );
  return withSubscriptions(mine, tx);
}

async function withSubscriptions(deliveries: readonly DeliveryRow[], tx: Tx): Promise<Taken[]> {
  if (deliveries.length === 0) return [];
  const ids = [...new Set(deliveries.map(({ subscription }) => subscription))];
  const subscriptions = await tx.selectFrom("subscriptions").selectAll().where("id", "in", ids).execute();
  const said = await tx.selectFrom("said").selectAll().where("subscription", "in", ids).execute();
  const byId = new Map(subscriptions.map((row) => [row.id, row]));
  const heardBy = new Map(
    said.map(({ subscription, reply, slot, said_at }): [string, Heard] => [
      subscription,
      { said: reply, slotMs: slot.getTime(), saidAtMs: said_at.getTime() },
    ]),
  );
  return deliveries.map((delivery) => {
    const subscription = byId.get(delivery.subscription);
    const heard = heardBy.get(delivery.subscription);
    return { delivery, ...(subscription && { subscription }), ...(heard && { heard }) };
  });
}

/** A delivery about to be sent; `asOf`: when its schedule, as it was taken, was last changed. */
export type Marking = { readonly id: string; readonly edition: string | undefined; readonly asOf: Date };

/**
 * Marks deliveries as about to be sent, before the network: from here on a crash leaves each to be settled. Tells which
 * are still this process's to send, as their schedules still are what they were when they were taken.
 */
export async function markSending(items: readonly Marking[], replica: string, now: Date, tx: Tx): Promise<boolean[]> {
  const given = JSON.stringify(items.map((item) => ({ ...item, edition: item.edition ?? null })));
  const { rows } = await sql<{ id: string }>`
    update deliveries d set state = 'sending', attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, ${now}),
      edition = g.edition, reason = null, changed_at = ${now}
    from jsonb_to_recordset(${given}::jsonb) as g(id uuid, edition text, "asOf" timestamptz)
    where d.id = g.id and d.claimed_by = ${replica} and d.state = 'planned' and exists (select from subscriptions s
      where s.id = d.subscription and date_trunc('milliseconds', s.changed_at) = g."asOf") returning d.id`.execute(tx);
  const marked = new Set(rows.map(({ id }) => id));
  return items.map(({ id }) => marked.has(id));
}

/** Whether a delivery that this process marked is still its own. */
export async function isMine(id: string, replica: string, db: Database): Promise<boolean> {
  const query = db.selectFrom("deliveries").select("id").where("id", "=", id);
  return (
    (await query.where("claimed_by", "=", replica).where("state", "=", "sending").executeTakeFirst()) !== undefined
  );
}
