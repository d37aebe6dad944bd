import { randomUUID } from "node:crypto";
import { type ChatAdapter, ChatError, type Place } from "#chat";
import { backoffMs, type OperatorDesk, type Pacer, type ScheduleLog } from "#schedule";
import type { Database } from "#store";
import { affectedBy } from "./affected.ts";
import { claimJobs, type Ended, finish, type Job, LEASE_MS, markSending } from "./claim.ts";
import { type Composed, composeJob, type Knowing } from "./compose.ts";

export type Working = {
  readonly db: () => Promise<Database>;
  readonly now: () => number;
  readonly log: ScheduleLog;
  readonly knowing: Knowing;
  readonly adapterOf: (platform: string) => ChatAdapter | undefined;
  /** The turns for edits and for posts. */
  readonly paces: { readonly edits: Pacer; readonly posts: Pacer };
  readonly operator: Pick<OperatorDesk, "tell">;
  readonly stopping: AbortSignal;
  /** How long a process may work on a job before another takes it over. */
  readonly leaseMs?: number;
};

/** A job is given up after this long. */
const WORTH_MS = 24 * 3_600_000;
const ELSEWHERE_MS = 5_000;
const MOST_PAUSE_MS = 60_000;

/** Does due jobs: amends posts and notifies channels. Returns how many. */
export async function workOff(working: Working): Promise<number> {
  const { db, now, stopping, leaseMs = LEASE_MS } = working;
  // A new name for each claim, so that a job that this process lost isn't taken for its own.
  const token = randomUUID();
  const jobs = await claimJobs(token, { now: new Date(now()), leaseMs }, await db());
  const byPlace = Map.groupBy(jobs, ({ platform, tenant, place }) => `${platform}/${tenant}/${place}`);
  const one = async (job: Job) => {
    const ended = stopping.aborted ? { state: job.state } : await attempt(job, token, working);
    if (ended) await end(job, ended, token, working);
  };
  await Promise.all(
    [...byPlace.values()].map(async (inPlace) => {
      for (const job of inPlace) await one(job);
    }),
  );
  return jobs.length;
}

async function end(job: Job, ended: Ended, token: string, { db, now, log, operator }: Working): Promise<void> {
  const { key, kind, topic, edition, platform, tenant, place } = job;
  const { state, reason } = ended;
  if (state === "failed" || state === "unknown") {
    const what =
      kind === "amend"
        ? `A post about “${topic}” could not be corrected: ${reason}. It still says what was wrong.`
        : state === "unknown"
          ? `It isn't known whether a channel was told about the correction of “${topic}”: ${reason}.`
          : `A channel couldn't be told about the correction of “${topic}”: ${reason}.`;
    // Notified first: once the outcome is recorded, the job isn't tried again.
    await operator.tell({
      key: `uncorrected:${key}:${topic}:${edition}`,
      text: what,
      about: { platform, tenant, id: place },
    });
  }
  await finish(job, ended, token, new Date(now()), await db());
  const details = { key, platform, tenant, place, state, ...(reason !== undefined && { reason }) };
  if (state === "failed" || state === "unknown") log.warn(details, "an amendment failed or is unconfirmed");
  else
    log.info(details, state === "planned" || state === "sending" ? "an amendment is waiting" : "an amendment is done");
}

/** Does a job; undefined if another process has it by now. */
async function attempt(job: Job, token: string, working: Working): Promise<Ended | undefined> {
  const { db, now, knowing, adapterOf } = working;
  const isOld = now() - job.made_at.getTime() > WORTH_MS;
  const adapter = adapterOf(job.platform);
  if (!adapter)
    return isOld
      ? { state: "failed", reason: "its platform is not connected" }
      : later(job, "its platform is not connected here", ELSEWHERE_MS);
  let composed: Composed;
  try {
    composed = await composeJob(job, adapter, knowing, await db());
  } catch (error) {
    if (error instanceof ChatError) return later(job, error.message, error.retryAfterMs ?? ELSEWHERE_MS);
    throw error;
  }
  if ("skip" in composed) return { state: "skipped", reason: composed.skip };
  if ("later" in composed) {
    if (isOld) return { state: "failed", reason: composed.later };
    return later(job, composed.later, composed.afterMs ?? ELSEWHERE_MS);
  }
  const { place } = composed;
  const pacer = working.paces[job.kind === "amend" ? "edits" : "posts"];
  const turn = await pacer.turn(place, working.stopping);
  if (!turn) return { state: job.state };
  await turn.start();
  try {
    return job.kind === "amend"
      ? await amend({ job, adapter, place, composed })
      : await tell({ job, adapter, place, composed, token }, working);
  } catch (error) {
    return troubled(job, error, isOld, working);
  }
}

