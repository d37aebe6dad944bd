import type { RequestListener, Server } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Bot, ChatAdapter } from "#chat";
import { mayHear, openNumbering } from "#commands";
import { callerOf, createConsole, type Readiness } from "#console";
import type { Schedule } from "#schedule";
import { openDesk } from "../app/adding/open-desk.ts";
import { isForPrograms, openApi } from "../app/api/open-api.ts";
import { createApp, newId, openBot } from "../app/create-app.ts";
import { hasStopped, openPlatforms, type PlatformsOptions } from "../app/life/platforms.ts";
import { watchParents } from "../app/life/watch-parents.ts";
import { openLog } from "../app/log/log.ts";
import { retryLater } from "../app/log/retry-later.ts";
import { traced } from "../app/log/trace.ts";
import { openMetrics } from "../app/metrics/metrics.ts";
import { type OpenedSchedule, openSchedule } from "../app/open-schedule.ts";
import { openPublicRecord } from "../app/public-record.ts";
import { openReviewDesk } from "../app/reviewing/open-review-desk.ts";
import { labelOf, PLATFORMS, platformsSet } from "../app/settings/platforms.ts";
import { adviceOn } from "../app/settings/setting-advice.ts";
import {
  isStartedByNpm,
  orExit,
  programEnvironment,
  readSettings,
  requiredReview,
  type Settings,
  sayStray,
  strayNames,
} from "../app/settings/settings.ts";
import { tellOwners } from "../app/upkeep/tell-owners.ts";
import { tellWeeks } from "../app/upkeep/tell-week.ts";
import { openTrial } from "../app/web/try-schedule.ts";
import { createWebServer } from "../app/web/web-server.ts";
import { followWithheld } from "../app/withdrawing/follow-withdrawn.ts";
import { warning } from "../app/withdrawing/unread-warning.ts";

/** When stopping, work in progress that takes longer is given up. */
const LONGEST_STOP_MS = 10_000;
let isStopping = false;
const parents = isStartedByNpm() ? watchParents() : undefined;
const settings = orExit(() => readSettings());
const log = openLog(settings.LOG_LEVEL);
const metrics = openMetrics(() => performance.now());
const { registry } = metrics;
const observed = (bot: Bot) => traced(metrics.timed(bot), log, () => performance.now());
const connected = platformsSet(settings.platforms);
// Without a platform there is nowhere to post.
const opened =
  connected.length > 0
    ? await openSchedule(settings, {
        log,
        now: Date.now,
        newId,
        registry,
        onInUse: endWith,
        onMigrated: say,
        onUnread: warn,
      })
    : undefined;
const platforms = opened && (await openPlatforms(connected, settings.platforms, wiring(opened)));
if (platforms) {
  opened.schedule.connect(platforms.adapters);
  metrics.watch(platforms.pulses);
}
const { bot, library, answers } = await createApp(settings, log, Date.now, opened);
opened?.withdrawals.start();
// Without a platform it opens no store of its own, and follows withdrawals by processes that have one.
const keeps = { now: Date.now, onFailure: notKept };
const following = opened ? undefined : await followWithheld(settings, library.withhold, { keeps });
if (following?.unread) warn(warning(following.unread));
// Pages are requested by address, which must have no effect, so what answers them gets no schedule.
const kept = opened && { editions: opened.editions };
const reader = openBot(() => library.current(), settings, log, Date.now, { answers, ...kept });
const git = { path: "git", env: programEnvironment() };
const publishing = { folder: settings.CONTENT_DIR, now: Date.now, git, ...requiredReview(settings) };
const console_ = createConsole({
  bot: observed(reader),
  trySchedule: openTrial(reader, () => library.current(), Date.now, newId),
  library: () => library.current(),
  ...(settings.PUBLIC_URL !== undefined && { publicUrl: settings.PUBLIC_URL }),
  ...(settings.CONSOLE_PASSWORD !== undefined && { password: settings.CONSOLE_PASSWORD }),
  ...(settings.PUBLISHER !== undefined && { publisher: settings.PUBLISHER }),
  now: Date.now,
  ready: readiness,
  mayRead: mayHear,
  openNumbering: (of) => openNumbering(of, undefined, Date.now),
  metrics: metrics.scraped,
  adding: () => openDesk(settings.CONTENT_DIR, Date.now),
  reviewing: () => openReviewDesk(publishing),
  ...(opened && { scheduled: opened.schedule.pages, record: opened.editions }),
  previews: await Promise.all(PLATFORMS.map((platform) => platform.preview(settings.platforms))),
  onFailure: ({ path, error }) => log.error({ path, err: error }, "a page could not be made"),
});
const current = { library: () => library.current(), answers, ...kept };
const api = openApi(settings, { ...current, callerOf, now: () => performance.now() }, log);
const server = createWebServer(mount(platforms?.adapters ?? [], api, console_.listener));
await listen(server, settings);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void stop(signal));
parents?.onGone(() => void stop("npm exited"));
await platforms?.start(observed(bot));
if (!isStopping) {
  opened?.schedule.start(bot);
  opened?.editions.start(opened.lead("editions"), platforms?.adapters ?? []);
  if (opened) tellOwners({ library: () => library.current(), owners: opened.schedule.owners, log, now: Date.now });
  if (opened && settings.WEEKLY === "yes")
    tellWeeks({ library: () => library.current(), operator: opened.schedule.operator, log, now: Date.now });
  process.stdout.write(
    `Nutgraf is running at ${addressOf(server, settings)}. Ask there, or with npm run ask -- "/whats-next". Stop it with Ctrl+C.\n`,
  );
  for (const sentence of [...adviceOn(settings), ...strayNames().map(sayStray)]) process.stdout.write(`${sentence}\n`);
}

