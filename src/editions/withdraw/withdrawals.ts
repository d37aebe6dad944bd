import pTimeout from "p-timeout";
import type { Withheld } from "#briefing";
import { messageOf } from "#chat";
import { repeat, type ScheduleLog, throttledLog } from "#schedule";
import type { Database, Store } from "#store";
import type { LastKnown, Recalled } from "./last-known.ts";
import { openReasons, type Reasons } from "./reasons.ts";
import { claimAsk, compareWithStore, storeLate, type Unstored } from "./reconcile.ts";
import { insertWithdrawn, markUndone, readInForce, type Withdrawn } from "./rows.ts";
import { type FileOutcome, type FileWritten, openFileWriter, type StoryFiles } from "./write-files.ts";

/** The outcome. `stored`: whether all processes know of it within a second; else why not. */
export type Withdrawing = {
  readonly outcome: "withdrawn" | "already" | "undone" | "not-withdrawn" | "too-late";
  readonly stored: true | { readonly why: string };
  /** Absent if it was not touched. */
  readonly file?: FileOutcome;
};

/** Stories that are withdrawn at once: kept in the store, which every process reads, and in their files. */
export type Withdrawals = {
  /** What is withdrawn as far as this process knows, by topic. */
  readonly inForce: ReadonlyMap<string, Withdrawn>;
  readonly reasons: Reasons;
  /** `ask`: its id; a repeated ask has no further effect. */
  withdraw(one: Omit<Withdrawn, "atMs">, ask: string): Promise<Withdrawing>;
  /** `isLate`: undo it however long ago it was withdrawn. */
  undo(topic: string, by: string, ask: string, isLate?: boolean): Promise<Withdrawing>;
  /** Whether it can still be undone in chat. */
  canUndo(one: Withdrawn): boolean;
  /** Registers a callback for whenever what is withheld changes. */
  follow(tell: (withheld: ReadonlyMap<string, Withheld>) => void): void;
  /** Withholds what was last known before this process started, until the store can be read. */
  recall(): Promise<Recalled>;
  /** Reads now what others have withdrawn. */
  look(): Promise<void>;
  /** Writes now the files that others left unwritten. */
  writeLeft(): Promise<void>;
  /** Reads and writes repeatedly from now on. */
  start(): void;
  stop(): Promise<void>;
};

/** What withdrawing needs. Times are in ms. */
export type WithdrawalsOptions = {
  readonly store: Store;
  readonly files: StoryFiles;
  readonly now: () => number;
  readonly log: ScheduleLog;
  /** Where to keep what is known for the next start; absent: nowhere. */
  readonly lastKnown?: LastKnown;
  /** Called when the store has been read for the first time. */
  readonly onRead?: () => void;
  /** How often to read what others have withdrawn. */
  readonly lookMs?: number;
  readonly patience?: Partial<Patience>;
};

/**
 * How long to wait, in ms: for the store, before this process withholds the story anyway; for the store, before
 * answering; and for the file.
 */
export type Patience = { readonly holdMs: number; readonly storeMs: number; readonly fileMs: number };

/** How long a withdrawal can be undone in chat. */
const UNDO_MS = 10 * 60_000;
const LOOK_MS = 500;
/** In total less than an asker waits for any answer. */
const PATIENCE: Patience = { holdMs: 500, storeMs: 8_000, fileMs: 6_000 };
const NO_ANSWER = "It does not answer.";

type InForce = ReadonlyMap<string, Withdrawn>;

/**
 * Opens the withdrawals over a store, which the caller closes. Withdrawing works while the store is away, too: it is stored
 * as soon as it can be.
 *
 * @example
 * const withdrawals = openWithdrawals({ store, files, now, log });
 * withdrawals.follow(watched.withhold);
 * withdrawals.start();
 */