type Doing = {
  readonly job: Job;
  readonly adapter: ChatAdapter;
  readonly place: Place;
  readonly composed: Extract<Composed, { reply: unknown }>;
};

/** Safe to repeat: the result is always the same. */
async function amend({ job, adapter, place, composed }: Doing): Promise<Ended> {
  const amended = await adapter.amend(place, job.message, composed.reply, job.key);
  if (amended.outcome === "amended") return { state: "sent" };
  if (amended.outcome === "gone") return { state: "skipped", reason: "it was deleted" };
  return { state: "failed", reason: amended.why };
}

/** Notifies a channel once: after an unknown outcome, asks the platform what became of the notice. */
async function tell(
  doing: Doing & { readonly token: string },
  { db, now, knowing }: Working,
): Promise<Ended | undefined> {
  const { job, adapter, place, composed, token } = doing;
  const under = await standing(job, await db());
  if (under === undefined) return { state: "skipped", reason: "none of its posts is still there" };
  const broadcast = knowing.change(job.topic)?.broadcast ?? false;
  const how = { replyTo: under, ...(broadcast && { broadcast }) };
  const key = `correction:${job.key}`;
  const firstTriedAt = job.first_tried_at?.getTime();
  if (job.state === "sending" && firstTriedAt !== undefined) {
    const settled = await adapter.settle(place, composed.reply, key, firstTriedAt, how);
    if (settled === "cannot-tell") return { state: "unknown", reason: "the platform did not answer" };
    return { state: "sent" };
  }
  if (!(await markSending(job, token, new Date(now()), await db()))) return undefined;
  await adapter.post(place, composed.reply, key, how);
  return { state: "sent" };
}

/** The newest post with a correction that still exists in a notice's place. */
async function standing(job: Job, db: Database): Promise<string | undefined> {
  const { posts } = await affectedBy({ topic: job.topic, number: job.edition }, db);
  const own = posts.filter(({ platform, tenant, place }) => {
    return platform === job.platform && tenant === job.tenant && place === job.place;
  });
  const gone = await db
    .selectFrom("amendments")
    .select("post")
    .where("kind", "=", "amend")
    .where("state", "=", "skipped")
    .where("post", "in", ["", ...own.map(({ key }) => key)])
    .execute();
  return own.findLast(({ key }) => !gone.some(({ post }) => post === key))?.message;
}

function troubled(job: Job, error: unknown, isOld: boolean, { paces }: Working): Ended {
  const { trouble, message, retryAfterMs, general } =
    error instanceof ChatError
      ? error
      : new ChatError("unknown-outcome", error instanceof Error ? error.message : String(error));
  if (general && retryAfterMs !== undefined)
    for (const pacer of Object.values(paces)) pacer.hold(job.platform, retryAfterMs);
  const afterMs = retryAfterMs ?? backoffMs(job.attempts, Math.random, MOST_PAUSE_MS);
  if (trouble !== "busy" && trouble !== "unknown-outcome") return { state: "failed", reason: message };
  if (job.kind === "amend")
    return isOld ? { state: "failed", reason: message } : { state: "planned", reason: message, afterMs };
  // Certainly not posted, or still to be settled.
  const state = trouble === "busy" && job.state === "planned" ? "planned" : "sending";
  if (isOld) return { state: state === "planned" ? "failed" : "unknown", reason: message };
  return { state, reason: message, afterMs };
}

function later({ state }: Job, reason: string, afterMs: number): Ended {
  return { state, reason, afterMs };
}
