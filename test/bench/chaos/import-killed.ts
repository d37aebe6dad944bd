import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { SubscriptionRow } from "#store";
import { saveTo } from "#store";
import { startPlatform } from "../../fakes/platform.ts";
import { deliveryRow } from "../../fixtures/stores/rows.ts";
import { damageIn, fileOf } from "../delivery/damage.ts";
import {
  type ChildProgram,
  type Ground,
  type Kind,
  type Place,
  seed,
  startChild,
  withStore,
} from "../delivery/ground.ts";
import { judge, type Verdict } from "../delivery/judge.ts";
import { quiet } from "../delivery/quiet.ts";
import { faultyDisk } from "./faulty-disk.ts";
import { notRun, type Outcome, pause } from "./stage.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of what is exported every fourth schedule falls due tomorrow; the others did before. */
const COUNT = 2_000;
const MOST_TRIES = 5;
/** A bot that has not posted what falls due by then has lost it. */
const LONGEST_MS = 20_000;
const isOld = (index: number) => index % 4 !== 0;

/**
 * An import is killed at every so many of its changes to the disk, or at random moments, and done again. Afterwards all of
 * it is there or nothing, a bot that starts on it posts what falls due from then on, and nothing that was due before.
 */
export async function importKilledRun(
  { kind, times }: { kind: Kind; times: number },
  ground: Ground,
): Promise<Outcome> {
  const work = await mkdtemp(join(tmpdir(), "nutgraf-bench-import-"));
  try {
    const file = join(work, "export.ndjson");
    const subscriptions = await makeExport(file, ground);
    const whole = await ground.empty(kind);
    const disk = kind === "embedded" ? faultyDisk(whole.folder, work) : undefined;
    const steps = typeof disk === "object" ? disk : undefined;
    const startedAt = performance.now();
    const { code } = await importInto(whole, file, steps && { env: steps.env });
    if (code !== 0) return { ...notRun(""), broken: [`the import ended with ${code}`] };
    const [lastsMs, changes] = [performance.now() - startedAt, steps?.changes() ?? 0];
    const verdicts = [await startOn(ground.program, whole, subscriptions)];
    const broken: string[] = [];
    const kept = { killed: 0, all: 0 };
    for (let time = 0; time < times; time += 1) {
      const place = await ground.empty(kind);
      const at = (time + Math.random()) / times;
      steps?.killAt(Math.ceil(at * changes));
      const fate = steps ? { env: { ...steps.env, FAULTY_FOLDER: place.folder } } : { killAfterMs: at * lastsMs };
      if ((await importInto(place, file, fate)).code === null) kept.killed += 1;
      const rows = await countIn(place);
      if (rows !== 0 && rows !== COUNT) broken.push(`a killed import left ${rows} of ${COUNT} schedules`);
      if (rows === COUNT) kept.all += 1;
      const expected = rows === 0 ? 0 : 1;
      let again = await importInto(place, file);
      // A server takes a moment to notice that a client is gone, and is in use until then.
      for (let tries = 0; again.code !== expected && tries < MOST_TRIES; tries += 1)
        again = await importInto(place, file);
      if (again.code !== expected) broken.push(`the import after it ended with ${again.code}`);
      if (kind === "embedded") broken.push(...damageIn(place));
      // Each costs some seconds, and what a kill after the end has left is what may differ.
      if (rows === COUNT || time % 4 === 0) verdicts.push(await startOn(ground.program, place, subscriptions));
    }
    const how = steps ? `at changes up to ${changes}` : "at random";
    const note = `${kept.killed} killed, ${how}; ${kept.all} had kept all; ${verdicts.length} bots started`;
    return { ...total(verdicts), note, broken };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A store with slots that passed, in every state that a running bot leaves them in, and slots that are still to come. */
async function makeExport(file: string, ground: Ground): Promise<readonly SubscriptionRow[]> {
  const place = await ground.database("embedded");
  const nowMs = Date.now();
  const subscriptions = await withStore(place, async (open) => {
    const dueAtMs = (index: number) =>
      isOld(index) ? nowMs - 60_000 - index * 1_000 : nowMs + DAY_MS - HOUR_MS + index;
    const made = await seed(open, { count: COUNT, dueAtMs, cron: "0 9 1 1 *" });
    const states = ["planned", "sending", "sent", "unknown"] as const;
    const rows = made.flatMap(({ id, place, platform, tenant }, index) =>
      isOld(index)
        ? [
            deliveryRow({
              ...{ subscription: id, slot: new Date(nowMs - 2 * HOUR_MS), place, platform, tenant },
              state: states[index % states.length] ?? "planned",
            }),
          ]
        : [],
    );
    for (let from = 0; from < rows.length; from += 500)
      await open.db
        .insertInto("deliveries")
        .values(rows.slice(from, from + 500))
        .execute();
    return made;
  });
  await saveTo(file, { ...place, now: Date.now, force: false });
  return subscriptions;
}

type Fate = { readonly env?: Readonly<Record<string, string>>; readonly killAfterMs?: number };

async function importInto({ folder, url }: Place, file: string, { env = {}, killAfterMs }: Fate = {}) {
  const child = spawn(process.execPath, ["-r", "./node-guard.cjs", "src/bin/data.ts", "import", file], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, DATA_DIR: folder, ...(url !== undefined && { DATABASE_URL: url }), ...env },
    stdio: "ignore",
  });
  const ended = once(child, "exit") as Promise<[number | null]>;
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  const [code] = await ended;
  clearTimeout(timer);
  return { code };
}

/** How many schedules there are. Where nothing was made nothing is made for it. */
async function countIn(place: Place): Promise<number> {
  if (place.url === undefined && !existsSync(fileOf(place))) return 0;
  return withStore(place, async ({ db }) => (await db.selectFrom("subscriptions").select("id").execute()).length);
}

/** A bot starts on it a day later: lost is what fell due from then on and was not posted, twice what was due before. */
async function startOn(
  program: ChildProgram,
  place: Place,
  subscriptions: readonly SubscriptionRow[],
): Promise<Verdict> {
  const platform = await startPlatform();
  const child = startChild(
    { does: "schedule", ...place, platformUrl: platform.url, offsetMs: DAY_MS, mostAtOnce: 50 },
    program,
  );
  try {
    await child.ready;
    const due = subscriptions.filter((_, index) => !isOld(index));
    for (let waitedMs = 0; platform.messages.length < due.length && waitedMs < LONGEST_MS; waitedMs += 100)
      await pause(100);
    // What was due before would come with it, or soon after.
    await quiet(() => platform.messages.length, 2_000);
    await child.stop();
    const { messages } = platform;
    const verdict = await judge({ place, messages, subscriptions: due });
    const old = new Set(subscriptions.flatMap(({ place }, index) => (isOld(index) ? [place] : [])));
    const postedOld = messages.filter(({ key, place }) => key.startsWith("slot:") && old.has(place)).length;
    return { ...verdict, slots: subscriptions.length, twice: verdict.twice + postedOld };
  } finally {
    await child.kill();
    await platform.stop();
  }
}

function total(verdicts: readonly Verdict[]): Verdict {
  const sum = (of: keyof Verdict) => verdicts.reduce((all, verdict) => all + verdict[of], 0);
  return { slots: sum("slots"), lost: sum("lost"), twice: sum("twice"), unknown: sum("unknown"), told: sum("told") };
}
