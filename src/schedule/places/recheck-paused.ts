import type { ChatAdapter } from "#chat";
import type { Database } from "#store";
import { placeOf } from "../rows/place-of-row.ts";
import { OF_A_PLACE, offerToResume, type Telling } from "./place-events.ts";

/** Reasons that end when the bot is let in, by what a platform's adapter can tell: permissions or membership. */
const WITH_PERMISSIONS = ["forbidden", "needs-invite"];
const WITH_MEMBERSHIP = ["gone", "needs-invite"];

/** The most schedules checked each time per platform, most recently paused first. */
const MOST = 50;

/**
 * Checks whether the bot may post again where schedules are paused because it might not: no event reports a restored
 * permission, and the event of an invitation may be lost. Each platform is asked only what it can tell.
 */
export async function lookAgain(
  db: Database,
  adapterOf: (platform: string) => ChatAdapter | undefined,
  telling: Telling,
): Promise<void> {
  const platforms = await paused(db).select("platform").distinct().execute();
  for (const { platform } of platforms) {
    const adapter = adapterOf(platform);
    const reasons = [
      ...(adapter?.tellsPermissions ? WITH_PERMISSIONS : []),
      ...(adapter?.tellsMembership ? WITH_MEMBERSHIP : []),
    ];
    if (!adapter || reasons.length === 0) continue;
    const rows = await paused(db)
      .selectAll()
      .where("platform", "=", platform)
      .where("paused_reason", "in", reasons)
      .orderBy("changed_at", "desc")
      .limit(MOST)
      .execute();
    for (const row of rows) {
      const { botMayPost } = await adapter.about({ id: row.owner }, placeOf(row)).catch(() => ({ botMayPost: false }));
      if (!botMayPost) continue;
      await db.transaction().execute(async (tx) => {
        // Somebody may have resumed it meanwhile.
        const now = tx.selectFrom("subscriptions").selectAll().where("id", "=", row.id).where("state", "=", "paused");
        await offerToResume(await now.where("changed_at", "=", row.changed_at).execute(), telling, tx);
      });
    }
  }
}

/**
 * Schedules that are paused because of their place. Not conversations with one person: nothing tells whether they
 * accept messages again.
 */
function paused(db: Database) {
  return db
    .selectFrom("subscriptions")
    .where("state", "=", "paused")
    .where("paused_reason", "in", OF_A_PLACE)
    .where("tenant", "!=", "");
}
