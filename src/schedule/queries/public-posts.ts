import type { Place, Posted, PublicPost } from "#chat";
import type { Database } from "#store";
import { insertNotices } from "../notify/notices.ts";
import { keepWordings } from "../post/keep-wordings.ts";
import { wordingOf } from "../post/wording.ts";

/** What people have posted where everyone can read it. */
export type PublicPosts = {
  /** Records a post; the operator is notified of one that may or may not have arrived. */
  record(post: PublicPost): Promise<void>;
  /** The post that shared the same words in a place within the last `withinMs`. */
  sharedLately(place: Place, edition: string, withinMs: number): Promise<Posted | undefined>;
};

export type PublicPostsOptions = {
  readonly db: () => Promise<Database>;
  /** Undefined if nothing was ever stored. */
  readonly ifStored: () => Promise<Database | undefined>;
  readonly now: () => number;
  readonly operator: Place | undefined;
};

export function createPublicPosts({ db, ifStored, now, operator }: PublicPostsOptions): PublicPosts {
  return {
    record: async (post) => recordPost(post, operator, new Date(now()), await db()),
    async sharedLately(place, edition, withinMs) {
      const database = await ifStored();
      return database && sharedSince(place, edition, new Date(now() - withinMs), database);
    },
  };
}

/**
 * Records a public post that a person caused, so that it can be found and corrected; recording it twice has no effect. An
 * unconfirmed one is reported to the operator's place.
 */
async function recordPost(post: PublicPost, operator: Place | undefined, now: Date, db: Database): Promise<void> {
  const { ask, kind, place, reply, posted } = post;
  const { platform, tenant, id, parent = null } = place;
  if (posted === "unknown") return tellUnknown(post, operator, now, db);
  const wording = wordingOf(reply);
  await db.transaction().execute(async (tx) => {
    await keepWordings(wording ? [wording] : [], now, tx);
    await tx
      .insertInto("posts")
      .values({
        ...{ key: `${kind}:${platform}:${ask}`, kind, subscription: null, platform, tenant, place: id, parent },
        ...{ message: posted.message, url: posted.url ?? null, edition: reply.edition ?? null, posted_at: now },
        ...{ wording: wording?.key ?? null, frame: wording ? JSON.stringify(wording.frame) : null },
      })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
  });
}

/** The notice to the operator's place about an unconfirmed introduction. */
export function perhapsIntroduced(title: string, { ask, place }: { readonly ask: string; readonly place: Place }) {
  const text = `The introduction of a schedule for “${title}” may or may not have been posted: the platform did not respond. The schedule was not saved, and whoever set it up has been told.`;
  return { key: `perhaps:introduction:${place.platform}:${ask}`, text, about: place };
}

/** The latest post since `since` that shared this edition in a place. */
async function sharedSince(
  { platform, tenant, id }: Place,
  edition: string,
  since: Date,
  db: Database,
): Promise<Posted | undefined> {
  const found = await db
    .selectFrom("posts")
    .select(["message", "url"])
    .where("kind", "=", "share")
    .where("platform", "=", platform)
    .where("tenant", "=", tenant)
    .where("place", "=", id)
    .where("edition", "=", edition)
    .where("posted_at", ">", since)
    .orderBy("posted_at", "desc")
    .executeTakeFirst();
  return found && { message: found.message, ...(found.url !== null && { url: found.url }) };
}

async function tellUnknown(
  { ask, kind, place, reply }: PublicPost,
  operator: Place | undefined,
  now: Date,
  db: Database,
): Promise<void> {
  if (!operator) return;
  const what = kind === "share" ? "A share" : "An answer";
  const text = `${what} of “${reply.title}” may or may not have been posted: the platform did not respond. To avoid a duplicate, it won't be posted again.`;
  const { platform, tenant } = operator;
  const key = `perhaps:${kind}:${place.platform}:${ask}:operator`;
  const notice = { key, platform, tenant, person: null, subscription: null, text, about: place };
  await db.transaction().execute((tx) => insertNotices([notice], now, tx));
}
