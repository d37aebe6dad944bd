import { sql } from "kysely";
import { type Database, differencesOf, StoreError, type Tx } from "#store";

/** What was erased: how many statements' words, and how many posts' records held them. */
export type Purged = { readonly statements: number; readonly posts: number };

/**
 * Erases what an edition said and no story says now: the words of its statements, in all editions that share them, what
 * was wrong with them, and the exact words of posts that held them. The edition itself stays recorded, without these
 * words.
 * @throws StoreError with a sentence for whoever asked
 */
export async function purgeEdition(topic: string, number: number, db: Database): Promise<Purged> {
  return db.transaction().execute(async (tx) => {
    await differencesOf(tx).oneAtATime(`edition:${topic}`, tx);
    await refuse(topic, number, tx);
    const rows = await tx
      .selectFrom("edition_statements")
      .select(["statement", "since", "fingerprint", "text"])
      .where("topic", "=", topic)
      .where("since", "<=", number)
      .where("until", ">", number)
      .execute();
    for (const { statement, since } of rows)
      await tx
        .deleteFrom("edition_statements")
        .where("topic", "=", topic)
        .where("statement", "=", statement)
        .where("since", "=", since)
        .execute();
    await tx
      .updateTable("editions")
      .set({ why: null, reviewed_by: null })
      .where("topic", "=", topic)
      .where("number", "=", number)
      .execute();
    const gone = await notSaidNow(rows, tx);
    let posts = 0;
    for (const { fingerprint, text } of gone) {
      posts += await erasePosts(fingerprint, tx);
      await tx
        .deleteFrom("notices")
        .where(sql<boolean>`text like ${`%${text.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`)
        .execute();
    }
    await eraseSaid(
      gone.map(({ text }) => text),
      tx,
    );
    return { statements: rows.length, posts };
  });
}

async function refuse(topic: string, number: number, tx: Tx): Promise<void> {
  const all = await tx.selectFrom("editions").select("number").where("topic", "=", topic).orderBy("number").execute();
  const newest = all.at(-1)?.number;
  if (newest === undefined) throw new StoreError(`No edition of ${topic} is recorded.`);
  if (!all.some((one) => one.number === number))
    throw new StoreError(
      `${topic} has no edition ${number}: its editions are ${all.map((one) => one.number).join(", ")}.`,
    );
  if (number === newest)
    throw new StoreError(`Edition ${number} of ${topic} is the current edition: correct or withdraw it first.`);
  const open = await tx
    .selectFrom("amendments")
    .select("key")
    .where("topic", "=", topic)
    .where("state", "in", ["planned", "sending"])
    .limit(1)
    .execute();
  if (open.length > 0)
    throw new StoreError(`Posts about ${topic} are still being amended with these words: try again once that's done.`);
}

/** The words that no story says now. */
async function notSaidNow<Row extends { readonly fingerprint: string }>(rows: readonly Row[], tx: Tx): Promise<Row[]> {
  if (rows.length === 0) return [];
  const standing = await tx
    .selectFrom("edition_statements")
    .select("fingerprint")
    .where("until", "is", null)
    .where(
      "fingerprint",
      "in",
      rows.map(({ fingerprint }) => fingerprint),
    )
    .execute();
  const known = new Set(standing.map(({ fingerprint }) => fingerprint));
  return rows.filter(({ fingerprint }) => !known.has(fingerprint));
}

async function erasePosts(fingerprint: string, tx: Tx): Promise<number> {
  const wordings = await tx.selectFrom("wordings").select("key").where("said", "like", `%${fingerprint}%`).execute();
  let posts = 0;
  for (const { key } of wordings) {
    const { numUpdatedRows } = await tx
      .updateTable("posts")
      .set({ wording: null, frame: null })
      .where("wording", "=", key)
      .executeTakeFirst();
    posts += Number(numUpdatedRows);
    await tx.updateTable("deliveries").set({ wording: null }).where("wording", "=", key).execute();
    await tx.deleteFrom("wordings").where("key", "=", key).execute();
  }
  return posts;
}

/** Forgets what channels last received if it held the words: their next post is a whole briefing. */
async function eraseSaid(texts: readonly string[], tx: Tx): Promise<void> {
  const kept = await tx.selectFrom("said").select(["subscription", "reply"]).execute();
  const held = texts.map((text) => JSON.stringify(text).slice(1, -1));
  for (const { subscription, reply } of kept) {
    const said = JSON.stringify(reply);
    if (held.some((text) => said.includes(text)))
      await tx.deleteFrom("said").where("subscription", "=", subscription).execute();
  }
}
