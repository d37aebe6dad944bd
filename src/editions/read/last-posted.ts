import type { Place } from "#chat";
import type { Database } from "#store";

/** When a scheduled post about a topic was last posted in a place, in ms since 1970; undefined if none is known. */
export async function lastPosted(topic: string, place: Place, db: Database): Promise<number | undefined> {
  const { platform, tenant, id } = place;
  const row = await db
    .selectFrom("subscriptions as s")
    .innerJoin("deliveries as d", "d.subscription", "s.id")
    .select("d.slot")
    .where("s.platform", "=", platform)
    .where("s.tenant", "=", tenant)
    .where("s.place", "=", id)
    .where("s.topic", "in", [topic, "all"])
    .where("d.state", "=", "sent")
    .orderBy("d.slot", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.slot.getTime();
}
