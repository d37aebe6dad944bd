import type { About, Asker, Block, ChatAdapter, Place } from "#chat";
import { type Database, differencesOf, type SubscriptionRow, type Tx } from "#store";
import { noticesFor } from "../notify/notices.ts";
import { claimOnce } from "../rows/claim-once.ts";
import { placeOf } from "../rows/place-of-row.ts";
import { dueOnChange, onChangeOf } from "../times/on-change.ts";
import { isRequest, type RequestReading, readRequest, type ScheduleRequest } from "../times/request.ts";
import { nextRun } from "../times/runs.ts";
import { type LikelyZone, type ReadZone, readZone, zonesLike } from "../times/zones.ts";
import { addSubscription, BEING_SET_UP, INTRODUCING, NOT_INTRODUCED } from "./add.ts";
import type { Asking, Result } from "./asking.ts";
import { idOf } from "./introduction.ts";
import { type ListedSubscription, listedOf } from "./listed.ts";

/** Schedules, as people set them up, change and stop them. Each ask takes effect once. */
export type Subscriptions = {
  read(request: ScheduleRequest): RequestReading;
  /** Time zones that match what is typed so far, best first. */
  zones(typed: string): readonly LikelyZone[];
  /** Reads a time zone as somebody wrote it. */
  readZone(text: string): ReadZone;
  about(asking: Asking): Promise<About>;
  /** Stores a request until it is confirmed, under an id that fits in a button. */
  putAside(request: ScheduleRequest, asking: Asking): Promise<string>;
  aside(id: string, asking: Asking): Promise<ScheduleRequest | undefined>;
  /** Posts the introduction in the place and saves; never one without the other. `title`: the story's. */
  add(request: ScheduleRequest, title: string, asking: Asking): Promise<Result>;
  change(id: string, request: ScheduleRequest, asking: Asking): Promise<Result>;
  pause(id: string, asking: Asking): Promise<Result>;
  resume(id: string, asking: Asking): Promise<Result>;
  remove(id: string, asking: Asking): Promise<Result>;
  takeOver(id: string, asking: Asking): Promise<Result>;
  /** Posts it now, whether or not anything changed. */
  runNow(id: string, asking: Asking): Promise<Result>;
  list(place: Place): Promise<readonly ListedSubscription[]>;
  find(id: string, asking: Asking): Promise<ListedSubscription | undefined>;
  /** Whether its owner, if not the asker, is known to have left. */
  ownerLeft(of: Pick<ListedSubscription, "owner" | "place">, by: Asker): Promise<boolean>;
  /** Notices that waited for this person's next visit. */
  notices(asking: Asking): Promise<readonly Block[]>;
};

export type Desk = {
  readonly db: () => Promise<Database>;
  readonly adapterOf: (platform: string) => ChatAdapter | undefined;
  readonly now: () => number;
  /** Plans a delivery outside of the schedule's times, in the same transaction. */
  readonly plan: (subscription: SubscriptionRow, slot: Date, tx: Tx) => Promise<void>;
};

