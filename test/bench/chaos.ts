import type { Bench } from "./bench.ts";
import { clockRun } from "./chaos/clock.ts";
import { folderRemovedRun } from "./chaos/folder-removed.ts";
import { frozenRun } from "./chaos/frozen.ts";
import { importKilledRun } from "./chaos/import-killed.ts";
import { killedRun } from "./chaos/killed.ts";
import { serverKilledRun } from "./chaos/server-killed.ts";
import type { Outcome } from "./chaos/stage.ts";
import { type Ground, openGround } from "./delivery/ground.ts";

const HOUR_MS = 3_600_000;

type Case = { readonly name: string; run(ground: Ground): Promise<Outcome> };

/** What is thrown at the bot, and what became of every slot that fell due meanwhile. */
export const chaosBench: Bench = {
  name: "chaos",
  summary: "processes, servers, disks, folders, clocks and imports fail: what is lost, posted twice, or not told",
  async run({ quick }, print) {
    const ground = await openGround();
    const broken: string[] = [];
    const runAll = async (cases: readonly Case[]) => {
      for (const { name, run } of cases) {
        const { slots, lost, twice, unknown, told, note, broken: more } = await run(ground);
        print({ case: name, slots, lost, twice, unknown, told, note: [note, ...more].join("; ") });
        if (lost > 0) broken.push(`${name}: ${lost} lost`);
        if (twice > 0) broken.push(`${name}: ${twice} posted twice`);
        if (told !== unknown) broken.push(`${name}: ${unknown} unknown, of which ${told} were told`);
        broken.push(...more.map((what) => `${name}: ${what}`));
      }
    };
    try {
      // At once: most of the time passes in waiting.
      await Promise.all([runAll(onSqlite(quick)), runAll(onPostgres(quick))]);
      return broken;
    } finally {
      await ground.stop();
    }
  },
};

function onSqlite(quick: boolean): Case[] {
  const clock = { kind: "embedded", replicas: 1, count: quick ? 40 : 300 } as const;
  const [kills, removals, imports] = quick ? [6, 2, 3] : [100, 10, 30];
  return [
    {
      name: `SQLite: ${kills} × kill -9`,
      run: (ground) => killedRun({ kind: "embedded", kills, replicas: 1 }, ground),
    },
    { name: `SQLite: ${removals} × folder removed`, run: (ground) => folderRemovedRun({ times: removals }, ground) },
    {
      name: "SQLite: clock a day ahead, put right",
      run: (ground) => clockRun({ ...clock, byMs: 24 * HOUR_MS, stopped: quick }, ground),
    },
    {
      name: "SQLite: clock back 2 h, put right",
      run: (ground) => clockRun({ ...clock, byMs: -2 * HOUR_MS, stopped: false }, ground),
    },
    {
      name: `SQLite: ${imports} × import killed`,
      run: (ground) => importKilledRun({ kind: "embedded", times: imports }, ground),
    },
  ];
}

function onPostgres(quick: boolean): Case[] {
  const clock = { kind: "postgres", replicas: 3, count: quick ? 40 : 300 } as const;
  const [kills, freezes, crashes, imports] = quick ? [6, 2, 2, 3] : [100, 20, 7, 30];
  return [
    {
      name: `PostgreSQL, 3 replicas: ${kills} × kill -9`,
      run: (ground) => killedRun({ kind: "postgres", kills, replicas: 3 }, ground),
    },
    { name: `PostgreSQL, 3 replicas: ${freezes} × frozen`, run: (ground) => frozenRun({ times: freezes }, ground) },
    {
      name: `PostgreSQL, 3 replicas: ${crashes} × server killed`,
      run: (ground) => serverKilledRun({ times: crashes }, ground),
    },
    {
      name: "PostgreSQL, 3 replicas: clock a day ahead, put right",
      run: (ground) => clockRun({ ...clock, byMs: 24 * HOUR_MS, stopped: false }, ground),
    },
    {
      name: `PostgreSQL: ${imports} × import killed`,
      run: (ground) => importKilledRun({ kind: "postgres", times: imports }, ground),
    },
  ];
}
