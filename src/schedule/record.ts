import { sql } from "kysely";
import type { DeliveryRow, Tx } from "#store";
import type { Ending } from "./ending.ts";
import type { Hands } from "./hands.ts";
import type { Jobs } from "./jobs.ts";
import { insertNotices, type NewNotice } from "./notices.ts";
import { placeOf } from "./place.ts";
import { keepable } from "./said.ts";
import { keyOf } from "./slot-key.ts";
import { stopTenant } from "./tenant.ts";

/** A delivery and how it came out. */
export type Ended = {
  readonly delivery: DeliveryRow;
  readonly owner?: string;
  readonly parent?: string | null;
  readonly ending: Ending;
};

type Writing = Pick<Hands, "replica" | "operator" | "newId">;

/** Writes how deliveries came out, with all that follows from it, in one transaction. */
export async function record(ended: readonly Ended[], jobs: Jobs, now: Date, hands: Writing, tx: Tx): Promise<void> {
  const rows = ended.map((one) => rowOf(one, hands.newId));
  const written = await writeDeliveries(rows, now, hands.replica, tx);
  // What another process was given meanwhile is that one's to write.
  const mine = ended.filter(({ delivery }) => written.has(delivery.id));
  await jobs.drop(
    mine.flatMap(({ delivery }) => delivery.job ?? []),
    tx,
  );
  const again = rows.flatMap(({ id, job, after_ms }) =>
    job && written.has(id) ? [{ id: job, delivery: id, afterMs: after_ms }] : [],
  );
  await jobs.enqueue(again, tx);
  await writePosts(mine, now, tx);
  await writeSaid(mine, now, tx);
  await pause(mine, now, tx);
  await insertNotices(
    mine.flatMap((one) => noticesOf(one, hands)),
    now,
    tx,
  );
  for (const { delivery, ending } of mine)
    if (ending.state === "failed" && ending.tenantGone) await stopTenant(delivery, now, tx);
}

function rowOf({ delivery, ending }: Ended, newId: () => string) {
  const goesOn = ending.state === "planned" || ending.state === "sending";
  const posted = ending.state === "sent" ? ending.posted : undefined;
  return {
    id: delivery.id,
    state: ending.state,
    reason: "reason" in ending ? clean(ending.reason) : null,
    message: posted?.message ?? null,
    url: posted?.url ?? null,
    // Refused before anything was posted: the next try is the first that may have been.
    tried: ending.state !== "planned",
    job: goesOn ? newId() : null,
    after_ms: goesOn ? ending.afterMs : 0,
  };
}

async function writeDeliveries(
  rows: readonly ReturnType<typeof rowOf>[],
  now: Date,
  replica: string,
  tx: Tx,
): Promise<Set<string>> {
  const { rows: written } = await sql<{ id: string }>`
    update deliveries d set state = r.state, reason = r.reason, message = r.message, url = r.url, job = r.job,
      first_tried_at = case when r.tried then d.first_tried_at end, claimed_by = null, changed_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, state text, reason text, message text, url text, tried boolean, job uuid)
    where d.id = r.id and d.claimed_by = ${replica} and d.state in ('planned', 'sending') returning d.id`.execute(tx);
  return new Set(written.map(({ id }) => id));
}

async function writePosts(ended: readonly Ended[], now: Date, tx: Tx): Promise<void> {
  const posts = ended.flatMap(({ delivery, ending }) => {
    if (ending.state !== "sent") return [];
    const { subscription, platform, tenant, place } = delivery;
    const { posted, edition = null } = ending;
    const key = keyOf(delivery);
    const at = { platform, tenant, place, message: posted.message, url: posted.url ?? null, edition };
    return [{ key, kind: "scheduled" as const, subscription, ...at, posted_at: now }];
  });
  if (posts.length > 0)
    await tx
      .insertInto("posts")
      .values(posts)
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
}

async function writeSaid(ended: readonly Ended[], now: Date, tx: Tx): Promise<void> {
  const said = ended.flatMap(({ delivery: { subscription, slot }, ending }) =>
    ending.state === "sent" && ending.said
      ? [{ subscription, reply: ending.said, edition: ending.edition ?? null, slot }]
      : [],
  );
  if (said.length > 0)
    await sql`insert into said (subscription, reply, edition, slot, said_at)
      select distinct on (d.subscription) d.subscription, d.reply, d.edition, d.slot, ${now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(said)}::jsonb) as d(subscription text, reply jsonb, edition text, slot timestamptz)
      join subscriptions s on s.id = d.subscription order by d.subscription, d.slot desc
      on conflict (subscription) do update set reply = excluded.reply, edition = excluded.edition, slot = excluded.slot,
        said_at = excluded.said_at where excluded.slot >= said.slot`.execute(tx);
  const heard = ended.flatMap(({ delivery, ending }) =>
    ending.state === "sent" && !ending.said ? [delivery.subscription] : [],
  );
  if (heard.length > 0) await tx.updateTable("said").set({ said_at: now }).where("subscription", "in", heard).execute();
}

async function pause(ended: readonly Ended[], now: Date, tx: Tx): Promise<void> {
  for (const { delivery, ending } of ended) {
    if (ending.state !== "failed" || ending.pause === undefined) continue;
    await tx
      .updateTable("subscriptions")
      .set({ state: "paused", paused_reason: ending.pause, next_run_at: null, changed_at: now })
      .where("id", "=", delivery.subscription)
      .where("state", "=", "active")
      .execute();
  }
}

function noticesOf({ delivery, owner, parent = null, ending }: Ended, { operator }: Writing): NewNotice[] {
  const notices = "notices" in ending ? (ending.notices ?? []) : [];
  const paused = ending.state === "failed" && ending.pause !== undefined;
  const subscription = paused ? delivery.subscription : null;
  const about = placeOf({ ...delivery, parent });
  return notices.flatMap(({ key, to, text }): NewNotice[] => {
    const said = { text: clean(text), about };
    if (to === "owner") {
      const { platform, tenant } = delivery;
      // Nobody's, once its owner wished to be forgotten.
      return !owner ? [] : [{ key: `${key}:owner`, platform, tenant, person: owner, subscription, ...said }];
    }
    if (!operator) return [];
    const { platform, tenant } = operator;
    return [{ key: `${key}:operator`, platform, tenant, person: null, subscription: null, ...said }];
  });
}

/** An error's text may hold anything, at any length. */
function clean(text: string): string {
  return keepable(text.slice(0, 1_000));
}