/** Makes the subscriptions over a store. */
export function createSubscriptions({ db, adapterOf, now, plan }: Desk): Subscriptions {
  const about = async ({ by, place }: Asking): Promise<About> =>
    (await adapterOf(place.platform)?.about(by, place)) ?? { maySchedule: false, botMayPost: false };
  const listed = (row: SubscriptionRow) => listedOf(row, now());
  const find = async (id: string, { place, by }: Asking): Promise<SubscriptionRow | undefined> => {
    const row = await (await db()).selectFrom("subscriptions").selectAll().where("id", "=", id).executeTakeFirst();
    return row && row.platform === place.platform && isFor(row, by, place) ? row : undefined;
  };
  /**
   * Does something with a schedule that exists for the asker, if they may schedule in its place. A repeated ask, in this
   * process or another, has no further effect.
   */
  const withOne = async (
    id: string,
    asking: Asking,
    what: (row: SubscriptionRow, tx: Tx) => Promise<SubscriptionRow>,
  ): Promise<Result> => {
    const found = await find(id, asking);
    if (!found) return { problem: NO_SUCH };
    const { maySchedule, left = false } = await about({ ...asking, place: placeOf(found) });
    if (!maySchedule && (left || found.owner !== asking.by.id)) return { problem: MAY_NOT };
    const { platform, tenant } = asking.place;
    return (await db()).transaction().execute(async (tx) => {
      const first = await claimOnce(`do:${idOf(platform, tenant, asking.ask)}`, new Date(now()), tx);
      const query = tx.selectFrom("subscriptions").selectAll().where("id", "=", id);
      const row = await query.modifyEnd(differencesOf(tx).lockRows).executeTakeFirst();
      if (!row) return { problem: NO_SUCH };
      return { subscription: listed(first ? await what(row, tx) : row) };
    });
  };
  const set = async (row: SubscriptionRow, values: Partial<SubscriptionRow>, tx: Tx): Promise<SubscriptionRow> => {
    const changed = { ...values, changed_at: new Date(now()) };
    await tx.updateTable("subscriptions").set(changed).where("id", "=", row.id).execute();
    return { ...row, ...changed };
  };
  /** `hasNews`: a schedule that follows changes may already have something to post. */
  const nextOf = ({ cron, zone }: Pick<SubscriptionRow, "cron" | "zone">, hasNews: boolean) => {
    const onChange = onChangeOf(cron);
    const atMs = onChange && hasNews ? dueOnChange(onChange, zone, now()) : nextRun(cron, zone, now());
    return atMs === undefined ? null : new Date(atMs);
  };

  return {
    read: (request) => readRequest(request, now()),
    zones: zonesLike,
    readZone,
    about,
    async find(id, asking) {
      const found = await find(id, asking);
      return found && listed(found);
    },
    async putAside(request, { ask, by, place }) {
      const id = idOf("draft", place.platform, ask);
      const row = {
        id,
        platform: place.platform,
        person: by.id,
        wish: JSON.stringify(request),
        made_at: new Date(now()),
      };
      await (await db())
        .insertInto("drafts")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
      return id;
    },
    async aside(id, { by, place }) {
      const row = await (await db())
        .selectFrom("drafts")
        .select("wish")
        .where("id", "=", id)
        .where("platform", "=", place.platform)
        .where("person", "=", by.id)
        .executeTakeFirst();
      return isRequest(row?.wish) ? row.wish : undefined;
    },
    async add(request, title, asking) {
      const { ask, place } = asking;
      const read = readRequest(request, now());
      if ("problem" in read) return read;
      const id = idOf("subscription", place.platform, place.tenant, ask);
      const made = await find(id, asking);
      if (made?.paused_reason === INTRODUCING) return { problem: BEING_SET_UP };
      if (made?.paused_reason === NOT_INTRODUCED) return { problem: MAY_BE_MISSING };
      if (made) return { subscription: listed(made) };
      const adapter = adapterOf(place.platform);
      if (!adapter || !(await about(asking)).maySchedule) return { problem: MAY_NOT };
      const added = await addSubscription({ id, read, title, asking, adapter }, await db(), now);
      return "problem" in added ? added : { subscription: listed(added.row) };
    },
    async change(id, request, asking) {
      const read = readRequest(request, now());
      if ("problem" in read) return read;
      return withOne(id, asking, (row, tx) => {
        const { topic, sections, zone, onlyIfChanged } = read.request;
        const { written, cron } = read.times;
        const next_run_at = row.state === "active" ? nextOf({ cron, zone }, isWaiting(row)) : null;
        return set(
          row,
          {
            ...{ topic, sections, zone, times: written, cron, only_if_changed: onlyIfChanged, next_run_at },
            publish: read.request.publish ?? row.publish,
          },
          tx,
        );
      });
    },
    pause: (id, asking) =>
      withOne(id, asking, (row, tx) =>
        row.state === "paused"
          ? Promise.resolve(row)
          : set(row, { state: "paused", paused_reason: "by hand", next_run_at: null }, tx),
      ),
    resume: (id, asking) =>
      withOne(id, asking, async (row, tx) => {
        if (row.state === "active") return row;
        // If something was posted before, changes since then are news.
        const query = tx.selectFrom("said").select("subscription").where("subscription", "=", id);
        const next_run_at = nextOf(row, (await query.executeTakeFirst()) !== undefined);
        return set(row, { state: "active", paused_reason: null, next_run_at }, tx);
      }),
    remove: (id, asking) =>
      withOne(id, asking, async (row, tx) => {
        await tx.deleteFrom("subscriptions").where("id", "=", id).execute();
        await tx.deleteFrom("said").where("subscription", "=", id).execute();
        return row;
      }),
    takeOver: (id, asking) =>
      withOne(id, asking, (row, tx) => set(row, { owner: asking.by.id, owner_name: asking.by.name ?? null }, tx)),
    runNow: (id, asking) =>
      withOne(id, asking, async (row, tx) => {
        await plan(row, new Date(now()), tx);
        return row;
      }),
    async list({ platform, tenant, id }) {
      const rows = await (await db())
        .selectFrom("subscriptions")
        .selectAll()
        .where("platform", "=", platform)
        .where("tenant", "=", tenant)
        .where("place", "=", id)
        .orderBy("made_at")
        .execute();
      return rows.map(listed);
    },
    async ownerLeft({ owner, place }, by) {
      if (owner === "" || owner === by.id) return false;
      return about({ ask: "", by: { id: owner }, place }).then(
        ({ left = false }) => left,
        () => false,
      );
    },
    notices: async ({ by, place }) =>
      noticesFor({ platform: place.platform, person: by.id }, new Date(now()), await db()),
  };
}

/** Whether a change is waiting to be posted. */
function isWaiting({ cron, next_run_at }: SubscriptionRow): boolean {
  return next_run_at !== null && onChangeOf(cron) !== undefined;
}

const NO_SUCH = "There is no such schedule here. It may have been removed.";
const MAY_BE_MISSING =
  "It is set up but paused: its first message may or may not be here. Please check, then resume or remove it from the list of schedules.";
const MAY_NOT =
  "You don't have permission to schedule here. Ask someone who manages this channel, or whoever runs this bot, to allow it.";

/** Whether a schedule exists for someone: in its place, and for its owner also elsewhere, direct messages included. */
function isFor(row: SubscriptionRow, by: Asker, place: Place): boolean {
  if (row.owner === by.id && (row.tenant === place.tenant || place.tenant === "")) return true;
  return row.tenant === place.tenant && (row.place === place.id || row.place === place.parent);
}
