import { differencesOf, readFrom, type StoreOptions } from "#store";
import { readInForce, type Withdrawn } from "./rows.ts";

/** Reads what is withdrawn, beside the process that has the store. */
export async function readWithdrawn(options: Pick<StoreOptions, "folder" | "url">): Promise<readonly Withdrawn[]> {
  const { db, close } = await readFrom(options);
  try {
    return (await differencesOf(db).hasTable("withdrawn", db)) ? await readInForce(db) : [];
  } finally {
    await close();
  }
}
