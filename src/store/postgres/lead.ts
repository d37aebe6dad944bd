import { setTimeout as sleep } from "node:timers/promises";
import type { Following } from "#chat";

export type LeadOptions = {
  readonly url: string;
  /** What is led: one process per name and database. */
  readonly name: string;
  readonly tell: (leads: boolean) => void;
  /** Called when the database is unreachable, once until it is back. */
  readonly onBroken?: (error: Error) => void;
  readonly timing?: Partial<Timing>;
};

/** All in milliseconds. */
export type Timing = {
  /** How often a waiting process asks, and how often the leader reports that it is alive. */
  readonly beatMs: number;
  /** A query that takes longer has failed. */
  readonly answerMs: number;
  /** A leader that is silent for this long has lost the lead; a multiple of `beatMs`. */
  readonly silentMs: number;
  /** A database unreachable for this long, from the start or later, keeps nobody from leading. */
  readonly awayAtStartMs: number;
  readonly awayMs: number;
};

const TIMING: Timing = { beatMs: 1_000, answerMs: 3_000, silentMs: 10_000, awayAtStartMs: 5_000, awayMs: 30_000 };

/**
 * Follows a lead through an advisory lock, on its own connection: the lock ends with the process, however that ends. A
 * leader goes on while the database is unreachable; one that finds the lock taken stops at once.
 */
export function followLead({ url, name, tell, onBroken, timing: more }: LeadOptions): Following {
  const timing = { ...TIMING, ...more };
  const stopping = new AbortController();
  let leads: boolean | undefined;
  let heardAt = performance.now();
  let isAway = false;

  const say = (now: boolean) => {
    if (leads === now || stopping.signal.aborted) return;
    leads = now;
    tell(now);
  };
  const pause = (signal: AbortSignal) => sleep(timing.beatMs, undefined, { signal }).catch(() => {});
  const ask = async (session: Session) => {
    let held = false;
    const interrupted = AbortSignal.any([stopping.signal, session.broken]);
    while (!interrupted.aborted) {
      held = await (held ? session.beat().then(() => true) : session.take(name));
      heardAt = performance.now();
      isAway = false;
      say(held);
      await pause(interrupted);
    }
  };
  const follow = async () => {
    while (!stopping.signal.aborted) {
      let session: Session | undefined;
      try {
        session = await openSession(url, timing);
        await ask(session);
      } catch (error) {
        if (!isAway) onBroken?.(error instanceof Error ? error : new Error(String(error)));
        isAway = true;
      }
      await session?.end();
      const patienceMs = leads === undefined ? timing.awayAtStartMs : timing.awayMs;
      if (performance.now() - heardAt >= patienceMs) say(true);
      // A broken session reopens at once: the lead may still be free.
      if (!session) await pause(stopping.signal);
    }
  };
  const done = follow();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

type Session = {
  take(name: string): Promise<boolean>;
  beat(): Promise<unknown>;
  /** Aborted when the connection breaks. */
  readonly broken: AbortSignal;
  end(): Promise<void>;
};

async function openSession(url: string, { answerMs, silentMs }: Timing): Promise<Session> {
  const { Client } = await import("pg");
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    application_name: "nutgraf lead",
  });
  const broken = new AbortController();
  client.on("error", () => broken.abort());
  client.on("end", () => broken.abort());
  // Don't wait for queries on a hanging connection.
  const end = async () =>
    void (await Promise.race([client.end().catch(() => {}), sleep(answerMs, undefined, { ref: false })]));
  try {
    await client.connect();
    // A process that hangs, or is cut off from the server, loses the lead.
    await client.query(`set idle_session_timeout = ${Math.round(silentMs)}`);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    async take(name) {
      const { rows } = await client.query("select pg_try_advisory_lock(hashtextextended($1, 0)) as held", [name]);
      return rows[0]?.held === true;
    },
    beat: () => client.query("select 1"),
    broken: broken.signal,
    end,
  };
}
