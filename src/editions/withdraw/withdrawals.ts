import type { Withheld } from "#briefing";
import { repeat, type ScheduleLog, throttledLog } from "#schedule";
import type { Database, Store, Tx } from "#store";
import { insertWithdrawn, markUndone, noteFile, readInForce, takeUnwritten, type Withdrawn } from "./rows.ts";

/** What became of a story's file: `why`: why it does not say so. */
export type FileOutcome = "written" | { readonly why: string; readonly isReadOnly: boolean };

/** How a story's file is withdrawn and restored, where this process may write it. */
export type StoryFiles = {
  withdraw(topic: string, why: string, by: string): Promise<FileOutcome>;
  restore(topic: string, by: string): Promise<FileOutcome>;
};

/** How it came out. `stored`: all processes know it within a second; else why not. */
export type Withdrawing = {
  readonly outcome: "withdrawn" | "already" | "undone" | "not-withdrawn" | "too-late";
  readonly stored: true | { readonly why: string };
  /** Absent where it was not touched. */
  readonly file?: FileOutcome;
};

/** Stories that are withdrawn at once: kept in the store, which every process looks at, and in their files. */
export type Withdrawals = {
  /** What is withdrawn as far as this process knows, by topic. */
  readonly inForce: ReadonlyMap<string, Withdrawn>;
  /** `ask`: repeated, it has no further effect. */
  withdraw(one: Omit<Withdrawn, "atMs">, ask: string): Promise<Withdrawing>;
  /** `isLate`: however long ago it was withdrawn. */
  undo(topic: string, by: string, ask: string, isLate?: boolean): Promise<Withdrawing>;
  /** Whether it can still be undone in chat. */
  canUndo(one: Withdrawn): boolean;
  /** Called with what is withheld whenever that changes. */
  follow(tell: (withheld: ReadonlyMap<string, Withheld>) => void): void;
  /** Looks now what others have withdrawn. */
  look(): Promise<void>;
  /** Looks again and again from now on. */
  start(): void;
  stop(): Promise<void>;
};

export type WithdrawalsOptions = {
  readonly store: Store;
  readonly files: StoryFiles;
  readonly now: () => number;
  readonly log: ScheduleLog;
  /** How often to look what others have withdrawn. */
  readonly lookMs?: number;
};

/** How long a withdrawal can be undone in chat. */
export const UNDO_MS = 10 * 60_000;
const LOOK_MS = 500;
/** A file that is not written by then is written by another process. */
const WRITING_MS = 30_000;

/** Opens the withdrawals over a store, which stays the caller's to close. */
export function openWithdrawals({ store, files, now, log, lookMs = LOOK_MS }: WithdrawalsOptions): Withdrawals {
  const stopping = new AbortController();
  const tell = throttledLog(log.error.bind(log), now);
  let inForce: ReadonlyMap<string, Withdrawn> = new Map();
  /** What the store could not take yet: this process holds to it. */
  const unstored = new Map<string, Withdrawn>();
  let told = "";
  let changed: ((withheld: ReadonlyMap<string, Withheld>) => void) | undefined;
  let working: Promise<void> | undefined;

  const use = (rows: readonly Withdrawn[]) => {
    inForce = new Map([...rows, ...unstored.values()].map((one) => [one.topic, one]));
    const said = JSON.stringify([...inForce.values()]);
    if (said === told) return;
    told = said;
    changed?.(inForce);
  };
  const look = async () => {
    if (!store.exists() && unstored.size === 0) return;
    const { db } = await store.open();
    for (const one of unstored.values()) {
      await insertWithdrawn(one, db);
      unstored.delete(one.topic);
      log.info({ topic: one.topic }, "a withdrawal is stored now");
    }
    use(await readInForce(db));
    const before = new Date(now() - WRITING_MS);
    for (const one of await takeUnwritten(before, new Date(now()), db)) await write(one, one.by, db);
  };
  /** Writes a story's file, and notes what became of it. A store that is gone meanwhile is told later. */
  const write = async ({ topic, why, isUndone }: Withdrawn & { isUndone: boolean }, by: string, db?: Database) => {
    const outcome = await (isUndone ? files.restore(topic, by) : files.withdraw(topic, why, by)).catch(
      (error: unknown): FileOutcome => ({ why: messageOf(error), isReadOnly: false }),
    );
    if (outcome !== "written") log.warn({ topic, why: outcome.why }, "a story's file could not be written");
    // What is only held up, as by somebody who publishes, is tried again.
    const noted = outcome === "written" ? "written" : outcome.isReadOnly ? "not-written" : "to-write";
    if (db) await noteFile({ topic, isUndone }, noted, new Date(now()), db).catch(() => {});
    return outcome;
  };

  return {
    get inForce() {
      return inForce;
    },
    async withdraw(given, ask) {
      const one = { ...given, atMs: now() };
      let db: Database | undefined;
      try {
        ({ db } = await store.open());
        const outcome = await db.transaction().execute(async (tx) => {
          if (!(await claimAsk(ask, new Date(one.atMs), tx))) return "repeated";
          return (await insertWithdrawn(one, tx)) ? "withdrawn" : "already";
        });
        use(await readInForce(db));
        if (outcome === "repeated") return { outcome: inForce.has(one.topic) ? "already" : "undone", stored: true };
        if (outcome === "already") return { outcome, stored: true };
      } catch (error) {
        const isInForce = inForce.has(one.topic);
        if (!isInForce) unstored.set(one.topic, one);
        use([...inForce.values()]);
        tell({ err: error }, "a withdrawal cannot be stored; trying again");
        const file = await write({ ...one, isUndone: false }, one.by);
        return { outcome: isInForce ? "already" : "withdrawn", stored: { why: messageOf(error) }, file };
      }
      return { outcome: "withdrawn", stored: true, file: await write({ ...one, isUndone: false }, one.by, db) };
    },
    async undo(topic, by, ask, isLate = false) {
      const at = now();
      const since = isLate ? undefined : new Date(at - UNDO_MS);
      try {
        const { db } = await store.open();
        const before = await readInForce(db);
        const outcome = await db.transaction().execute(async (tx) => {
          if (!(await claimAsk(ask, new Date(at), tx))) return "repeated";
          return (await markUndone(topic, { now: new Date(at), since }, tx)) ? "undone" : "not-undone";
        });
        use(await readInForce(db));
        const one = before.find((other) => other.topic === topic);
        if (outcome === "repeated") return { outcome: inForce.has(topic) ? "already" : "undone", stored: true };
        if (outcome === "not-undone" || !one)
          return { outcome: inForce.has(topic) ? "too-late" : "not-withdrawn", stored: true };
        return { outcome: "undone", stored: true, file: await write({ ...one, isUndone: true }, by, db) };
      } catch (error) {
        tell({ err: error }, "a withdrawal cannot be undone");
        return { outcome: "already", stored: { why: messageOf(error) } };
      }
    },
    canUndo: ({ atMs }) => now() - atMs <= UNDO_MS,
    follow(next) {
      changed = next;
      if (inForce.size > 0) next(inForce);
    },
    look,
    start() {
      working ??= repeat(look, lookMs, stopping.signal, (error) =>
        tell({ err: error }, "what is withdrawn cannot be read; trying again"),
      );
    },
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

/** Whether an ask is made for the first time. */
async function claimAsk(ask: string, at: Date, tx: Tx): Promise<boolean> {
  const row = await tx
    .insertInto("claims")
    .values({ key: `withdraw:${ask}`, claimed_at: at })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .returning("key")
    .executeTakeFirst();
  return row !== undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
