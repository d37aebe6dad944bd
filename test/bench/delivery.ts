import type { Bench, Row } from "./bench.ts";
import { faultRun } from "./delivery/faults.ts";
import { type Kind, openGround } from "./delivery/ground.ts";
import { memoryRun } from "./delivery/memory.ts";
import { speedRun, tickRun } from "./delivery/speed.ts";

const KINDS: readonly Kind[] = ["embedded", "postgres"];
const NAMES = { embedded: "PGlite", postgres: "PostgreSQL" } as const;
/** Discord's published limit, and what its adapter takes of it. */
const PLATFORM_PER_SECOND = 50;
const OUR_PER_SECOND = 46;
/** What the whole bot may take up. */
const MOST_MB = 400;

export const deliveryBench: Bench = {
  name: "delivery",
  summary: "planning, posting and surviving kill -9 on both databases",
  async run({ quick }, print) {
    const ground = await openGround();
    const broken: string[] = [];
    const say = (row: Partial<Row> & { case: string }) => print({ ...EMPTY, ...row });
    try {
      for (const kind of KINDS) {
        const name = NAMES[kind];
        const due = quick ? 500 : 5_000;
        const tick = await tickRun(kind, { all: quick ? 2_000 : 100_000, due }, ground);
        if (tick.planned !== due) broken.push(`${name}: planned ${tick.planned} of ${due}`);
        say({
          case: `${name}: plan what is due`,
          deliveries: due,
          lost: due - tick.planned,
          perSecond: Math.round((due / tick.ms) * 1_000),
          seconds: round(tick.ms / 1_000),
          note: `idle ${tick.idleMs.toFixed(1)} ms, blocked ${tick.blockedMs.toFixed(0)} ms at most`,
        });
        const replicas = kind === "postgres" ? 2 : 1;
        const deliveries = quick ? 300 : 3_000;
        const bare = await speedRun({ kind, does: "bare", deliveries, replicas: 1 }, ground);
        say({ case: `${name}: bare loop`, deliveries, ...speeds(bare), note: `${bare.rssMb} MB` });
        const ours = await speedRun({ kind, does: "schedule", deliveries, replicas }, ground);
        if (ours.lost + ours.twice > 0) broken.push(`${name}: ${ours.lost} lost, ${ours.twice} twice at full speed`);
        const ratio = (bare.perSecond / ours.perSecond).toFixed(2);
        say({
          case: `${name}: ${replicas === 1 ? "one process" : "two replicas"}, no limits`,
          deliveries,
          ...speeds(ours),
          note: `${ratio} × the bare loop's time, ${ours.rssMb} MB`,
        });
      }
      const wholeBot = async () => {
        const deliveries = quick ? 200 : 3_000;
        const whole = await memoryRun({ deliveries }, ground);
        say({
          ...{ case: "the whole bot, both platforms", deliveries, lost: whole.lost, twice: whole.twice },
          ...{ perSecond: Math.round(deliveries / whole.seconds), seconds: round(whole.seconds) },
          note: `${whole.rssMb} MB after it, ${whole.mostMb} MB at most (aim: ${MOST_MB})`,
        });
        if (whole.lost + whole.twice > 0) broken.push(`the whole bot: ${whole.lost} lost, ${whole.twice} twice`);
      };
      // At once: most of the time passes in waiting for processes to start.
      await Promise.all([
        ...(quick ? [wholeBot()] : []),
        ...KINDS.map(async (kind) => {
          const [deliveries, kills] = quick ? [100, 4] : [2_000, 20];
          const replicas = kind === "postgres" ? 2 : 1;
          const result = await faultRun({ kind, deliveries, kills, replicas }, ground);
          const { lost, twice, unknown, untold, excusable, refused, seconds } = result;
          const name = NAMES[kind];
          if (lost > 0) broken.push(`${name}: ${lost} lost`);
          if (twice > 0) broken.push(`${name}: ${twice} sent twice`);
          if (untold > 0) broken.push(`${name}: ${untold} unknown and nobody told`);
          if (unknown > excusable) broken.push(`${name}: ${unknown} unknown, of which ${excusable} have an excuse`);
          say({
            ...{
              case: `${name}: ${kills} × kill -9, 5 % of answers dropped`,
              deliveries,
              lost,
              twice,
              unknown,
              refused,
            },
            ...{ perSecond: Math.round(deliveries / seconds), seconds: round(seconds) },
            note: `unknown at most ${excusable}`,
          });
        }),
      ]);
      const limits = async (kind: Kind) => {
        const deliveries = quick ? 100 : 1_500;
        const limited = await speedRun(
          {
            ...{ kind, does: "schedule", deliveries, replicas: kind === "postgres" ? 2 : 1 },
            faults: { platformPerSecond: PLATFORM_PER_SECOND, placePerSecond: 1 },
            paces: { fake: { platformPerSecond: OUR_PER_SECOND, placePerSecond: 1 } },
          },
          ground,
        );
        const least = deliveries / PLATFORM_PER_SECOND;
        const { lost, twice, refused } = limited;
        say({
          case: `${NAMES[kind]}: a platform of ${PLATFORM_PER_SECOND} posts a second`,
          deliveries,
          ...speeds(limited),
          note: `${(limited.seconds / least).toFixed(2)} × the least time`,
        });
        if (lost + twice > 0) broken.push(`${NAMES[kind]}, limits: ${lost} lost, ${twice} twice`);
        if (refused > Math.max(2, deliveries / 100))
          broken.push(`${NAMES[kind]}, limits: ${refused} of ${deliveries} refused`);
      };
      // Two processes that keep in step are put out of it by others that take the cores.
      if (quick) await Promise.all(KINDS.map(limits));
      else for (const kind of KINDS) await limits(kind);
      if (!quick) await wholeBot();
      return broken;
    } finally {
      await ground.stop();
    }
  },
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

function speeds({ lost, twice, refused, perSecond, seconds }: Awaited<ReturnType<typeof speedRun>>) {
  return { lost, twice, refused, perSecond, seconds: round(seconds) };
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
