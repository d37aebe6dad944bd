import { differencesOf, type NoticeRow, type Tx } from "#store";
import { OWNER } from "./owner-keys.ts";

/** Each owner gets one message a day, whatever is in it. */
export const OWNER_EVERY_MS = 24 * 3_600_000;

/** A message that another process is sending is finished within this time. */
const IN_HAND_MS = 60_000;

/** Whether an owner was notified in the last day, or is being notified now; if so, postpones all of their notices. */
export async function waitsForOwner(first: NoticeRow, now: Date, tx: Tx): Promise<boolean> {
  const { platform, tenant, person } = first;
  // Two processes must not both find that nothing was sent.
  await differencesOf(tx).oneAtATime("nutgraf owners", tx);
  const last = await tx
    .selectFrom("notices")
    .select(["state", "told_at"])
    .where("key", "like", `${OWNER}:%`)
    .where("platform", "=", platform)
    .where("tenant", "=", tenant)
    .where("person", person === null ? "is" : "=", person)
    .where(({ or, and, eb }) =>
      or([
        eb("state", "=", "telling"),
        and([eb("told_at", ">", new Date(now.getTime() - OWNER_EVERY_MS)), eb("told_at", "<=", now)]),
      ]),
    )
    .orderBy("told_at", "desc")
    .execute();
  if (last.length === 0) return false;
  const toldAt = Math.max(...last.map(({ told_at }) => told_at?.getTime() ?? 0));
  const due = Math.max(now.getTime() + IN_HAND_MS, toldAt + OWNER_EVERY_MS);
  await tx
    .updateTable("notices")
    .set({ due_at: new Date(due) })
    .where("key", "like", `${OWNER}:%`)
    .where("platform", "=", platform)
    .where("tenant", "=", tenant)
    .where("person", person === null ? "is" : "=", person)
    .where("state", "=", "planned")
    .execute();
  return true;
}
