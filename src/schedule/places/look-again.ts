import type { ChatAdapter } from "#chat";
import type { Database } from "#store";
import { placeOf } from "../rows/place-of-row.ts";
import { offerToResume, type Telling } from "./place-events.ts";

/** How many are checked each time, most recently paused first. */
const MOST = 50;

/**
 * Checks whether the bot can post again where schedules are paused because it could not: a restored permission sends no
 * event. Only platforms that report permissions are asked; the others report when the bot is invited.
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