/** What platforms need, and what to call for each of their events. */
function wiring({ schedule, lead }: OpenedSchedule): PlatformsOptions {
  return {
    ...{ log, now: Date.now, lead, onCall: metrics.called, record: openPublicRecord(schedule.publicPosts, log) },
    ...{ allowedTenants: settings.ALLOWED_TENANTS ?? [], schedulers: settings.SCHEDULERS },
    onRemoved: (from) => follow("recording a removal", () => schedule.places.tenantRemoved(from)),
    onBack: (to) => follow("recording a return", () => schedule.places.tenantBack(to)),
    onAdded: (to, person) => follow("a welcome", () => schedule.places.added({ ...to, person })),
    onPlaceLost: (place, why) =>
      follow("pausing the schedules of a place", () => schedule.places.placeLost(place, why)),
    onPlaceMoved: (place, to) => follow("the move of a place", () => schedule.places.placeMoved(place, to)),
    onPlaceBack: (place) =>
      follow("offering to resume the schedules of a place", () => schedule.places.placeBack(place)),
    onEnded: (ended) => tellElsewhere(ended, schedule),
    onNoneLeft: giveUp,
  };
}

/** The one server: each platform that calls by HTTP at its own path, programs at theirs, the console everywhere else. */
function mount(adapters: readonly ChatAdapter[], programs: RequestListener, rest: RequestListener): RequestListener {
  const listeners = new Map(adapters.flatMap(({ web }) => (web ? [[web.path, web.listener] as const] : [])));
  return (request, response) => {
    const path = request.url?.split("?")[0] ?? "/";
    return (listeners.get(path) ?? (isForPrograms(path) ? programs : rest))(request, response);
  };
}

/** Notifies the operator's place that a platform has stopped, if that place is on a platform still running. */
function tellElsewhere({ platform, sentence, left }: Parameters<PlatformsOptions["onEnded"]>[0], schedule: Schedule) {
  const { OPERATOR } = settings;
  if (!OPERATOR || !left.includes(OPERATOR.platform)) return;
  const goesOn = `${left.map(labelOf).join(" and ")} ${left.length === 1 ? "goes" : "go"} on.`;
  const text = `${hasStopped(platform, sentence)}. ${goesOn} Briefings due on ${labelOf(platform)} wait for some hours.`;
  // Processes that share a database stop for the same reason within a moment: only one of them reports it.
  const key = `stopped:${platform}:${new Date(Date.now()).toISOString().slice(0, 13)}`;
  follow("reporting a stopped platform", async () => void (await schedule.operator.tell({ key, text })));
}

/** Stops, since no platform is left. */
function giveUp(sentences: readonly string[]): void {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
  void stop("no platform is left");
}

/** Passes an event of a platform on to the schedule; retries while the database is away. */
function follow(what: string, tell: () => Promise<void>): void {
  retryLater(`following ${what}`, tell, log, Number.POSITIVE_INFINITY);
}

function readiness(): Readiness {
  const connections = platforms?.pulses();
  const stored = opened ? opened.storeTrouble() : following?.trouble();
  const troubles = [...(platforms?.troubles() ?? []), ...(stored === undefined ? [] : [`database error: ${stored}`])];
  if (troubles.length > 0) return { ready: false, why: troubles.join("; "), ...(connections && { connections }) };
  const standing = platforms?.standingBy() ?? [];
  const why = standing.length > 0 ? `standing by: ${standing.join(", ")}` : undefined;
  return { ready: true, ...(why !== undefined && { why }), ...(connections && { connections }) };
}

/** Prints a sentence for whoever starts the bot, and logs it. */
function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
  log.info({}, sentence);
}

/** The same for something that needs attention. */
function warn(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
  log.error({}, sentence);
}

function notKept(error: unknown): void {
  log.error({ err: error }, "what is withdrawn cannot be kept for the next start");
}

function endWith(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Starts to listen; if the port is taken, exits with what to do. */
async function listen(server: Server, { HOST, PORT }: Settings): Promise<void> {
  await new Promise<void>((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => endWith(whyNot(error, HOST, PORT)));
    server.listen(PORT, HOST, resolve);
  });
}

function whyNot({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === "EADDRINUSE")
    return `Port ${port} is in use: stop the program that uses it, or set PORT to another (PORT=0 picks a free one).`;
  if (code === "EACCES") return `Port ${port} is reserved: set PORT to 1024 or higher.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `HOST=${host} is not an address of this machine: set HOST to one that is, or leave it at 127.0.0.1.`;
  return `The server cannot listen at ${host}:${port}: ${message}`;
}

function addressOf(server: Server, { HOST }: Settings): string {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return `http://${HOST.includes(":") ? `[${HOST}]` : HOST}:${port}`;
}

/** Stops: accepts nothing new, finishes work in progress, and ends the process. */
async function stop(why: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log.info({ why }, "stopping");
  library.close();
  server.close();
  server.closeIdleConnections();
  // Earlier requests are still answered from what is stored.
  const finished = Promise.allSettled([opened?.schedule.stop(), platforms?.stop(), following?.stop()]).then(() =>
    opened?.close(),
  );
  const failed = (error: unknown) => log.error({ err: error }, "the schedule did not stop cleanly");
  await Promise.race([finished.catch(failed), wait(LONGEST_STOP_MS)]);
  process.exit();
}
