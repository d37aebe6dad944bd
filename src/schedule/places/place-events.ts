import type { ChatError, Place } from "#chat";
import { differencesOf, type SubscriptionRow, type Tx } from "#store";
import { insertNotices, type NewNotice } from "../notify/notices.ts";
import { placeOf } from "../rows/place-of-row.ts";
import { pauses } from "./pause-reasons.ts";

type Telling = { readonly now: Date; readonly operator?: Place | undefined };

/**
 * A place that was closed, or that the bot was put out of: what is scheduled there pauses at once, as after a post that
 * failed, and its owners and the operator hear of it.
 */
export async function losePlace(place: Place, why: ChatError, { now, operator }: Telling, tx: Tx): Promise<void> {
  const lost = (await scheduledIn(place, tx)).filter(({ state }) => state === "active");
  const notices = lost.flatMap((row): NewNotice[] => {
    const text = pauses(why.trouble, why.message, row)?.text ?? why.message;
    const key = `paused:${row.id}:${now.toISOString()}`;
    const toOperator = operator && { platform: operator.platform, tenant: operator.tenant, person: null };
    return [
      ...toOwner(row, key, text),
      ...(toOperator ? [{ key: `${key}:operator`, ...toOperator, subscription: null, text, about: placeOf(row) }] : []),
    ];
  });
  if (lost.length === 0) return;
  await tx
    .updateTable("subscriptions")
    .set({ state: "paused", paused_reason: why.trouble, next_run_at: null, changed_at: now })
    .where(
      "id",
      "in",
      lost.map(({ id }) => id),
    )
    .execute();
  await insertNotices(notices, now, tx);
}

/** The bot may post in a place again: owners of what was paused for that are offered to resume it. */
export async function regainPlace(place: Place, { now }: Telling, tx: Tx): Promise<void> {
  const rows = await scheduledIn(place, tx);
  await offerToResume(
    rows.filter(({ paused_reason }) => OF_A_PLACE.includes(paused_reason ?? "")),
    now,
    tx,
  );
}

/** Asks each owner, once for each pause, whether to resume. */
export async function offerToResume(rows: readonly SubscriptionRow[], now: Date, tx: Tx): Promise<void> {
  const paused = rows.filter(({ state }) => state === "paused");
  const notices = paused.flatMap((row) => {
    const text = `The bot is back where the schedule “${row.times}” for “${row.topic}” posts. It is still paused: resume it with one click.`;
    return toOwner(row, `back:${row.id}:${row.changed_at.toISOString()}`, text);
  });
  await insertNotices(notices, now, tx);
}

/** Reasons to pause that end when the bot is let in again. */
const OF_A_PLACE: readonly string[] = ["gone", "forbidden", "needs-invite"];

function scheduledIn({ platform, tenant, id }: Place, tx: Tx): Promise<SubscriptionRow[]> {
  return tx
    .selectFrom("subscriptions")
    .selectAll()
    .where("platform", "=", platform)
    .where("tenant", "=", tenant)
    .where(({ or, eb }) => or([eb("place", "=", id), eb("parent", "=", id)]))
    .modifyEnd(differencesOf(tx).lockRows)
    .execute();
}

/** Nobody is told of what nobody owns. */
function toOwner(row: SubscriptionRow, key: string, text: string): NewNotice[] {
  const { id, platform, tenant, owner } = row;
  if (owner === "") return [];
  return [{ key: `${key}:owner`, platform, tenant, person: owner, subscription: id, text, about: placeOf(row) }];
}
