import { sql } from "kysely";
import type { SubscriptionRow, Tx } from "#store";

/** The most schedules that a place or a workspace may have. */
const MOST_PER_PLACE = 25;
const MOST_PER_TENANT = 2_000;

/** Why the quota is used up, in a sentence; undefined if it isn't. */
export async function fullness(
  { platform, tenant, place }: Pick<SubscriptionRow, "platform" | "tenant" | "place">,
  tx: Tx,
): Promise<string | undefined> {
  const { rows } = await sql<{ here: number; everywhere: number }>`
    select count(*) filter (where place = ${place}) as here, count(*) as everywhere from subscriptions
    where platform = ${platform} and tenant = ${tenant}`.execute(tx);
  const { here = 0, everywhere: all = 0 } = rows[0] ?? {};
  if (here >= MOST_PER_PLACE) return `This place has ${here} schedules, which is the limit. Remove one first.`;
  if (all >= MOST_PER_TENANT) return `There are ${all} schedules here, which is the limit. Remove one first.`;
  return undefined;
}
