import { type Bench, formatSpread, type Row, spread } from "./bench.ts";
import { correctionRun } from "./delivery/corrections.ts";
import { faultRun } from "./delivery/faults.ts";
import { type Ground, type Kind, openGround } from "./delivery/ground.ts";
import { openingOf, openingRun } from "./delivery/opening.ts";
import { speedRun, tickRun } from "./delivery/speed.ts";
import { wholeBotRun } from "./memory/whole-bot.ts";

const KINDS: readonly Kind[] = ["embedded", "postgres"];
const NAMES = { embedded: "SQLite", postgres: "PostgreSQL" } as const;
/** What each is to reach; it is told, and never judged. */
const AIMS = {
  embedded: { openMs: "≤ 30", openNewMs: "≤ 60", planSeconds: "≤ 0.6", perSecond: "≥ 1,500" },
  postgres: { openMs: "none", openNewMs: "none", planSeconds: "≤ 0.8", perSecond: "≥ 2,500" },
} as const;
/** Discord's published limit, and what its adapter takes of it. */
const PLATFORM_PER_SECOND = 50;
const OUR_PER_SECOND = 46;
const OPENINGS = 9;

export const deliveryBench: Bench = {
  name: "delivery",
  summary: "opening, planning, posting and surviving kill -9 on both databases, and keeping to a platform's limits",
  async run({ quick }, print) {
    const ground = await openGround();
    const bench: Running = {
      ground,
      quick,
      broken: [],
      say: (row) => print({ ...EMPTY, ...row }),
    };
    try {
      for (const kind of KINDS) await opening(kind, bench);
      for (const kind of KINDS) await planning(kind, bench);
      for (const kind of KINDS) await posting(kind, bench);
      // Processes that keep in step are put out of it by others that take the cores: one case at a time.
      for (const [kind, replicas] of [
        ["embedded", 1],
        ["postgres", 2],
        ["postgres", 3],
      ] as const)
        await keepingPace(kind, replicas, bench);
      // At once: most of the time passes in waiting for processes to start.
      for (const kind of KINDS) await correcting(kind, bench);
      if (quick) await Promise.all([...KINDS.map((kind) => killing(kind, bench)), wholeBot(bench)]);
      else {
        await Promise.all(KINDS.map((kind) => killing(kind, bench)));
        await wholeBot(bench);
      }
      return bench.broken;
    } finally {
      await ground.stop();
    }
  },
};

type Running = {
  readonly ground: Ground;
  readonly quick: boolean;
  readonly broken: string[];
  say(row: Partial<Row> & { case: string }): void;
};

const EMPTY = {
  case: "",
  deliveries: 0,
  lost: 0,
  twice: 0,
  unknown: 0,
  refused: 0,
  perSecond: 0,
  seconds: 0,
  note: "",
};

async function opening(kind: Kind, { ground, say }: Running): Promise<void> {
  const { existing, new: made } = await openingRun(kind, OPENINGS, ground);
  const row = (what: string, times: readonly number[], aim: string) =>
    say({
      case: `${NAMES[kind]}: open ${what}`,
      seconds: round(spread(times).median / 1_000),
      note: `${formatSpread(times)} ms, ${times.length} runs, aim ${aim}`,
    });
  row("an existing store", existing, AIMS[kind].openMs);
  row("a new store", made, AIMS[kind].openNewMs);
}

async function planning(kind: Kind, { ground, quick, broken, say }: Running): Promise<void> {
  const name = NAMES[kind];
  const [all, due, runs] = quick ? [20_000, 1_000, 1] : [100_000, 5_000, 3];
  const seconds: number[] = [];
  const idleMs: number[] = [];
  const blockedMs: number[] = [];
  let openMs: readonly number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const place = await ground.database(kind);
    const tick = await tickRun({ all, due }, place);
    if (tick.planned !== due) broken.push(`${name}: planned ${tick.planned} of ${due}`);
    seconds.push(tick.ms / 1_000);
    idleMs.push(tick.idleMs);
    blockedMs.push(tick.blockedMs);
    if (run === 0) openMs = await openingOf(place, OPENINGS);
  }
  const { median } = spread(seconds);
  const counted = (count: number) => count.toLocaleString("en-US");
  say({
    case: `${name}: planning ${counted(due)} of ${counted(all)}`,
    ...{ deliveries: due, perSecond: Math.round(due / median), seconds: round(median) },
    note: `${formatSpread(seconds, 2)} s, ${runs} runs, aim ${AIMS[kind].planSeconds}; idle ${spread(idleMs).median.toFixed(1)} ms; blocked ${Math.max(...blockedMs).toFixed(0)} ms at most`,
  });
  say({
    case: `${name}: open a store of ${counted(all)}`,
    seconds: round(spread(openMs).median / 1_000),
    note: `${formatSpread(openMs)} ms, ${openMs.length} runs`,
  });
}

