import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createStore } from "#store";
import { bothPlatforms } from "../../fixtures/processes/whole.ts";
import { until } from "../../fixtures/scheduled.ts";
import { storeOptions } from "../../fixtures/stores/stores.ts";

const ROOT = join(import.meta.dirname, "../../..");

// It runs the whole program through npm, which a busy machine takes its time to start.
vi.setConfig({ testTimeout: 90_000 });

/** `npm start` in a folder of its own, with the processes that it makes: npm, a shell, the bot. */
async function npmStart(settings: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-npm-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const script = `node -r ${ROOT}/node-guard.cjs ${ROOT}/src/bin/main.ts`;
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, scripts: { start: script } }));
  for (const name of ["content", "node_modules"]) await symlink(join(ROOT, name), join(folder, name));
  const npm = spawn("npm", ["start"], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, NO_UPDATE_NOTIFIER: "1", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  for (const stream of [npm.stdout, npm.stderr])
    stream.on("data", (part) => {
      out += part;
    });
  await until(() => /Ask there/.test(out), 40_000);
  const shell = childOf(npm.pid ?? 0);
  // A shell may make way for what it starts.
  const bot = childOf(shell) || shell;
  onTestFinished(() => {
    for (const pid of [npm.pid ?? 0, shell, bot]) if (isAlive(pid)) process.kill(pid, "SIGKILL");
  });
  return { npm: npm.pid ?? 0, shell, bot };
}

function childOf(pid: number): number {
  try {
    return Number(execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" }).split("\n")[0]);
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The one stays between npm and the bot; the other makes way. */
const SHELLS = { sh: {}, bash: { npm_config_script_shell: "bash" } } as const;

// npm passes on SIGTERM alone; no other signal does more to it, or to a shell, than SIGKILL.
test.each([
  { signal: "SIGTERM", to: "npm", by: "sh" },
  { signal: "SIGHUP", to: "npm", by: "sh" },
  { signal: "SIGKILL", to: "shell", by: "sh" },
  { signal: "SIGTERM", to: "npm", by: "bash" },
  { signal: "SIGKILL", to: "npm", by: "bash" },
  { signal: "SIGHUP", to: "bot", by: "sh" },
] as const)(
  "$signal to $to of npm start by $by leaves no bot behind that holds the folder",
  async ({ signal, to, by }) => {
    // One platform is enough to hold the folder.
    const { slack, settings } = await bothPlatforms();
    const { DISCORD_TOKEN: _, DISCORD_APPLICATION_ID: __, ...own } = settings;
    const options = await storeOptions("embedded");
    const made = await npmStart({ ...own, ...SHELLS[by], DATA_DIR: options.folder });
    const store = createStore(options);
    onTestFinished(() => store.close());
    await expect(store.open()).rejects.toThrow(/in use by another process/);
    process.kill(made[to], signal);
    await until(() => !isAlive(made.bot), 8_000);
    await store.open();
    expect(slack.callsTo("auth.test")).toHaveLength(1);
  },
);
