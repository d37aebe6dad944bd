import { sql } from "kysely";
import { type Block, ChatError, type Place } from "#chat";
import { type Database, differencesOf, type NoticeRow, type Tx } from "#store";
import type { Context } from "../context/context.ts";
import { backoffMs } from "../flow/backoff.ts";
import { type Elsewhere, kindOf, noticeReply, whereIn } from "./notice-reply.ts";
import { aboutIn, OWNER, recipientOf } from "./owner-keys.ts";
import { waitsForOwner } from "./owner-turn.ts";
import { isWelcome, WELCOME, welcomeReply } from "./welcome.ts";

export type NewNotice = Pick<NoticeRow, "key" | "platform" | "tenant" | "person" | "subscription" | "text"> & {
  /** The place that it is about. */
  readonly about?: Place;
  /** When to send it; at once by default. */
  readonly dueAt?: Date;
};

/** Plans notices; each key is planned once only. */
export async function insertNotices(notices: readonly NewNotice[], now: Date, tx: Tx): Promise<void> {
  if (notices.length === 0) return;
  await tx
    .insertInto("notices")
    .values(
      notices.map(({ about, dueAt = now, ...notice }) => ({
        ...notice,
        about: about ? JSON.stringify(about) : null,
        ...{ state: "planned", claimed_by: null, due_at: dueAt, attempts: 0, first_tried_at: null },
        ...{ made_at: now, told_at: null },
      })),
    )
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
}

/**
 * Sends the planned notices that are due: directly to people, who otherwise see them when they next use the schedule.
 * Notices of one kind for one recipient are one message. Sends one message at a time, so that losing the database
 * leaves at most one whose outcome is unknown.
 */
export async function tellPlanned(db: Database, context: Context): Promise<void> {
  await sql`update notices set state = ${LEFT_OPEN}, claimed_by = null
    where state = 'telling' and claimed_by = ${context.replica}`.execute(db);
  for (let told = 0; told < MOST_AT_ONCE && !context.stopping.aborted; told += 1) {
    const notices = await db.transaction().execute((tx) => take(context, tx));
    if (notices.length === 0) return;
    const outcome = await tell(notices, context);
    const { state, afterMs = 0, triedAt, instead } = outcome;
    const nowMs = context.now();
    await db
      .updateTable("notices")
      .set(({ eb }) => ({
        state,
        told_at: state === "told" ? new Date(nowMs) : null,
        claimed_by: null,
        due_at: new Date(nowMs + afterMs),
        attempts: eb("attempts", "+", 1),
        first_tried_at: triedAt === undefined ? null : new Date(triedAt),
        ...(instead && { platform: instead.platform, tenant: instead.tenant, person: null }),
      }))
      .where(
        "key",
        "in",
        notices.map(({ key }) => key),
      )
      .execute();
  }
}

/** Takes the longest-waiting notice, with all others of its kind that are due to the same recipient. */
async function take(context: Context, tx: Tx): Promise<NoticeRow[]> {
  const { replica, now } = context;
  const { skipLocked, oneAtATime } = differencesOf(tx);
  // Two processes must not take parts of the same list: each part would be tried again under a name of its own.
  await oneAtATime("nutgraf notices", tx);
  const due = tx
    .selectFrom("notices")
    .selectAll()
    .where("state", "=", "planned")
    .where("due_at", "<=", new Date(now()))
    .orderBy("made_at")
    .orderBy("key");
  const first = await due.limit(1).modifyEnd(skipLocked).executeTakeFirst();
  if (!first) return [];
  if (kindOf(first) === OWNER && (await waitsForOwner(first, new Date(now()), tx))) return take(context, tx);
  const same = await due
    .where("platform", "=", first.platform)
    .where("tenant", "=", first.tenant)
    .where("person", first.person === null ? "is" : "=", first.person)
    .where("key", "like", `${kindOf(first)}:%`)
    // A message that may have arrived is looked for as it was sent: under the first notice's name, with the same
    // notices.
    .where("first_tried_at", first.first_tried_at === null ? "is" : "=", first.first_tried_at)
    .limit(MOST_TOGETHER)
    .modifyEnd(skipLocked)
    .execute();
  const notices = togetherWith(first, same);
  await tx
    .updateTable("notices")
    .set({ state: "telling", claimed_by: replica })
    .where(
      "key",
      "in",
      notices.map(({ key }) => key),
    )
    .execute();
  return notices;
}

/** The operator's place gets one message per report, but reports about one sentence share one. */
function togetherWith(first: NoticeRow, same: NoticeRow[]): NoticeRow[] {
  if (kindOf(first) !== "report") return same;
  const about = aboutIn(first);
  if (about?.mark === undefined) return [first];
  return same.filter((one) => {
    const other = aboutIn(one);
    return other?.topic === about.topic && other.mark === about.mark;
  });
}

