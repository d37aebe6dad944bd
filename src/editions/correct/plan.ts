import type { ChangeKind } from "#briefing";
import { afterQuiet, ON_CHANGE, onChangeOf, problemWithZone } from "#schedule";
import type { Database, PostRow, Tx } from "#store";
import { ROW_MENDS } from "../words/change-kind.ts";
import { type Affected, affectedAmong, affectedBy, type Mending, mayBeOf, mendedBy, postsBy } from "./affected.ts";

/** Plans what corrections need. */
export type Planner = {
  /** Plans to amend each affected post, and to notify each channel once. Returns how many jobs were planned. */
  plan(): Promise<number>;
  /** This process leads from now on: it searches again for everything. */
  lead(): void;
};

export type PlannerOptions = {
  readonly db: () => Promise<Database>;
  readonly now: () => number;
  /** Whether channels are notified of a topic's correction in quiet hours too. */
  readonly isUrgent: (topic: string) => boolean;
  /** Called with why an edition could not be planned. It is tried again next time; the others continue. */
  readonly failed: (error: unknown, of: Mending) => void;
};

/** How long after a correction to look for posts with the old words, such as those that were on their way. */
const LATE_MS = 24 * 3_600_000;
/** A post may be recorded a while after it was posted. */
const RECORDED_MS = 10 * 60_000;
/** All posts are searched again this often: the clock of the process that recorded one may be behind. */
const SEARCH_AGAIN_MS = 10 * 60_000;
/**
 * How far back to look for corrections that were never planned, e.g. because nothing ran for days after they were
 * recorded.
 */
const LEFT_MS = 30 * 24 * 3_600_000;

/**
 * Makes a planner. Searches all posts for each correction once and every ten minutes; in between, only posts recorded
 * since the last look, which takes two short queries if there are none.
 */
export function createPlanner({ db, now, isUrgent, failed }: PlannerOptions): Planner {
  /** When all posts were last searched, by edition. */
  const searched = new Map<string, Date>();
  let isNew = true;
  /** The posts that the last look found recently recorded, and when it was. */
  let last: { readonly keys: ReadonlySet<string>; readonly at: Date } | undefined;
  return {
    lead() {
      searched.clear();
      isNew = true;
    },
    async plan() {
      const [database, at] = [await db(), new Date(now())];
      const recent = [...(isNew ? await leftUnplanned(at, database) : []), ...(await namedLately(at, database))];
      isNew = false;
      if (recent.length === 0) {
        last = undefined;
        return 0;
      }
      // Before the search for a new correction, so that posts recorded in between are new at the next look.
      const keys = await recordedLately(last && last.at < at ? last.at : at, database);
      const came = await postsBy([...keys.difference(last?.keys ?? new Set())], database);
      let planned = 0;
      for (const one of recent) {
        const name = nameOf(one);
        const searchedAt = searched.get(name);
        const isSearched = searchedAt !== undefined && !isOver(searchedAt, at);
        searched.delete(name);
        try {
          const late = isSearched ? came.filter((post) => mayBeOf(post, one.topic)) : [];
          if (!isSearched) planned += await planAll({ ...one, isUrgent: isUrgent(one.topic) }, at, database);
          else if (late.length > 0)
            planned += await planLate({ ...one, isUrgent: isUrgent(one.topic) }, late, at, database);
          searched.set(name, isSearched ? searchedAt : at);
        } catch (error) {
          isNew = true;
          failed(error, one);
        }
      }
      last = { keys, at };
      return planned;
    },
  };
}

type Named = Mending & { readonly kind: ChangeKind };

function namedLately(now: Date, db: Database): Promise<readonly Named[]> {
  return db
    .selectFrom("editions")
    .select(["topic", "number", "kind"])
    .where(ROW_MENDS)
    .where("named_at", ">", new Date(now.getTime() - LATE_MS))
    .orderBy("named_at")
    .execute();
}

/** Older corrections and withdrawals without any job. */
function leftUnplanned(now: Date, db: Database): Promise<readonly Named[]> {
  return db
    .selectFrom("editions")
    .select(["topic", "number", "kind"])
    .where(ROW_MENDS)
    .where("named_at", ">", new Date(now.getTime() - LEFT_MS))
    .where("named_at", "<=", new Date(now.getTime() - LATE_MS))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("amendments")
            .select("amendments.key")
            .whereRef("amendments.topic", "=", "editions.topic")
            .whereRef("amendments.edition", "=", "editions.number"),
        ),
      ),
    )
    .orderBy("named_at")
    .execute();
}

