import type { Tx } from "#store";
import type { KeptWording } from "./wording.ts";

/** Stores the words of posts, once for all posts with the same words. */
export async function keepWordings(wordings: readonly KeptWording[], now: Date, tx: Tx): Promise<void> {
  const byKey = new Map(wordings.map((wording) => [wording.key, wording]));
  if (byKey.size === 0) return;
  const rows = [...byKey.values()].map(({ key, said, reply }) => {
    return { key, said: said.join(" "), reply: JSON.stringify(reply), used_at: now };
  });
  // Sorted, so that two processes don't deadlock.
  rows.sort((a, b) => (a.key < b.key ? -1 : 1));
  await tx
    .insertInto("wordings")
    .values(rows)
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ used_at: now }))
    .execute();
}