/**
 * What becomes of a notice that a process left open: a welcome is not repeated, the operator's place gets others again,
 * and people get them at their next visit.
 */
export const LEFT_OPEN = sql`case when key like ${`${WELCOME}:%`} then 'told' when person is null then 'planned' else 'at-next-use' end`;

const MOST_AT_ONCE = 20;
const MOST_TOGETHER = 200;

/** Notices that waited for a person's visit; marks them as sent. */
export async function noticesFor(by: { platform: string; person: string }, now: Date, db: Database): Promise<Block[]> {
  const { rows } = await sql<Pick<NoticeRow, "text" | "about">>`
    update notices set state = 'told', told_at = ${now}
    where platform = ${by.platform} and person = ${by.person} and state = 'at-next-use'
    returning text, about`.execute(db);
  return rows.map(({ text, about }) => ({ kind: "notice", tone: "trouble", text, ...whereIn(about) }));
}

type Outcome = {
  readonly state: NoticeRow["state"];
  /** The operator's place gets it instead. */
  readonly instead?: Place;
  /** Planned again after this long. */
  readonly afterMs?: number;
  /** It may have arrived, and was first tried at this time (ms since 1970). */
  readonly triedAt?: number;
};

/** If a recipient refuses, e.g. because the place is gone, it is tried again after this long. */
const REFUSED_MS = 3_600_000;

async function tell(notices: readonly NoticeRow[], context: Context): Promise<Outcome> {
  const [first] = notices;
  if (!first) return { state: "told" };
  const { platform, tenant, person, key, attempts, first_tried_at } = first;
  const place: Place | undefined = person === null ? context.operator : recipientOf({ platform, tenant, person });
  if (!place) return { state: "told" };
  // People who don't accept messages are not contacted again.
  const refused: Outcome = isWelcome(first)
    ? { state: "told" }
    : person === null
      ? { state: "planned", afterMs: REFUSED_MS }
      : kindOf(first) === OWNER && context.operator
        ? { state: "planned", instead: context.operator }
        : { state: "at-next-use" };
  const adapter = context.adapterOf(place.platform);
  if (!adapter) return refused;
  const turn = await context.pacer.turn(place, context.stopping);
  if (!turn) return { state: "planned" };
  await turn.start();
  const triedAt = first_tried_at?.getTime();
  const reply = isWelcome(first)
    ? welcomeReply(context.bot.specs)
    : noticeReply(notices, await namesElsewhere(notices, place.platform, context));
  const name = `notice:${key}`;
  try {
    const settled = triedAt === undefined ? "cannot-tell" : await adapter.settle(place, reply, name, triedAt);
    // Getting it twice is better than never, except for a welcome.
    if (settled === "cannot-tell" && !(isWelcome(first) && triedAt !== undefined))
      await adapter.post(place, reply, name);
    return { state: "told" };
  } catch (error) {
    const trouble = error instanceof ChatError ? error.trouble : "unknown-outcome";
    const again = backoffMs(attempts + 1, Math.random, MOST_PAUSE_MS);
    if (trouble === "busy")
      return {
        state: "planned",
        afterMs: (error instanceof ChatError ? error.retryAfterMs : undefined) ?? again,
        ...(triedAt !== undefined && { triedAt }),
      };
    if (trouble === "unknown-outcome" && attempts < MOST_UNSURE)
      return { state: "planned", afterMs: again, triedAt: triedAt ?? context.now() };
    if (person === null) context.log.error({ key: name, err: error }, "could not notify the operator's place");
    else context.log.warn({ key: name, err: error }, "could not send a notice directly");
    return refused;
  }
}

/** Names of places on other platforms, if their platforms know them: an id would mean nothing to the reader. */
async function namesElsewhere(
  notices: readonly NoticeRow[],
  platform: string,
  { adapterOf }: Pick<Context, "adapterOf">,
): Promise<Elsewhere> {
  const places = notices.flatMap(({ about }) => whereIn(about).where ?? []).filter((one) => one.platform !== platform);
  const keyOf = (place: Place) => place.parent ?? place.id;
  const names = new Map<string, string>();
  for (const place of places) {
    if (names.has(keyOf(place))) continue;
    const name = await adapterOf(place.platform)
      ?.placeName?.(place)
      .catch(() => undefined);
    const on = `${place.platform.slice(0, 1).toUpperCase()}${place.platform.slice(1)}`;
    names.set(keyOf(place), name === undefined ? `a channel on ${on}` : `#${name} on ${on}`);
  }
  return (place) => names.get(keyOf(place));
}

const MOST_PAUSE_MS = 600_000;
/** After this many tries, a notice that may have arrived isn't sent again. */
const MOST_UNSURE = 8;
