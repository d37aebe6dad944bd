import type { ChatAdapter } from "#chat";
import type { Database } from "#store";
import { placeOf } from "../rows/place-of-row.ts";
import { offerToResume, type Telling } from "./place-events.ts";

/** As many are looked at each time, those that were paused last first. */
const MOST = 50;

/**
 * Looks whether the bot may post again where schedules are paused because it might not: a permission that is given back
 * in place comes with no event. Only platforms that tell of permissions are asked; others tell when the bot is invited.
 */
export async function lookAgain(
  db: Database,
  adapterOf: (platform: string) => ChatAdapter | undefined,
  telling: Telling,
): Promise<void> {
  const paused = await db
    .selectFrom("subscriptions")
    .selectAll()
    .where("state", "=", "paused")
    .where("paused_reason", "in", ["forbidden", "needs-invite"])
    // Of a conversation with one person nothing tells whether they take messages again.
    .where("tenant", "!=", "")
    .orderBy("changed_at", "desc")
    .limit(MOST)
    .execute();
  for (const row of paused) {
    const adapter = adapterOf(row.platform);
    if (!adapter?.tellsPermissions) continue;
    const { botMayPost } = await adapter.about({ id: row.owner }, placeOf(row)).catch(() => ({ botMayPost: false }));
    if (botMayPost) await db.transaction().execute((tx) => offerToResume([row], telling, tx));
  }
}