export function openWithdrawals(options: WithdrawalsOptions): Withdrawals {
  const { store, now, log, lastKnown, onRead = () => {}, lookMs = LOOK_MS } = options;
  const patience = { ...PATIENCE, ...options.patience };
  const stopping = new AbortController();
  const tell = throttledLog(log.error.bind(log), now);
  const { write, writeLeft } = openFileWriter(options);
  /** The store's last state, or the last known one from before this process started. */
  let stored: InForce = new Map();
  /** Withdrawals that the store could not take yet: this process withholds the stories. */
  const unstored = new Map<string, Unstored>();
  /** Withdrawals that the store is slow to take. */
  const held = new Map<string, Unstored>();
  let inForce: InForce = new Map();
  let wasRead = false;
  /** Counts changes: a read that began before the last change is out of date, and not used. */
  let learned = 0;
  let told = "[]";
  let changed: ((withheld: ReadonlyMap<string, Withheld>) => void) | undefined;
  let working: Promise<unknown> | undefined;
  let keeping: Promise<void> = Promise.resolve();

  const use = (next: InForce) => {
    stored = next;
    learned += 1;
    const all = [...new Map<string, Unstored>([...stored, ...held, ...unstored]).values()];
    inForce = new Map(
      all.sort((a, b) => (a.topic < b.topic ? -1 : 1)).map(({ ask: _, ...one }) => [one.topic, one] as const),
    );
    keep();
    const said = JSON.stringify([...inForce.values()]);
    if (said === told) return;
    told = said;
    changed?.(inForce);
  };
  const keep = () => {
    // Before the store was first read, an empty list doesn't mean that nothing is withdrawn.
    if (!lastKnown || !(wasRead || held.size + unstored.size > 0)) return;
    const known = { inForce: [...inForce.values()], unstored: [...held.values(), ...unstored.values()] };
    keeping = lastKnown
      .keep(known)
      .then(takeUp)
      .catch((error: unknown) => tell({ err: error, file: lastKnown.file }, "what is withdrawn cannot be kept"));
  };
  /** Withdrawals that another process on this folder could not store are stored by whichever can first. */
  const takeUp = async (others: readonly Unstored[]) => {
    if (others.length === 0) return;
    for (const one of others) if (!unstored.has(one.topic)) unstored.set(one.topic, one);
    use(stored);
    await keeping;
  };
  const refresh = async (db: Database) => {
    for (;;) {
      const before = learned;
      const { rows, missing } = await compareWithStore(db, stored.values(), unstored.values());
      if (learned !== before) continue;
      for (const one of unstored.values()) if (!missing.includes(one)) unstored.delete(one.topic);
      // Withheld until undone: a store that was restored from an older backup gets it again.
      for (const one of missing) if (!unstored.has(one.topic)) unstored.set(one.topic, one);
      if (!wasRead) onRead();
      wasRead = true;
      return use(new Map(rows.filter(({ isUndone }) => !isUndone).map(({ isUndone: _, ...one }) => [one.topic, one])));
    }
  };
  const look = async () => {
    if (!store.exists() && unstored.size === 0) return;
    const { db } = await store.open();
    await refresh(db);
    if (unstored.size === 0) return;
    for (const one of unstored.values()) {
      const isStored = await storeLate(one, db);
      unstored.delete(one.topic);
      if (isStored) log.info({ topic: one.topic }, "a withdrawal is stored now");
    }
    await refresh(db);
  };
  /** Limits how long an answer waits for a file. */
  const soon = (writing: Promise<FileWritten>): Promise<FileOutcome> =>
    pTimeout<FileOutcome, FileOutcome>(writing, { milliseconds: patience.fileMs, fallback: () => "writing" });

  return {
    get inForce() {
      return inForce;
    },
    reasons: openReasons(),
    async withdraw(given, ask) {
      const one = { ...given, atMs: now() };
      const { topic, by } = one;
      const file = (db?: Database) => soon(write({ ...one, isUndone: false }, by, db));
      const store_ = async () => {
        const { db } = await store.open();
        const outcome = await db.transaction().execute(async (tx) => {
          if (!(await claimAsk(ask, new Date(one.atMs), tx))) return "repeated";
          return (await insertWithdrawn(one, tx)) ? "withdrawn" : "already";
        });
        return { db, outcome };
      };
      const holding = setTimeout(() => {
        held.set(topic, { ...one, ask });
        use(stored);
      }, patience.holdMs);
      const endHolding = () => {
        clearTimeout(holding);
        held.delete(topic);
      };
      try {
        const { db, outcome } = await inTime(store_(), patience.storeMs).finally(endHolding);
        if (outcome === "withdrawn") {
          use(new Map(stored).set(topic, one));
          return { outcome, stored: true, file: await file(db) };
        }
        await refresh(db);
        const isInForce = outcome === "already" || inForce.has(topic);
        return { outcome: isInForce ? "already" : "undone", stored: true };
      } catch (error) {
        const isInForce = stored.has(topic) || unstored.has(topic);
        if (!isInForce) unstored.set(topic, { ...one, ask });
        use(stored);
        tell({ err: error }, "a withdrawal cannot be stored; trying again");
        const [outcome] = await Promise.all([
          file(),
          pTimeout(keeping, { milliseconds: patience.fileMs, fallback: () => {} }),
        ]);
        return { outcome: isInForce ? "already" : "withdrawn", stored: { why: messageOf(error) }, file: outcome };
      }
    },
    async undo(topic, by, ask, isLate = false) {
      const at = now();
      const since = isLate ? undefined : new Date(at - UNDO_MS);
      const store_ = async () => {
        if (unstored.has(topic)) await look();
        const { db } = await store.open();
        const before = await readInForce(db);
        const outcome = await db.transaction().execute(async (tx) => {
          if (!(await claimAsk(ask, new Date(at), tx))) return "repeated";
          return (await markUndone(topic, { now: new Date(at), since }, tx)) ? "undone" : "not-undone";
        });
        return { db, outcome, one: before.find((other) => other.topic === topic) };
      };
      try {
        const { db, outcome, one } = await inTime(store_(), patience.storeMs);
        if (outcome === "undone" && one) {
          use(new Map([...stored].filter(([other]) => other !== topic)));
          return { outcome, stored: true, file: await soon(write({ ...one, isUndone: true }, by, db)) };
        }
        await refresh(db);
        if (outcome === "repeated") return { outcome: inForce.has(topic) ? "already" : "undone", stored: true };
        return { outcome: inForce.has(topic) ? "too-late" : "not-withdrawn", stored: true };
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
    async recall() {
      if (!lastKnown) return { kind: "none" };
      const recalled = await lastKnown.read();
      const { file } = lastKnown;
      if (recalled.kind === "damaged")
        log.warn(
          { file, why: recalled.why },
          "the list of what is withdrawn is damaged; it will be rewritten once the database can be read",
        );
      if (recalled.kind !== "known") return recalled;
      for (const one of recalled.unstored) unstored.set(one.topic, one);
      use(new Map(recalled.inForce.map((one) => [one.topic, one])));
      return recalled;
    },
    look,
    writeLeft,
    start() {
      const goOn = (what: () => Promise<void>, failed: string) =>
        repeat(what, lookMs, stopping.signal, (error) => tell({ err: error }, failed));
      working ??= Promise.all([
        goOn(() => inTime(look(), LOOK_PATIENCE_MS), "what is withdrawn cannot be read; trying again"),
        goOn(writeLeft, "files of withdrawn stories cannot be written yet; trying again"),
      ]);
    },
    async stop() {
      stopping.abort();
      await working;
      await keeping;
    },
  };
}

/** A silent connection is given up after this long, and a new one is tried. */
const LOOK_PATIENCE_MS = 10_000;

/** Stops waiting for work after this long; the work goes on. */
function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return pTimeout(work, { milliseconds, message: NO_ANSWER });
}
