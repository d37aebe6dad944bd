import { sql } from "kysely";
import { type Database, type DeliveryRow, differencesOf, type SubscriptionRow, type Tx } from "#store";
import type { Heard } from "../post/compose.ts";
import { keepWordings } from "../post/keep-wordings.ts";
import type { KeptWording } from "../post/wording.ts";
import { IS_OPEN } from "../rows/is-open.ts";

/** A delivery that this process has claimed, with its subscription, if it still exists. */
export type Taken = {
  readonly delivery: DeliveryRow;
  readonly subscription?: SubscriptionRow;
  readonly heard?: Heard;
};

/** Claims up to `most` due deliveries, the longest waiting first. */
export async function claim(most: number, replica: string, now: Date, tx: Tx): Promise<readonly Taken[]> {
  const { skipLocked, foundBy } = differencesOf(tx);
  const due = sql<string>`(select id from ${foundBy("deliveries_due", "deliveries")}
    where due_at <= ${now} and claimed_by is null and ${IS_OPEN} order by due_at limit ${most} ${skipLocked})`;
  const taken = await tx
    .updateTable("deliveries")
    .set({ claimed_by: replica })
    .where("id", "in", due)
    .returningAll()
    .execute();
  // An update returns its rows in no particular order.
  return withSubscriptions(
    taken.sort((a, b) => a.due_at.getTime() - b.due_at.getTime()),
    tx,
  );
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

/** A delivery about to be sent; `asOf`: when its schedule, as claimed, was last changed. */
export type Marking = {
  readonly id: string;
  readonly edition: string | undefined;
  readonly wording: KeptWording | undefined;
  readonly asOf: Date;
};

/**
 * Marks deliveries as about to be sent, before any network call: after a crash from here on, each must be settled.
 * Returns whether each is still this process's and its schedule hasn't changed since it was claimed.
 */
export async function markSending(items: readonly Marking[], replica: string, now: Date, tx: Tx): Promise<boolean[]> {
  const { rows: table, instant, foundByKey } = differencesOf(tx);
  const given = table(
    items.map(({ id, edition = null, wording, asOf }) => ({
      ...{ delivery: id, edition, wording: wording?.key ?? null, as_of: asOf },
    })),
    { delivery: "uuid", edition: "text", wording: "text", as_of: "instant" },
  );
  // Stored before the network call, so that the process that settles it after a crash knows its words.
  await keepWordings(
    items.flatMap(({ wording }) => wording ?? []),
    now,
    tx,
  );
  const { rows } = await sql<{ id: string }>`
    update deliveries as d set state = 'sending', attempts = attempts + 1,
      first_tried_at = coalesce(first_tried_at, ${instant(now)}), edition = r.edition, wording = r.wording, reason = null,
      changed_at = ${instant(now)}
    from ${given}
    where d.id = r.delivery and ${foundByKey("d.claimed_by")} = ${replica} and ${foundByKey("d.state")} = 'planned' and exists (
      select 1 from subscriptions s where s.id = d.subscription and s.changed_at = r.as_of
    ) returning id`.execute(tx);
  const marked = new Set(rows.map(({ id }) => id));
  return items.map(({ id }) => marked.has(id));
}

/** Whether a delivery that this process marked still belongs to it. */
export async function isMine(id: string, replica: string, db: Database): Promise<boolean> {
  const query = db.selectFrom("deliveries").select("id").where("id", "=", id);
  return (
    (await query.where("claimed_by", "=", replica).where("state", "=", "sending").executeTakeFirst()) !== undefined
  );
}
