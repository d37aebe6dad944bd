import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { formatProblem, isError, loadLibrary } from "#briefing";
import type { Finding, Place } from "#chat";
import { commandWords } from "#commands";
import type { ModelName } from "#draft";
import { askRunningBot } from "../app/life/running-bot.ts";
import { withoutTokens } from "../app/log/log.ts";
import { tellTokens } from "../app/settings/api-tokens.ts";
import { platformsSet } from "../app/settings/platforms.ts";
import { isSecret } from "../app/settings/secret-files.ts";
import { adviceOn } from "../app/settings/setting-advice.ts";
import {
  readSettings,
  requiredReview,
  SETTING_NAMES,
  type Settings,
  SettingsError,
  sayStray,
  strayNames,
} from "../app/settings/settings.ts";

/** With less, the disk fills up before anybody looks again. */
const LEAST_FREE_MB = 500;

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const well = (what: string): Finding => ({ ok: true, what });
const ill = (what: string): Finding => ({ ok: false, what });

const strays = strayNames().map((stray) => ill(sayStray(stray)));
const findings: Finding[] = [well(`Node ${process.versions.node}`), ...strays];
try {
  const settings = readSettings();
  findings.push(...SETTING_NAMES.map((name) => well(describe(name, settings))));
  findings.push(
    ...adviceOn(settings).map(ill),
    ...(await content(settings)),
    await port(settings),
    ...(await database(settings)),
    ...(await room(settings)),
    ...unheard(settings),
    ...(await logIns(settings)),
  );
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  findings.push(...error.problems.map(ill));
}
for (const { ok, what, toLookAt } of findings) console.log(`${toLookAt ? "!" : ok ? "✓" : "✗"} ${what}`);
const bad = findings.filter(({ ok }) => !ok).length;
console.log(
  bad === 0 ? "\nNo problems found." : `\n${bad === 1 ? "1 problem" : `${bad} problems`} found: see ✗ above.`,
);
process.exitCode = bad === 0 ? 0 : 1;

function describe(name: string, { platforms, ...settings }: Settings): string {
  const value = { ...settings, ...platforms }[name];
  if (value === undefined) return `${name} is not set`;
  if (name === "API_TOKENS" && settings.API_TOKENS) return `API_TOKENS is set: ${tellTokens(settings.API_TOKENS)}`;
  if (isSecret(name)) return `${name} is set`;
  // An address may hold a password.
  const shown = isPlace(value)
    ? `${value.platform}:${value.tenant}/${value.id}`
    : isModel(value)
      ? tellModel(value)
      : value;
  return withoutTokens(`${name} is ${shown}`);
}

function isModel(value: unknown): value is ModelName {
  return typeof value === "object" && value !== null && "speaks" in value;
}

function tellModel({ name, speaks, url }: ModelName): string {
  return `${name} at ${url} (${speaks}), asked by npm run draft`;
}

function isPlace(value: unknown): value is Place {
  return typeof value === "object" && value !== null && "platform" in value;
}

async function content(settings: Settings): Promise<Finding[]> {
  const { CONTENT_DIR } = settings;
  const options = { now: Date.now, commandWords, ...requiredReview(settings) };
  const { briefings, sources, problems } = await loadLibrary(CONTENT_DIR, options);
  const found = problems.map((problem): Finding => {
    const what = formatProblem(problem);
    return isError(problem) ? ill(what) : { ok: true, what, toLookAt: true };
  });
  if (briefings.length === 0)
    found.push(ill(`${CONTENT_DIR} has no briefing to show: add content/briefings/<topic>.md`));
  const counts = `${CONTENT_DIR} holds ${briefings.length} briefing${briefings.length === 1 ? "" : "s"} and ${sources.length} source${sources.length === 1 ? "" : "s"}`;
  const isWhole = found.every(({ ok }) => ok);
  return [well(isWhole ? `${counts}, every quote checked` : counts), ...found];
}

/** Whether the schedules' database can be opened; nothing is created or changed. */
async function database({ DATA_DIR, DATABASE_URL }: Settings): Promise<readonly Finding[]> {
  const { inspectStore } = await import("#store");
  return [await inspectStore({ folder: DATA_DIR, ...(DATABASE_URL !== undefined && { url: DATABASE_URL }) })];
}

/** Whether the data folder's disk has enough room. */
async function room({ DATA_DIR }: Settings): Promise<readonly Finding[]> {
  // The folder is created with the first schedule.
  const disk = await statfs(DATA_DIR).catch(() => undefined);
  if (!disk) return [];
  const freeMb = Math.floor((disk.bavail * disk.bsize) / 1e6);
  if (freeMb >= LEAST_FREE_MB) return [];
  const what = `the disk of ${DATA_DIR} has ${freeMb} MB left: free some space, since nothing is posted once it is full`;
  return [{ ok: true, toLookAt: true, what }];
}

/** A warning if nobody is set to get problem alerts. */
function unheard({ OPERATOR, platforms }: Settings): readonly Finding[] {
  if (OPERATOR || platformsSet(platforms).length === 0) return [];
  const what = "OPERATOR is not set: nobody gets problem alerts, reports of mistakes or the weekly summary";
  return [{ ok: true, toLookAt: true, what }];
}

/** Whether the platforms accept their credentials, without connecting to them. */
async function logIns(settings: Settings): Promise<readonly Finding[]> {
  const tools = { log: SILENT, now: Date.now };
  const checks = platformsSet(settings.platforms).map((platform) => platform.check(settings.platforms, tools));
  return (await Promise.all(checks)).flat();
}

async function port(settings: Settings): Promise<Finding> {
  const { HOST, PORT } = settings;
  const server = createServer();
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once("error", resolve);
    server.listen(PORT, HOST, () => server.close(() => resolve(undefined)));
  });
  if (!error) return well(`port ${PORT} on ${HOST} is free`);
  if (error.code === "EADDRINUSE")
    return (
      (await askRunningBot(settings)) ??
      well(`port ${PORT} on ${HOST} is in use: by Nutgraf, if it is running; otherwise set PORT to another`)
    );
  return ill(
    `the server cannot listen at ${HOST}:${PORT} (${error.code}): set HOST and PORT to an address of this machine that is free`,
  );
}
