import { sql } from "kysely";
import { type Action, type Block, ChatError, type Place, type Reply } from "#chat";
import { type Database, differencesOf, type NoticeRow, type Tx } from "#store";
import type { Hands } from "../context/context.ts";
import { told } from "../post/frame.ts";

export type NewNotice = Pick<NoticeRow, "key" | "platform" | "tenant" | "person" | "subscription" | "text"> & {
  /** The place that it is about. */
  readonly about?: Place;
};

/** Plans notices, each once by its key. */
export async function insertNotices(notices: readonly NewNotice[], now: Date, tx: Tx): Promise<void> {
  if (notices.length === 0) return;
  await tx
    .insertInto("notices")
    .values(
      notices.map(({ about, ...notice }) => ({
        ...notice,
        about: about ? JSON.stringify(about) : null,
        ...{ state: "planned", claimed_by: null, made_at: now, told_at: null },
      })),
    )
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
}

/**
 * Tells what is planned: people directly, and those who cannot be reached when they next use the schedule. One at a time,
 * so that a database that goes away leaves one open, of which it is not known whether it was told.
 */
export async function tellPlanned(db: Database, hands: Hands): Promise<void> {
  const { replica, now } = hands;
  await sql`update notices set state = ${LEFT_OPEN}, claimed_by = null
    where state = 'telling' and claimed_by = ${replica}`.execute(db);
  const tried: string[] = [];
  while (tried.length < MOST_AT_ONCE && !hands.stopping.aborted) {
    const next = db
      .selectFrom("notices")
      .select("key")
      .where("state", "=", "planned")
      .$if(tried.length > 0, (query) => query.where("key", "not in", tried))
      .orderBy("made_at")
      .limit(1)
      .modifyEnd(differencesOf(db).skipLocked);
    const notice = await db
      .updateTable("notices")
      .set({ state: "telling", claimed_by: replica })
      .where("key", "in", next)
      .returningAll()
      .executeTakeFirst();
    if (!notice) return;
    tried.push(notice.key);
    const state = await tell(notice, hands);
    const told_at = state === "told" ? new Date(now()) : null;
    await db.updateTable("notices").set({ state, told_at, claimed_by: null }).where("key", "=", notice.key).execute();
  }
}

/** What becomes of a notice that a process left open: the operator's place hears it again, a person when they come by. */
export const LEFT_OPEN = sql`case when person is null then 'planned' else 'at-next-use' end`;

const MOST_AT_ONCE = 20;

/** What waits for a person, told now. */
export async function noticesFor(by: { platform: string; person: string }, now: Date, db: Database): Promise<Block[]> {
  const { rows } = await sql<Pick<NoticeRow, "text" | "about">>`
    update notices set state = 'told', told_at = ${now}
    where platform = ${by.platform} and person = ${by.person} and state = 'at-next-use'
    returning text, about`.execute(db);
  return rows.map(({ text, about }) => ({ kind: "notice", tone: "trouble", text, ...whereIn(about) }));
}

/** The place that a notice is about, as it is read back. */
function whereIn(about: unknown): { where?: Place } {
  if (typeof about !== "object" || about === null) return {};
  const [platform, tenant, id, parent] = ["platform", "tenant", "id", "parent"].map((name) => Reflect.get(about, name));
  if (typeof platform !== "string" || typeof tenant !== "string" || typeof id !== "string") return {};
  return { where: { platform, tenant, id, ...(typeof parent === "string" && { parent }) } };
}

async function tell(notice: NoticeRow, hands: Hands): Promise<NoticeRow["state"]> {
  const { platform, tenant, person, key } = notice;
  const place: Place | undefined = person === null ? hands.operator : { platform, tenant, id: person, person: true };
  const adapter = place && hands.adapterOf(place.platform);
  const elsewhere = person === null ? "told" : "at-next-use";
  if (!place || !adapter) return elsewhere;
  const turn = await hands.pacer.turn(place, hands.stopping);
  if (!turn) return "planned";
  await turn.start();
  try {
    await adapter.post(place, noticeReply(notice), `notice:${key}`);
    return "told";
  } catch (error) {
    if (error instanceof ChatError && error.trouble === "busy") return "planned";
    if (person === null)
      hands.log.error({ key: `notice:${key}`, err: error }, "the operator's place could not be told");
    else hands.log.warn({ key: `notice:${key}`, err: error }, "a notice could not be told directly");
    return elsewhere;
  }
}

/** What a notice is headed with, by what its key begins with. */
const TITLES: ReadonlyMap<string, string> = new Map([
  ["report", "A mistake was reported"],
  ["perhaps", "Perhaps posted"],
  ["problems", "Problems in the content"],
  ["stopped", "A platform has stopped"],
]);

function noticeReply({ key, text, subscription, about }: NoticeRow): Reply {
  const button = (label: string, what: string, schedule: string): Action => {
    return { label, ask: { command: "briefing-schedule", options: { do: what, schedule } }, shown: "reply" };
  };
  const actions =
    subscription === null ? [] : [button("Resume", "resume", subscription), button("Remove", "remove", subscription)];
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  const title = TITLES.get(key.split(":", 1)[0] ?? "") ?? "Scheduled briefings";
  return {
    outcome: "trouble",
    title,
    blocks: [...lines.map(told), { ...told(last), ...whereIn(about) }],
    notes: [],
    actions,
  };
}