async function posting(kind: Kind, { ground, quick, broken, say }: Running): Promise<void> {
  const name = NAMES[kind];
  const replicas = kind === "postgres" ? 2 : 1;
  const [count, bareCount, runs] = quick ? [1_000, 200, 1] : [3_000, 1_000, 3];
  const bare: Speed[] = [];
  const ours: Speed[] = [];
  for (let run = 0; run < runs; run += 1) {
    bare.push(await speedRun({ kind, does: "bare", deliveries: bareCount, replicas: 1 }, ground));
    ours.push(await speedRun({ kind, does: "schedule", deliveries: count, replicas }, ground));
  }
  const lost = sum(ours.map((one) => one.lost));
  const twice = sum(ours.map((one) => one.twice));
  if (lost + twice > 0) broken.push(`${name}: ${lost} lost, ${twice} twice at full speed`);
  const row = (what: string, deliveries: number, speeds: readonly Speed[], note: string) => {
    const perSecond = speeds.map((one) => one.perSecond);
    say({
      case: `${name}: ${what}`,
      ...{ deliveries, lost: sum(speeds.map((one) => one.lost)), twice: sum(speeds.map((one) => one.twice)) },
      ...{
        perSecond: Math.round(spread(perSecond).median),
        seconds: round(spread(speeds.map((one) => one.seconds)).median),
      },
      note: `${formatSpread(perSecond, 0)} a second, ${runs} runs${note}, ${Math.max(...speeds.map((one) => one.rssMb))} MB`,
    });
  };
  row("bare loop", bareCount, bare, "");
  const ratios = ours.map((one, run) => one.perSecond / (bare[run]?.perSecond ?? Number.NaN));
  const what = replicas === 1 ? "one process" : "two replicas";
  row(`${what}, no limits`, count, ours, `, aim ${AIMS[kind].perSecond}; ${formatSpread(ratios)} × the bare loop`);
}

type Speed = Awaited<ReturnType<typeof speedRun>>;

async function keepingPace(kind: Kind, replicas: number, { ground, quick, broken, say }: Running): Promise<void> {
  const name = `${NAMES[kind]}, ${replicas === 1 ? "one process" : `${replicas} replicas`}`;
  const deliveries = quick ? 200 : 1_500;
  const limited = await speedRun(
    {
      ...{ kind, does: "schedule", deliveries, replicas },
      faults: { platformPerSecond: PLATFORM_PER_SECOND, placePerSecond: 1 },
      paces: { fake: { platformPerSecond: OUR_PER_SECOND, placePerSecond: 1 } },
    },
    ground,
  );
  const { lost, twice, refused, perSecond, seconds } = limited;
  const least = deliveries / PLATFORM_PER_SECOND;
  say({
    case: `${name}: ${PLATFORM_PER_SECOND} posts a second`,
    ...{ deliveries, lost, twice, refused, perSecond, seconds: round(seconds) },
    note: `${((refused / deliveries) * 100).toFixed(1)} % refused, ${(seconds / least).toFixed(2)} × the least time, aim ≤ 1.1`,
  });
  if (lost + twice > 0) broken.push(`${name}, limits: ${lost} lost, ${twice} twice`);
  if (refused >= deliveries / 100) broken.push(`${name}, limits: ${refused} of ${deliveries} refused`);
}

async function killing(kind: Kind, { ground, quick, broken, say }: Running): Promise<void> {
  const [deliveries, kills] = quick ? [100, 4] : [2_000, 20];
  const replicas = kind === "postgres" ? 2 : 1;
  const result = await faultRun({ kind, deliveries, kills, replicas }, ground);
  const { lost, twice, unknown, untold, excusable, refused, seconds, damage } = result;
  const name = NAMES[kind];
  for (const what of damage) broken.push(`${name}: ${what}`);
  if (lost > 0) broken.push(`${name}: ${lost} lost`);
  if (twice > 0) broken.push(`${name}: ${twice} sent twice`);
  if (untold > 0) broken.push(`${name}: ${untold} unknown and nobody told`);
  if (unknown > excusable) broken.push(`${name}: ${unknown} unknown, of which ${excusable} have an excuse`);
  say({
    case: `${name}: ${kills} × kill -9, 5 % of answers dropped`,
    ...{ deliveries, lost, twice, unknown, refused },
    ...{ perSecond: Math.round(deliveries / seconds), seconds: round(seconds) },
    note: `unknown at most ${excusable}`,
  });
}

/** Corrections while processes are killed: figures are in the note, since they are of other things than deliveries. */
async function correcting(kind: Kind, { ground, quick, broken, say }: Running): Promise<void> {
  const [posts, corrections, kills] = quick ? [100, 20, 4] : [2_000, 200, 20];
  const replicas = kind === "postgres" ? 2 : 1;
  const result = await correctionRun({ kind, posts, corrections, kills, replicas }, ground);
  const { amended, missed, twice, told, unheard, seconds } = result;
  const name = `${NAMES[kind]}: ${corrections} corrections of ${posts} posts, ${kills} × kill -9`;
  if (missed > 0) broken.push(`${name}: ${missed} posts say the old words, and nobody was told`);
  if (twice > 0) broken.push(`${name}: ${twice} corrected or told twice`);
  if (unheard > 0) broken.push(`${name}: ${unheard} channels were not told`);
  say({
    case: name,
    ...{ deliveries: posts, lost: missed, twice, seconds: round(seconds), perSecond: Math.round(posts / seconds) },
    note: `amended ${amended}, missed ${missed}, twice ${twice}, told ${told}`,
  });
}

async function wholeBot({ quick, broken, say }: Running): Promise<void> {
  const deliveries = quick ? 200 : 3_000;
  const { lost, twice, seconds, idleMb, afterMb, mostMb, ended } = await wholeBotRun({ deliveries });
  say({
    case: "the whole bot on SQLite, both platforms",
    ...{ deliveries, lost, twice, perSecond: Math.round(deliveries / seconds), seconds: round(seconds) },
    note: `${idleMb} MB idle, ${afterMb} MB after it, ${mostMb} MB at most; aims ≤ 165, ≤ 195, ≤ 225`,
  });
  if (lost + twice > 0) broken.push(`the whole bot: ${lost} lost, ${twice} twice`);
  if (ended !== undefined) broken.push(`the whole bot ${ended}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}
