import type { Bench } from "./bench.ts";
import { clockRun } from "./chaos/clock.ts";
import { diskReadOnlyRun } from "./chaos/disk-read-only.ts";
import { folderRemovedRun } from "./chaos/folder-removed.ts";
import { frozenRun } from "./chaos/frozen.ts";
import { importKilledRun } from "./chaos/import-killed.ts";
import { killedRun } from "./chaos/killed.ts";
import { serverKilledRun } from "./chaos/server-killed.ts";
import type { Outcome } from "./chaos/stage.ts";
import { type Ground, type Kind, openGround } from "./delivery/ground.ts";

const HOUR_MS = 3_600_000;
/** So many cases at once: they mostly wait. */
const LANES = { quick: 4, full: 2 } as const;

type Case = { readonly name: string; run(ground: Ground): Promise<Outcome> };

/** What is thrown at the bot, and what became of every slot that fell due meanwhile. */
export const chaosBench: Bench = {
  name: "chaos",
  summary: "processes, servers, disks, folders, clocks and imports fail: what is lost, posted twice, or not told",
  async run({ quick }, print) {
    const ground = await openGround();
    const broken: string[] = [];
    const waiting = casesFor(quick).values();
    const lane = async () => {
      for (const { name, run } of waiting) {
        const { slots, lost, twice, unknown, told, note, broken: more } = await run(ground);
        print({ case: name, slots, lost, twice, unknown, told, note: [note, ...more].join("; ") });
        if (lost > 0) broken.push(`${name}: ${lost} lost`);
        if (twice > 0) broken.push(`${name}: ${twice} posted twice`);
        if (told !== unknown) broken.push(`${name}: ${unknown} unknown, of which ${told} were told`);
        broken.push(...more.map((what) => `${name}: ${what}`));
      }
    };
    try {
      await Promise.all(Array.from({ length: quick ? LANES.quick : LANES.full }, lane));
      return broken;
    } finally {
      await ground.stop();
    }
  },
};

const STORES: readonly { readonly kind: Kind; readonly replicas: number; readonly name: string }[] = [
  { kind: "embedded", replicas: 1, name: "SQLite" },
  { kind: "postgres", replicas: 3, name: "PostgreSQL, 3 replicas" },
];

function casesFor(quick: boolean): Case[] {
  const [kills, freezes, crashes, outages, jumps, imports] = quick ? [6, 2, 2, 2, 1, 3] : [100, 20, 7, 10, 5, 30];
  const clock = (kind: Kind, replicas: number, byMs: number, stopped: boolean) => (ground: Ground) =>
    clockRun({ kind, replicas, byMs, stopped, times: jumps }, ground);
  // The longest first.
  return [
    ...STORES.map(({ kind, replicas, name }): Case => {
      return { name: `${name}: ${kills} × kill -9`, run: (ground) => killedRun({ kind, kills, replicas }, ground) };
    }),
    ...STORES.map(({ kind, name }): Case => {
      const [store = ""] = name.split(",");
      return {
        name: `${store}: ${imports} × import killed`,
        run: (ground) => importKilledRun({ kind, times: imports }, ground),
      };
    }),
    ...STORES.flatMap(({ kind, replicas, name }): Case[] => [
      { name: `${name}: ${jumps} × clock a day ahead`, run: clock(kind, replicas, 24 * HOUR_MS, false) },
      { name: `${name}: ${jumps} × so while stopped`, run: clock(kind, replicas, 24 * HOUR_MS, true) },
      { name: `${name}: ${jumps} × clock back 2 h`, run: clock(kind, replicas, -2 * HOUR_MS, false) },
    ]),
    {
      name: `PostgreSQL, 3 replicas: ${freezes} × frozen`,
      run: (ground) => frozenRun({ times: freezes }, ground),
    },
    {
      name: `PostgreSQL, 3 replicas: ${crashes} × server killed`,
      run: (ground) => serverKilledRun({ times: crashes }, ground),
    },
    { name: `SQLite: ${outages} × disk read-only`, run: (ground) => diskReadOnlyRun({ times: outages }, ground) },
    { name: `SQLite: ${outages} × folder removed`, run: (ground) => folderRemovedRun({ times: outages }, ground) },
  ];
}
