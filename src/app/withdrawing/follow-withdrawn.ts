import { existsSync } from "node:fs";
import pTimeout from "p-timeout";
import type { Withheld } from "#briefing";
import { messageOf } from "#chat";
import type { LastKnown, Unstored, Withdrawn } from "#editions";
import type { Settings } from "../settings/settings.ts";
import { isMissed, type Unread, unreadBecause, whichDatabase } from "./unread-warning.ts";

type Where = Pick<Settings, "DATA_DIR" | "DATABASE_URL">;
type Withholding = ReadonlyMap<string, Withheld>;

/** Programs in a terminal wait at most this long for a database that doesn't answer. */
const PATIENCE_MS = 3_000;
const LOOK_MS = 500;

/** What the running bot withdrew, for programs beside it; if the store can't be read, what was last known. */
export async function readWithheld(where: Where): Promise<Pick<Following, "withheld" | "unread">> {
  const following = await followWithheld(where, () => {}, { isOnce: true });
  // A connection that isn't open yet closes by itself.
  void following.stop().catch(() => {});
  return following;
}

export type Following = {
  /** What is withheld at the start. */
  readonly withheld: Withholding;
  readonly unread?: Unread;
  /** Why it can't be read right now; undefined if it can, or if nothing is stored. */
  trouble(): string | undefined;
  stop(): Promise<void>;
};

export type FollowOptions = {
  /** Saves what is read for the next start: for the process that answers in place of the bot. */
  readonly keeps?: { readonly now: () => number; readonly onFailure: (error: unknown) => void };
  readonly isOnce?: boolean;
};

/**
 * Follows what is withheld while a program runs: reads it now, and again every half second. `tell` is called on each
 * change.
 */
export async function followWithheld(
  where: Where,
  tell: (withheld: Withholding) => void,
  { keeps, isOnce = false }: FollowOptions = {},
): Promise<Following> {
  const { DATA_DIR: folder, DATABASE_URL: url } = where;
  let opened: Awaited<ReturnType<typeof open>> | undefined;
  // Loading the store takes a while, and most installations have none.
  const isNothing = () => url === undefined && !existsSync(folder);
  let withheld: ReadonlyMap<string, Withdrawn> = new Map();
  let away: unknown;
  let known = "[]";
  const use = (rows: readonly Withdrawn[]) => {
    const said = JSON.stringify(rows);
    if (said === known) return;
    known = said;
    withheld = new Map(rows.map((one) => [one.topic, one]));
    tell(withheld);
  };
  /** Gives up a connection that doesn't answer; the next look uses another. */
  const look = async () => {
    if (!opened && isNothing()) return;
    opened ??= await open(folder, url, keeps?.now);
    const { reading, lastKnown } = opened;
    // What the bot on this folder couldn't store is withdrawn nevertheless.
    const before = await lastKnown.read();
    const waiting = before.kind === "known" ? before.unstored : [];
    const answer = pTimeout(reading.read(waiting), { milliseconds: PATIENCE_MS, message: "it does not answer" });
    const { inForce, missing } = await answer.catch((error: unknown) => {
      away = error;
      void reading.close().catch(() => {});
      throw error;
    });
    away = undefined;
    const rows = [
      ...new Map([...inForce, ...missing].map(({ ask: _, ...one }: Unstored) => [one.topic, one])).values(),
    ];
    use(rows);
    // Only the process that owns the embedded store saves its list.
    const settled = waiting.filter((one) => !missing.includes(one));
    if (keeps && url !== undefined)
      lastKnown.keep({ inForce: rows, unstored: missing }, settled).catch(keeps.onFailure);
  };
  /** While the store can't be read, keeps what is known, and adds what the bot on this folder withdraws meanwhile. */
  const recall = async (from: LastKnown) => {
    const recalled = await from.read();
    if (recalled.kind === "known" && away !== undefined)
      use([...new Map([...withheld, ...recalled.inForce.map((one) => [one.topic, one] as const)]).values()]);
    return recalled;
  };
  let unread: Unread | undefined;
  try {
    await look();
  } catch (error) {
    if (!opened) throw error;
    const { reading, lastKnown } = opened;
    const recalled = await recall(lastKnown);
    const database = whichDatabase(url, reading.exists());
    if (database !== "none" || isMissed(recalled))
      unread = unreadBecause(error, recalled, { file: lastKnown.file, database });
  }
  let looking: Promise<void> | undefined;
  const lookAgain = () => {
    if (away !== undefined && opened) void recall(opened.lastKnown);
    looking ??= look()
      .catch(() => {})
      .finally(() => {
        looking = undefined;
      });
  };
  const timer = isOnce ? undefined : setInterval(lookAgain, LOOK_MS).unref();
  return {
    withheld,
    ...(unread && { unread }),
    trouble: () => (away !== undefined && opened?.reading.exists() ? messageOf(away) : undefined),
    async stop() {
      clearInterval(timer);
      await looking;
      await opened?.reading.close();
    },
  };
}

async function open(folder: string, url: string | undefined, now = () => 0) {
  const { openLastKnown, openReading } = await import("#editions");
  return { lastKnown: openLastKnown(folder, now), reading: openReading({ folder, ...(url !== undefined && { url }) }) };
}
