import { sql } from "kysely";
import type { Database, PostRow } from "#store";
import { type Mended, mendedIn } from "./corrected-statements.ts";

/** A post with words that were corrected since. */
export type Affected = Pick<
  PostRow,
  "key" | "kind" | "platform" | "tenant" | "place" | "message" | "url" | "posted_at" | "edition"
> & {
  readonly said: string;
};

/** An edition that corrects or withdraws something; `asIfMending`: treat it as one, before it is named one. */
export type Mending = { readonly topic: string; readonly number: number; readonly asIfMending?: boolean };

/** The posts that must be amended for an edition, the newest last, and what it corrected in them. */
export async function affectedBy(of: Mending, db: Database) {
  const mended = await mendedBy(of, db);
  const posts = await postsThatSaid(new Set(mended.flatMap(({ old }) => [...old])), db);
  return { mended, posts: affectedAmong(posts, of, mended) };
}

/** What an edition corrected and no later one has since. */
export async function mendedBy(of: Mending, db: Database): Promise<readonly Mended[]> {
  const mended = await mendedIn([of.topic], db, of.asIfMending ? of : undefined);
  return mended.filter(({ edition }) => edition === of.number);
}

/** The posts among `posts` that must be amended for an edition, given what it corrected. */
export function affectedAmong(
  posts: readonly Affected[],
  of: Pick<Mending, "topic">,
  mended: readonly Mended[],
): readonly Affected[] {
  // Words that came back are wrong only in posts from before.
  const isWrong = ({ said, posted_at }: Affected, { old, now, atMs }: Mended) =>
    said.split(" ").some((one) => old.has(one) && (one !== now?.fingerprint || posted_at.getTime() < atMs));
  return posts.filter((post) => mayBeOf(post, of.topic) && mended.some((one) => isWrong(post, one)));
}

/** Whether a post may be about a story, judging by its edition: another story may say the same and be right. */
export function mayBeOf({ edition }: Pick<Affected, "edition">, topic: string): boolean {
  return topicsNamed(edition)?.includes(topic) ?? true;
}

/** The stories that a post's edition names; undefined if it names none, like the edition of a post of changes. */
export function topicsNamed(edition: string | null | undefined): readonly string[] | undefined {
  const named = (edition ?? "").split(" ").flatMap((one) => (one.includes("@") ? [one.split("@")[0] ?? ""] : []));
  return named.length > 0 ? [...new Set(named)] : undefined;
}

/** Posts by their keys. */
export async function postsBy(keys: readonly string[], db: Database): Promise<readonly Affected[]> {
  return inOrder(await inParts(keys, (part) => posts(db).where("p.key", "in", part).execute()));
}

/** Posts whose words include any of the fingerprints. */
async function postsThatSaid(fingerprints: ReadonlySet<string>, db: Database): Promise<readonly Affected[]> {
  const found = await inParts([...fingerprints], (part) => {
    const any = part.map((one) => sql`w.said like ${`%${one}%`}`);
    return posts(db)
      .where(sql<boolean>`(${sql.join(any, sql` or `)})`)
      .execute();
  });
  return inOrder([...new Map(found.map((post) => [post.key, post])).values()]);
}

/** SQLite refuses an expression with more than 1,000 terms. */
const MOST_AT_ONCE = 200;

async function inParts<T>(all: readonly string[], what: (part: readonly string[]) => Promise<T[]>): Promise<T[]> {
  const found: T[] = [];
  for (let from = 0; from < all.length; from += MOST_AT_ONCE)
    found.push(...(await what(all.slice(from, from + MOST_AT_ONCE))));
  return found;
}

function posts(db: Database) {
  return db
    .selectFrom("wordings as w")
    .innerJoin("posts as p", "p.wording", "w.key")
    .select(["p.key", "p.kind", "p.platform", "p.tenant", "p.place", "p.message", "p.url", "p.posted_at"])
    .select(["p.edition", "w.said"]);
}

function inOrder(found: readonly Affected[]): readonly Affected[] {
  return found.toSorted(
    (a, b) => a.posted_at.getTime() - b.posted_at.getTime() || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
}
