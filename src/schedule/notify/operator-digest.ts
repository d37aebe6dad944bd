import { createHash } from "node:crypto";
import { type Place, shorten } from "#chat";
import type { Database } from "#store";
import { insertNotices } from "./notices.ts";

/** Things that the operator's place is told of once each: a kind of one word, a line each, and how they are introduced. */
export type News = {
  readonly kind: "problems";
  readonly lines: readonly string[];
  /** What is said before and after the lines that are told: how many are new, and how many of them are not shown. */
  readonly say: (fresh: number, hidden: number) => { readonly before: string; readonly after?: string };
};

/** As many lines are shown; the others are counted. */
const MOST_SHOWN = 5;
const MOST_LINE = 300;

/** Plans to tell the operator's place of what it was never told, in one message. */
export async function tellNews({ kind, lines, say }: News, operator: Place, now: Date, db: Database): Promise<void> {
  const byKey = new Map(lines.map((line) => [`${kind}:${hash(line)}`, line]));
  // Sorted: two processes that tell the same at once must not wait for each other.
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
    // What goes on being so is remembered anew, and forgotten a while after it ended.
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
