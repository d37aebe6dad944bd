import type { ChatError, Place } from "#chat";
import { differencesOf, type SubscriptionRow, type Tx } from "#store";
import { insertNotices, type NewNotice } from "../notify/notices.ts";
import { placeOf } from "../rows/place-of-row.ts";
import { scheduleOf, type Titles } from "../rows/story-name.ts";
import { pauses } from "./pause-reasons.ts";

export type Telling = {
  readonly now: Date;
  readonly operator?: Place | undefined;
  /** The titles of stories. */
  readonly bot?: Titles | undefined;
};

/**
 * Handles a place that was closed, or that the bot was removed from: its schedules pause at once, like after a failed
 * post, and their owners and the operator are notified.
 */
export async function losePlace(place: Place, why: ChatError, { now, operator, bot }: Telling, tx: Tx): Promise<void> {
  const lost = (await scheduledIn(place, tx)).filter(({ state }) => state === "active");
  const notices = lost.flatMap((row): NewNotice[] => {
    const named = scheduleOf(row, bot);
    const text = pauses(why, named)?.text ?? `The ${named} is paused.`;
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

/** The bot can post in a place again: owners of schedules paused for that are offered to resume them. */
export async function regainPlace(place: Place, telling: Telling, tx: Tx): Promise<void> {
  const rows = await scheduledIn(place, tx);
  await offerToResume(
    rows.filter(({ paused_reason }) => OF_A_PLACE.includes(paused_reason ?? "")),
    telling,
    tx,
  );
}

/** Asks each owner, once per pause, whether to resume. The operator is notified too. */
export async function offerToResume(
  rows: readonly SubscriptionRow[],
  { now, operator, bot }: Telling,
  tx: Tx,
): Promise<void> {
  const paused = rows.filter(({ state }) => state === "paused");
  const notices = paused.flatMap((row): NewNotice[] => {
    const text = `The bot can post again where the ${scheduleOf(row, bot)} posts. The schedule is still paused: resume it.`;
    const key = `back:${row.id}:${row.changed_at.toISOString()}`;
    const toOperator = operator && { platform: operator.platform, tenant: operator.tenant, person: null };
    return [
      ...toOwner(row, key, text),
      ...(toOperator ? [{ key: `${key}:operator`, ...toOperator, subscription: null, text, about: placeOf(row) }] : []),
    ];
  });
  await insertNotices(notices, now, tx);
}

/** Reasons to pause that end when the bot is let in again. */
export const OF_A_PLACE: readonly string[] = ["gone", "forbidden", "needs-invite"];

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

/** A notice to the owner, if there is one. */
function toOwner(row: SubscriptionRow, key: string, text: string): NewNotice[] {
  const { id, platform, tenant, owner } = row;
  if (owner === "") return [];
  return [{ key: `${key}:owner`, platform, tenant, person: owner, subscription: id, text, about: placeOf(row) }];
}
