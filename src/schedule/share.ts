import type { Place, Posted, Reply } from "#chat";
import type { Database } from "#store";

/** A reply that someone shared in a place, by the ask that did. */
export type Share = {
  readonly ask: string;
  readonly place: Place;
  readonly reply: Pick<Reply, "edition">;
  readonly posted: Posted;
};

/** Records a share, so that it can be found and corrected; recorded twice, it stands once. */
export async function recordShare({ ask, place, reply, posted }: Share, now: Date, db: Database): Promise<void> {
  const { platform, tenant, id } = place;
  await db
    .insertInto("posts")
    .values({
      ...{ key: `share:${platform}:${ask}`, kind: "share", subscription: null, platform, tenant, place: id },
      ...{ message: posted.message, url: posted.url ?? null, edition: reply.edition ?? null, posted_at: now },
    })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
}