/** Whether it is time to search all posts again, also after the clock was set back. */
function isOver(searchedAt: Date, now: Date): boolean {
  const passedMs = now.getTime() - searchedAt.getTime();
  return passedMs < 0 || passedMs >= SEARCH_AGAIN_MS;
}

async function recordedLately(at: Date, db: Database): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("posts")
    .select("key")
    .where("posted_at", ">=", new Date(at.getTime() - RECORDED_MS))
    .where("wording", "is not", null)
    .execute();
  return new Set(rows.map(({ key }) => key));
}

/** Each name is planned once. A correction that turns out to be a withdrawal counts as another. */
const nameOf = ({ topic, number, kind }: Named) =>
  `amended:${topic}:${number}${kind === "withdrawal" ? ":withdrawal" : ""}`;

type Urgent = Named & { readonly isUrgent: boolean };

async function planAll(of: Urgent, now: Date, db: Database): Promise<number> {
  const name = nameOf(of);
  const begun = await db.selectFrom("claims").select("key").where("key", "=", name).executeTakeFirst();
  const { posts } = await affectedBy(of, db);
  if (begun && posts.length === 0) return 0;
  return db.transaction().execute(async (tx) => {
    const claimed = await tx
      .insertInto("claims")
      .values({ key: name, claimed_at: now })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .returning("key")
      .executeTakeFirst();
    return insertJobs({ ...of, posts, isFirst: claimed !== undefined }, now, tx);
  });
}

async function planLate(of: Urgent, late: readonly Affected[], now: Date, db: Database): Promise<number> {
  const posts = affectedAmong(late, of, await mendedBy(of, db));
  if (posts.length === 0) return 0;
  return db.transaction().execute((tx) => insertJobs({ ...of, posts, isFirst: false }, now, tx));
}

type Jobs = {
  readonly topic: string;
  readonly number: number;
  readonly posts: readonly Affected[];
  readonly isFirst: boolean;
  readonly isUrgent: boolean;
};

async function insertJobs({ topic, number, posts, isFirst, isUrgent }: Jobs, now: Date, tx: Tx): Promise<number> {
  const base = { topic, edition: number, state: "planned" as const, due_at: now, made_at: now, changed_at: now };
  const none = { reason: null, claimed_by: null, first_tried_at: null, reply_to: null };
  let planned = 0;
  for (const { key, platform, tenant, place, message } of posts) {
    const row = {
      ...base,
      ...none,
      key: `amend:${key}`,
      kind: "amend" as const,
      post: key,
      platform,
      tenant,
      place,
      message,
    };
    const { numInsertedOrUpdatedRows = 0n } = await tx
      .insertInto("amendments")
      .values(row)
      .onConflict((conflict) =>
        isFirst
          ? // Amended before: it must show this too. Whoever works on it finds that out when they are done.
            conflict
              .column("key")
              .doUpdateSet({ topic, edition: number, state: "planned", reason: null, attempts: 0, made_at: now })
          : conflict.column("key").doNothing(),
      )
      .executeTakeFirst();
    planned += Number(numInsertedOrUpdatedRows);
  }
  const newest = new Map(posts.map((post) => [JSON.stringify([post.platform, post.tenant, post.place]), post]));
  for (const { key, platform, tenant, place, message } of newest.values()) {
    const name = `notice:${topic}:${number}:${platform}:${tenant}:${place}`;
    const due_at = isUrgent ? now : await afterQuietIn({ platform, tenant, place }, now, tx);
    await tx
      .insertInto("amendments")
      .values({
        ...base,
        ...none,
        key: name,
        kind: "notice",
        post: key,
        platform,
        tenant,
        place,
        message,
        due_at,
        reply_to: message,
      })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
  }
  return planned;
}

/** Now, or the end of the quiet hours of the schedules in a place. */
async function afterQuietIn(
  { platform, tenant, place }: Pick<PostRow, "platform" | "tenant" | "place">,
  now: Date,
  tx: Tx,
): Promise<Date> {
  const rows = await tx
    .selectFrom("subscriptions")
    .select(["cron", "zone"])
    .where("platform", "=", platform)
    .where("tenant", "=", tenant)
    .where("place", "=", place)
    .where("cron", "like", `${ON_CHANGE}%`)
    .execute();
  const known = rows.filter(({ zone }) => problemWithZone(zone) === undefined);
  // One schedule's quiet hours may end within another's.
  const after = (atMs: number) =>
    known.reduce((ms, { cron, zone }) => afterQuiet(onChangeOf(cron)?.quiet, zone, ms), atMs);
  return new Date(after(after(now.getTime())));
}
