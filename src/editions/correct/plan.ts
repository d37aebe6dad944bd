import { sql } from "kysely";
import { afterQuiet, ON_CHANGE, onChangeOf, problemWithZone } from "#schedule";
import type { Database, PostRow, Tx } from "#store";
import { type Mended, mendedIn } from "./mended.ts";

/** A post that said what was mended since. */
export type Affected = Pick<
  PostRow,
  "key" | "kind" | "platform" | "tenant" | "place" | "message" | "url" | "posted_at" | "edition"
> & {
  readonly said: string;
};

/** SQLite refuses an expression with more than 1,000 terms. */
const MOST_AT_ONCE = 200;

/** Posts whose words hold some fingerprints, the newest last; `since`: only those recorded since. */
export async function postsThatSaid(
  fingerprints: ReadonlySet<string>,
  since: Date | undefined,
  db: Database,
): Promise<readonly Affected[]> {
  const found = new Map<string, Affected>();
  const all = [...fingerprints];
  for (let from = 0; from < all.length; from += MOST_AT_ONCE)
    for (const post of await postsWithAny(all.slice(from, from + MOST_AT_ONCE), since, db)) found.set(post.key, post);
  return [...found.values()].sort(
    (a, b) => a.posted_at.getTime() - b.posted_at.getTime() || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
}

async function postsWithAny(
  fingerprints: readonly string[],
  since: Date | undefined,
  db: Database,
): Promise<readonly Affected[]> {
  const any = sql.join(
    fingerprints.map((one) => sql`w.said like ${`%${one}%`}`),
    sql` or `,
  );
  return db
    .selectFrom("wordings as w")
    .innerJoin("posts as p", "p.wording", "w.key")
    .select([
      "p.key",
      "p.kind",
      "p.platform",
      "p.tenant",
      "p.place",
      "p.message",
      "p.url",
      "p.posted_at",
      "p.edition",
      "w.said",
    ])
    .where(sql<boolean>`(${any})`)
    .$if(since !== undefined, (query) => query.where("p.posted_at", ">=", since as Date))
    .execute();
}

/** An edition that mends; or, before it is named one, what if it did. */
export type Mending = { readonly topic: string; readonly number: number; readonly asIfMending?: boolean };

/** The posts that must be amended for an edition, and what in it was mended. */
export async function affectedBy(of: Mending, since: Date | undefined, db: Database) {
  const mended = (await mendedIn([of.topic], db, of.asIfMending ? of : undefined)).filter(
    ({ edition }) => edition === of.number,
  );
  const posts = await postsThatSaid(new Set(mended.flatMap(({ old }) => [...old])), since, db);
  // Words that came back are wrong only in posts from before.
  const isWrong = ({ said, posted_at }: Affected, { old, now, atMs }: Mended) =>
    said.split(" ").some((one) => old.has(one) && (one !== now?.fingerprint || posted_at.getTime() < atMs));
  // Another story may say the same, and be right.
  const isOf = ({ edition }: Affected) => topicsNamed(edition)?.includes(of.topic) ?? true;
  return { mended, posts: posts.filter((post) => isOf(post) && mended.some((one) => isWrong(post, one))) };
}

/** The stories that a post's edition names; undefined if it names none, as where a post tells what changed. */
export function topicsNamed(edition: string | null | undefined): readonly string[] | undefined {
  const named = (edition ?? "").split(" ").flatMap((one) => (one.includes("@") ? [one.split("@")[0] ?? ""] : []));
  return named.length > 0 ? [...new Set(named)] : undefined;
}

/** How long after a correction posts that still said the old are looked for, as those on their way were. */
export const LATE_MS = 24 * 3_600_000;
/** A post may be recorded a while after it was posted. */
const RECORDED_MS = 10 * 60_000;

export type Planning = {
  /** When posts that came late were last looked for, by edition. */
  readonly soughtAt: Map<string, Date>;
  /** Of whose correction channels hear in quiet hours too. */
  readonly isUrgent: (topic: string) => boolean;
  /** Hears why an edition could not be planned. It is tried again next time; the others go on. */
  readonly failed: (error: unknown, of: Mending) => void;
};

/** Plans what corrections need: each affected post is amended, and each channel told once. Returns how many jobs were planned. */
export async function planAmendments(
  db: Database,
  now: Date,
  { soughtAt, isUrgent, failed }: Planning,
): Promise<number> {
  const recent = await db
    .selectFrom("editions")
    .select(["topic", "number"])
    .where("kind", "in", ["correction", "withdrawal"])
    .where("named_at", ">", new Date(now.getTime() - LATE_MS))
    .orderBy("named_at")
    .execute();
  let planned = 0;
  for (const { topic, number } of recent) {
    const name = nameOf({ topic, number });
    try {
      planned += await planOne({ topic, number, isUrgent: isUrgent(topic) }, now, soughtAt.get(name), db);
      soughtAt.set(name, now);
    } catch (error) {
      failed(error, { topic, number });
    }
  }
  return planned;
}

const nameOf = ({ topic, number }: Mending) => `amended:${topic}:${number}`;

async function planOne(
  { topic, number, isUrgent }: Mending & { readonly isUrgent: boolean },
  now: Date,
  soughtAt: Date | undefined,
  db: Database,
): Promise<number> {
  const name = nameOf({ topic, number });
  const begun = await db.selectFrom("claims").select("key").where("key", "=", name).executeTakeFirst();
  const late = soughtAt && new Date(soughtAt.getTime() - RECORDED_MS);
  const { posts } = await affectedBy({ topic, number }, begun ? late : undefined, db);
  if (begun && posts.length === 0) return 0;
  return db.transaction().execute(async (tx) => {
    const claimed = await tx
      .insertInto("claims")
      .values({ key: name, claimed_at: now })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .returning("key")
      .executeTakeFirst();
    return insertJobs({ topic, number, posts, isUrgent, isFirst: claimed !== undefined }, now, tx);
  });
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

/** Now, or when the quiet hours end that the schedules of a place have. */
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
  // The end of one's may be within another's.
  const after = (atMs: number) =>
    known.reduce((ms, { cron, zone }) => afterQuiet(onChangeOf(cron)?.quiet, zone, ms), atMs);
  return new Date(after(after(now.getTime())));
}
