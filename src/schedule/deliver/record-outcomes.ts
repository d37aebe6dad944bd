import { sql } from "kysely";
import { type DeliveryRow, differencesOf, type Tx } from "#store";
import type { Context } from "../context/context.ts";
import { insertNotices, type NewNotice } from "../notify/notices.ts";
import { stopTenant } from "../places/tenant-events.ts";
import { keepable, type Snapshot } from "../post/snapshot.ts";
import { isEarly, planAgain } from "../rows/early-slots.ts";
import { placeOf } from "../rows/place-of-row.ts";
import { keyOf } from "../rows/slot-key.ts";
import type { Outcome } from "./outcome.ts";

/** A delivery and its outcome. */
export type Ended = {
  readonly delivery: DeliveryRow;
  readonly owner?: string;
  readonly parent?: string | null;
  readonly ending: Outcome;
};

type Writing = Pick<Context, "replica" | "operator">;

/** Records the outcomes of deliveries, with all their consequences, in one transaction. */
export async function record(ended: readonly Ended[], now: Date, context: Writing, tx: Tx): Promise<void> {
  const written = await writeDeliveries(ended, now, context.replica, tx);
  // Deliveries that another process has taken over are recorded by it.
  const mine = ended.filter(({ delivery }) => written.has(delivery.id));
  await displaceEarly(mine, now, tx);
  await writePosts(mine, now, tx);
  await writeSnapshots(mine, now, tx);
  await pause(mine, now, tx);
  await insertNotices(
    mine.flatMap((one) => noticesOf(one, context)),
    now,
    tx,
  );
  for (const { delivery, ending } of mine)
    if (ending.state === "failed" && ending.tenantGone) await stopTenant(delivery, now, tx);
}

async function writeDeliveries(ended: readonly Ended[], now: Date, replica: string, tx: Tx): Promise<Set<string>> {
  const { rows: table, instant, foundByKey } = differencesOf(tx);
  const given = table(
    ended.map(({ delivery, ending }) => {
      const posted = ending.state === "sent" ? ending.posted : undefined;
      const afterMs = "afterMs" in ending ? ending.afterMs : 0;
      return {
        delivery: delivery.id,
        outcome: ending.state,
        why: "reason" in ending ? clean(ending.reason) : null,
        posted_message: posted?.message ?? null,
        posted_url: posted?.url ?? null,
        by_platform: posted?.atMs === undefined ? null : new Date(posted.atMs),
        // Refused before anything was posted: the next try is the first that may post.
        tried: ending.state !== "planned",
        again_at: new Date(now.getTime() + Math.max(0, afterMs)),
      };
    }),
    {
      ...{ delivery: "uuid", outcome: "text", why: "text", posted_message: "text", posted_url: "text" },
      ...{ by_platform: "instant", tried: "boolean", again_at: "instant" },
    },
  );
  const { rows: written } = await sql<{ id: string }>`
    update deliveries as d set state = r.outcome, reason = r.why, message = r.posted_message, url = r.posted_url,
      posted_at = r.by_platform, first_tried_at = case when r.tried then d.first_tried_at end, due_at = r.again_at,
      claimed_by = null, changed_at = ${instant(now)}
    from ${given}
    where d.id = r.delivery and ${foundByKey("d.claimed_by")} = ${replica}
      and ${foundByKey("d.state")} in ('planned', 'sending') returning id`.execute(tx);
  return new Set(written.map(({ id }) => id));
}

/**
 * A delivery that ended before its time, because the clock was corrected meanwhile, does not use up its slot. If the clock
 * was set back wrongly, the platform's clock decides: what was posted on time is not posted again.
 */
async function displaceEarly(ended: readonly Ended[], now: Date, tx: Tx): Promise<void> {
  const early = ended.flatMap(({ delivery, ending }) => {
    if (!isEarly(delivery, now.getTime())) return [];
    if (ending.state === "skipped" || ending.state === "failed") return [delivery];
    const postedMs = ending.state === "sent" ? ending.posted.atMs : undefined;
    return postedMs !== undefined && isEarly(delivery, postedMs) ? [delivery] : [];
  });
  if (early.length === 0) return;
  const ids = early.map(({ id }) => id);
  await tx.updateTable("deliveries").set({ displaced: true }).where("id", "in", ids).execute();
  await planAgain(early, tx);
}

async function writePosts(ended: readonly Ended[], now: Date, tx: Tx): Promise<void> {
  const posts = ended.flatMap(({ delivery, ending }) => {
    if (ending.state !== "sent") return [];
    const { subscription, platform, tenant, place } = delivery;
    const { posted, edition = null, wording = null } = ending;
    const key = keyOf(delivery);
    const frame = ending.frame ? JSON.stringify(ending.frame) : null;
    const at = { platform, tenant, place, message: posted.message, url: posted.url ?? null, edition };
    return [{ key, kind: "scheduled" as const, subscription, ...at, wording, frame, posted_at: now }];
  });
  if (posts.length > 0)
    await tx
      .insertInto("posts")
      .values(posts)
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
}

async function writeSnapshots(ended: readonly Ended[], now: Date, tx: Tx): Promise<void> {
  const latest = new Map<string, { subscription: string; reply: Snapshot; edition: string | null; slot: Date }>();
  for (const { delivery, ending } of ended) {
    if (ending.state !== "sent" || !ending.said) continue;
    const { subscription, slot } = delivery;
    const before = latest.get(subscription);
    if (!before || before.slot <= slot)
      latest.set(subscription, { subscription, reply: ending.said, edition: ending.edition ?? null, slot });
  }
  const { rows: table, instant } = differencesOf(tx);
  if (latest.size > 0)
    await sql`insert into said (subscription, reply, edition, slot, said_at)
      select r.subscription, r.reply, r.edition, r.slot, ${instant(now)}
      from ${table([...latest.values()], { subscription: "text", reply: "json", edition: "text", slot: "instant" })}
      join subscriptions s on s.id = r.subscription where true
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
      // It has no owner if the owner asked to be forgotten.
      return !owner ? [] : [{ key: `${key}:owner`, platform, tenant, person: owner, subscription, ...said }];
    }
    if (!operator) return [];
    const { platform, tenant } = operator;
    return [{ key: `${key}:operator`, platform, tenant, person: null, subscription: null, ...said }];
  });
}

/** Cleans an error's text, which may contain anything and be of any length. */
function clean(text: string): string {
  return keepable(text.slice(0, 1_000));
}
