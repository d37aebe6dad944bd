import type { ChatAdapter } from "#chat";
import { type Database, differencesOf, type SubscriptionRow, type Tx } from "#store";
import { insertNotices } from "../notify/notices.ts";
import { placeOf } from "../rows/place-of-row.ts";
import { scheduleOf, type Titles } from "../rows/story-name.ts";
import type { CheckedRequest } from "../times/request.ts";
import type { Asking, Refusal } from "./asking.ts";
import { introduce, introductionOf } from "./introduction.ts";
import { fullness } from "./quota.ts";
import { rowOf } from "./subscription-row.ts";

export type Adding = {
  readonly id: string;
  readonly read: CheckedRequest;
  /** The story's title. */
  readonly title: string;
  readonly asking: Asking;
  readonly adapter: ChatAdapter;
};

/** Pause reasons: its first message is on its way, or unconfirmed. */
export const INTRODUCING = "introducing";
export const NOT_INTRODUCED = "not-introduced";

/**
 * Posts the introduction of a new schedule and starts it; never one without the other. The schedule is stored, paused,
 * before anything is posted: a crash in between leaves no message about a schedule that doesn't exist.
 */
export async function addSubscription(
  { id, read, title, asking, adapter }: Adding,
  db: Database,
  now: () => number,
): Promise<{ readonly row: SubscriptionRow } | Refusal> {
  const { by, place } = asking;
  const row = rowOf(id, asking, read, new Date(now()));
  const full = await db.transaction().execute((tx) => reserve(row, tx));
  if (full !== undefined) return { problem: full };
  const key = `intro:${id}`;
  const reply = introductionOf({ id, title, read, ...(by.name !== undefined && { by: by.name }) });
  const introduced = await introduce(adapter, place, reply, { key, now });
  if ("problem" in introduced) {
    await reserved(id, db).execute();
    return introduced;
  }
  const { message, url = null } = introduced.posted;
  return db.transaction().execute(async (tx) => {
    const { platform, tenant, id: at } = place;
    const post = { key, kind: "introduction" as const, subscription: id, platform, tenant, place: at };
    await tx
      .insertInto("posts")
      .values({ ...post, message, url, edition: null, posted_at: new Date(now()) })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
    const { state, paused_reason, next_run_at } = row;
    const begun = await tx
      .updateTable("subscriptions")
      .set({ state, paused_reason, next_run_at })
      .where("id", "=", id)
      .where("paused_reason", "=", INTRODUCING)
      .returningAll()
      .executeTakeFirst();
    // Changed or removed meanwhile by somebody who saw it in the list.
    const found = begun ?? (await tx.selectFrom("subscriptions").selectAll().where("id", "=", id).executeTakeFirst());
    return found ? { row: found } : { problem: "It was removed while it was being set up." };
  });
}

/**
 * Settles schedules that a dead process left between introduction and start: they stay paused, and their owners are told
 * to check. Nothing is posted on a guess.
 */
export async function settleIntroductions(db: Database, nowMs: number, bot: Titles): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const left = await tx
      .updateTable("subscriptions")
      .set({ paused_reason: NOT_INTRODUCED, changed_at: new Date(nowMs) })
      .where("paused_reason", "=", INTRODUCING)
      .where("state", "=", "paused")
      .where("made_at", "<", new Date(nowMs - LONGEST_MS))
      .returningAll()
      .execute();
    const notices = left
      .filter(({ owner }) => owner !== "")
      .map((row) => ({
        ...{ key: `introduction:${row.id}:owner`, platform: row.platform, tenant: row.tenant },
        ...{ person: row.owner, subscription: row.id, about: placeOf(row) },
        text: `The ${scheduleOf(row, bot)} did not start: its first message may or may not have been posted. Please check, then resume it or remove it.`,
      }));
    await insertNotices(notices, new Date(nowMs), tx);
  });
}

/** An introduction takes no longer than this, settling included. */
const LONGEST_MS = 2 * 60_000;

/** Stores the schedule, paused for now, if the channel's quota allows; otherwise returns why not. */
async function reserve(row: SubscriptionRow, tx: Tx): Promise<string | undefined> {
  const { platform, tenant } = row;
  // Two saved at the same moment are counted one after the other.
  await differencesOf(tx).oneAtATime(`subscriptions ${platform} ${tenant}`, tx);
  const full = await fullness(row, tx);
  if (full !== undefined) return full;
  const found = await tx.selectFrom("subscriptions").select("id").where("id", "=", row.id).executeTakeFirst();
  if (found) return BEING_SET_UP;
  const paused = { state: "paused", paused_reason: INTRODUCING, next_run_at: null } as const;
  await tx
    .insertInto("subscriptions")
    .values({ ...row, ...paused })
    .execute();
  return undefined;
}

/** The same button was pressed twice. */
export const BEING_SET_UP = "This is already being set up.";

function reserved(id: string, db: Database) {
  return db.deleteFrom("subscriptions").where("id", "=", id).where("paused_reason", "=", INTRODUCING);
}
