import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { createSchedule, type Paces } from "#schedule";
import { createStore } from "#store";
import { fakeAdapter } from "../../fakes/platform-adapter.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { bareLoop } from "./bare.ts";
import { correctedLibrary, openNewsroom } from "./correcting-newsroom.ts";

/** What one process of the bench is told to do. */
export type ChildTask = {
  readonly does: "schedule" | "bare" | "correct" | "follow";
  /** Of a process that corrects, or lets channels follow changes: how many stories there are, and of how many the first are corrected. */
  readonly stories?: number;
  readonly corrected?: number;
  readonly folder: string;
  readonly url?: string;
  readonly platformUrl: string;
  /** How far its clock is ahead; `clock MS` on its standard input sets it anew. */
  readonly offsetMs: number;
  /** How far the platform's own clock is ahead, where that is another; `platform MS` sets it anew. */
  readonly platformOffsetMs?: number;
  readonly mostAtOnce: number;
  readonly paces?: Paces;
  /** Another process that was silent for so long is given up. */
  readonly givenUpMs?: number;
};

let follow: ((corrected: number) => void) | undefined;
const task: ChildTask = JSON.parse(process.argv[2] ?? "{}");
let { corrected = 0 } = task;
const ahead = { clock: task.offsetMs, platform: task.platformOffsetMs ?? task.offsetMs };
const now = () => Date.now() + ahead.clock;
createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [which, ms] = line.split(" ");
    // It may come before there is anything to follow it.
    if (which === "corrected") corrected = Number(ms);
    if (which === "corrected") follow?.(corrected);
    if (which === "clock" || which === "platform") ahead[which] = Number(ms);
  })
  // Goes when whoever started it is gone.
  .on("close", () => process.exit(1));

const store = createStore({ folder: task.folder, now, ...(task.url !== undefined && { url: task.url }) });
const adapter = fakeAdapter({ url: task.platformUrl, now, trueNow: () => Date.now() + ahead.platform });
const often = {
  tickMs: 50,
  pollMs: 50,
  recoverMs: 500,
  givenUpMs: task.givenUpMs ?? 3_000,
  mostAtOnce: task.mostAtOnce,
};
if (task.does === "correct" || task.does === "follow") {
  const { stories = 0 } = task;
  const newsroom = openNewsroom(store, task.platformUrl, now, often);
  let library = correctedLibrary(stories, corrected);
  follow = (count) => {
    library = correctedLibrary(stories, count);
    newsroom.editions.see(library);
  };
  follow(corrected);
  await store.open();
  newsroom.editions.start((tell) => store.lead("editions", tell, { beatMs: 100 }), [newsroom.adapter]);
  if (task.does === "follow") {
    newsroom.schedule.connect([newsroom.adapter]);
    newsroom.schedule.start(botOver(library, { library: () => library }));
  }
  process.stdout.write("ready\n");
  await new Promise((resolve) => process.once("SIGTERM", resolve));
  await newsroom.editions.stop();
  if (task.does === "follow") await newsroom.schedule.stop();
  await newsroom.adapter.stop();
} else if (task.does === "bare") await bareLoop(store, adapter, task.mostAtOnce, now);
else {
  const write = () => {};
  const schedule = createSchedule({
    ...{ store, now, newId: randomUUID, log: { info: write, warn: write, error: write } },
    ...often,
    ...(task.paces && { paces: task.paces }),
  });
  schedule.connect([adapter]);
  schedule.start(botOver(STORIES));
  await store.open();
  process.stdout.write("ready\n");
  await new Promise((resolve) => process.once("SIGTERM", resolve));
  await schedule.stop();
}
await store.close();
await adapter.stop();
process.stdout.write(`${JSON.stringify({ rssMb: Math.round(process.memoryUsage.rss() / 1e6) })}\n`);
process.exit(0);
