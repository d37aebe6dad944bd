import { createServer, type RequestListener, type Server } from "node:http";
import type { ChatAdapter } from "#chat";
import { mayHear } from "#commands";
import { createConsole } from "#console";
import { discordPreview } from "#discord";
import type { Schedule } from "#schedule";
import { slackPreview } from "#slack";
import { openAdapters } from "./adapters.ts";
import { newId, openBot, openHouse } from "./house.ts";
import { insist } from "./insist.ts";
import { openLog } from "./log.ts";
import { openMeter } from "./meter.ts";
import { openPublicRecord } from "./public-record.ts";
import { openSchedules, pagesOf } from "./schedules.ts";
import { orExit, readSettings, type Settings } from "./settings.ts";

const settings = orExit(() => readSettings());
const log = openLog(settings.LOG_LEVEL);
const meter = openMeter(() => performance.now());
const { called: onCall, registry } = meter;
const adapters = await openAdapters(settings, log, Date.now, {
  onFatal: endWith,
  onRemoved: (from) => follow("a removal", (schedule) => schedule.tenantRemoved(from)),
  onBack: (to) => follow("a return", (schedule) => schedule.tenantBack(to)),
  onPlaceLost: (place, why) => follow("the loss of a place", (schedule) => schedule.placeLost(place, why)),
  onPlaceBack: (place) => follow("the return to a place", (schedule) => schedule.placeBack(place)),
  lead: (what) => (tell) => schedules?.lead(what)(tell) ?? { stop: async () => {} },
  onCall,
  record: openPublicRecord(() => schedules?.schedule, log),
});
const schedules = await openSchedules(adapters, settings, { log, now: Date.now, newId, registry });
const { bot, library } = await openHouse(settings, log, schedules?.schedule, Date.now);
const connected = new Set<ChatAdapter>();
const console_ = createConsole({
  // Pages are asked for by address, which must have no effect: what they are answered from keeps no schedule.
  bot: meter.timed(openBot(() => library.current(), settings, log)),
  library: () => library.current(),
  ...(settings.PUBLIC_URL !== undefined && { publicUrl: settings.PUBLIC_URL }),
  ...(settings.CONSOLE_PASSWORD !== undefined && { password: settings.CONSOLE_PASSWORD }),
  now: Date.now,
  ready: readiness,
  mayRead: mayHear,
  metrics: meter.scraped,
  ...(schedules && { scheduled: pagesOf(schedules.schedule) }),
  previews: [slackPreview(settings.COMMAND_PREFIX), discordPreview],
  onFailure: ({ path, error }) => log.error({ path, err: error }, "a page could not be made"),
});
const server = createServer(mount(adapters, console_.listener));
await listen(server, settings);
await connect();
schedules?.schedule.start(bot);
process.stdout.write(
  `Nutgraf is at ${addressOf(server, settings)}: ask there, or with npm run ask -- "/whats-next". Stop it with Ctrl+C.\n`,
);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop(signal));

/** The one server: each platform that calls by HTTP at its own path, the console everywhere else. */
function mount(adapters: readonly ChatAdapter[], rest: RequestListener): RequestListener {
  const listeners = new Map(adapters.flatMap(({ web }) => (web ? [[web.path, web.listener] as const] : [])));
  return (request, response) => {
    const path = request.url?.split("?")[0] ?? "/";
    return (listeners.get(path) ?? rest)(request, response);
  };
}

/** Connects every platform; one that cannot be connected ends the program with what to do. */
async function connect(): Promise<void> {
  const timed = meter.timed(bot);
  for (const adapter of adapters) {
    try {
      await adapter.start(timed);
      connected.add(adapter);
    } catch (error) {
      endWith(error instanceof Error ? error.message : String(error));
    }
  }
}

/** Lets the schedule follow what happened to a platform's places; a database that is away is asked again. */
function follow(what: string, tell: (schedule: Schedule) => Promise<void>): void {
  if (!schedules) return;
  const { schedule } = schedules;
  insist(`following ${what}`, () => tell(schedule), log, Number.POSITIVE_INFINITY);
}

function readiness(): { ready: boolean; why?: string } {
  const standsBy = (adapter: ChatAdapter) => adapter.standsBy?.() ?? false;
  const isUp = (adapter: ChatAdapter) =>
    connected.has(adapter) && (standsBy(adapter) || (adapter.connected?.() ?? true));
  const named = (which: readonly ChatAdapter[]) => which.map(({ platform }) => platform).join(", ");
  const waiting = adapters.filter((adapter) => !isUp(adapter));
  if (waiting.length > 0) return { ready: false, why: `not connected: ${named(waiting)}` };
  const standing = adapters.filter(standsBy);
  return { ready: true, ...(standing.length > 0 && { why: `standing by: ${named(standing)}` }) };
}

function endWith(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Starts to listen; a port that is taken ends the program with what to do. */
async function listen(server: Server, { HOST, PORT }: Settings): Promise<void> {
  await new Promise<void>((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => endWith(whyNot(error, HOST, PORT)));
    server.listen(PORT, HOST, resolve);
  });
}

function whyNot({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === "EADDRINUSE")
    return `Port ${port} is taken: stop what uses it, or set PORT to another (PORT=0 takes any that is free).`;
  if (code === "EACCES") return `Port ${port} is not open to this user: set PORT to one above 1023.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `HOST=${host} is no address of this machine: set HOST to one that is, or leave it at 127.0.0.1.`;
  return `The server cannot listen at ${host}:${port}: ${message}`;
}

function addressOf(server: Server, { HOST }: Settings): string {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return `http://${HOST.includes(":") ? `[${HOST}]` : HOST}:${port}`;
}

/** Stops: nothing new is taken, what is in hand is finished, and the process ends by itself. */
async function stop(signal: string): Promise<void> {
  log.info({ signal }, "stopping");
  library.close();
  server.close();
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), LONGEST_STOP_MS).unref();
  // What was asked before is still answered, out of what is stored.
  await Promise.allSettled([schedules?.schedule.stop(), ...adapters.map((adapter) => adapter.stop())]);
  await schedules?.close().catch((error: unknown) => log.error({ err: error }, "the schedule did not stop cleanly"));
  server.closeAllConnections();
}

/** Work in hand that takes longer is given up. */
const LONGEST_STOP_MS = 10_000;
