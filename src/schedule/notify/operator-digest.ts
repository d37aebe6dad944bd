import { createHash } from "node:crypto";
import { type Place, shorten } from "#chat";
import type { Database } from "#store";
import { insertNotices } from "./notices.ts";

/**
 * Things that the operator's place is notified of once each: a one-word kind, a line each, and the words around them.
 */
export type News = {
  readonly kind: "problems";
  readonly lines: readonly string[];
  /** The text before and after the new lines: `fresh` is how many are new, `hidden` how many of those are not shown. */
  readonly say: (fresh: number, hidden: number) => { readonly before: string; readonly after?: string };
};

/** At most this many lines are shown; the others are counted. */
const MOST_SHOWN = 5;
const MOST_LINE = 300;

/** Plans one message to the operator's place about the lines that it hasn't been sent before. */
export async function tellNews({ kind, lines, say }: News, operator: Place, now: Date, db: Database): Promise<void> {
  const byKey = new Map(lines.map((line) => [`${kind}:${hash(line)}`, line]));
  // Sorted, so that two processes that plan the same at once don't deadlock.
  const keys = [...byKey.keys()].sort();
  if (keys.length === 0) return;
  await db.transaction().execute(async (tx) => {
    const rows = keys.map((key) => ({ key, claimed_at: now }));
    const claimed = await tx
      .insertInto("claims")
      .values(rows)
      .onConflict((conflict) => conflict.column("key").doNothing())
      .returning("key")
      .execute();
    // Refreshed while a problem lasts, so that it is forgotten some time after it ends.
    await tx.updateTable("claims").set({ claimed_at: now }).where("key", "in", keys).execute();
    const fresh = new Set(claimed.map(({ key }) => key));
    if (fresh.size === 0) return;
    const told = [...byKey].flatMap(([key, line]) => (fresh.has(key) ? [line] : []));
    const { before, after } = say(told.length, Math.max(0, told.length - MOST_SHOWN));
    const text = [before, ...told.slice(0, MOST_SHOWN).map(shown), ...(after === undefined ? [] : [after])].join("\n");
    const { platform, tenant } = operator;
    const key = `${kind}:${hash([...fresh].sort().join())}:operator`;
    await insertNotices([{ key, platform, tenant, person: null, subscription: null, text }], now, tx);
  });
}

function shown(line: string): string {
  return shorten(line, MOST_LINE);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
