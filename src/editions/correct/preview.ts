import { differencesOf, readFrom, type StoreOptions } from "#store";
import { type Affected, affectedBy } from "./affected.ts";

/**
 * What would be amended if the newest edition of a topic were named a correction. Undefined if no edition is recorded
 * yet.
 * @throws {StoreError} if nothing is stored, or it can't be read
 */
export async function previewCorrection(
  topic: string,
  options: Pick<StoreOptions, "folder" | "url">,
): Promise<{ readonly number: number; readonly statements: number; readonly posts: readonly Affected[] } | undefined> {
  const { db, close } = await readFrom(options);
  try {
    if (!(await differencesOf(db).hasTable("editions", db))) return undefined;
    const newest = await db
      .selectFrom("editions")
      .select("number")
      .where("topic", "=", topic)
      .orderBy("number", "desc")
      .limit(1)
      .executeTakeFirst();
    if (!newest) return undefined;
    const { mended, posts } = await affectedBy({ topic, number: newest.number, asIfMending: true }, db);
    return { number: newest.number, statements: mended.length, posts };
  } finally {
    await close();
  }
}
