import { type ChildProcess, fork } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { getCompileCacheDir } from "node:module";
import { join } from "node:path";
import type { Copy } from "./copy.ts";
import type { Asked, Told } from "./host.ts";

/** How a test file went, and how many of its tests passed. */
export type Ran = { readonly test: string; readonly ok: boolean; readonly passed: number; readonly tookMs: number };
/** A test file, and how long it may take. */
export type Timed = { readonly test: string; readonly mostMs: number };
export type Run = {
  readonly ran: readonly Ran[];
  /** The time for a file was up. */
  readonly timedOut: boolean;
};

export type Runner = {
  /** Absolute paths of all test files. */
  tests(): Promise<readonly string[]>;
  /** Runs tests in turn up to the first that fails, with `file` (from the root) holding `text`. */
  run(tests: readonly Timed[], planted?: { file: string; text: string }): Promise<Run>;
  stop(): Promise<void>;
};

/**
 * Runs tests of a copied checkout in a process that stays from one fault to the next, and is ended when one hangs it.
 * `names`: only tests whose names match.
 */
export function createRunner({ folder, temporary }: Copy, names?: string): Runner {
  let host: ChildProcess | undefined;
  let all: readonly string[] = [];
  const changed = new Set<string>();

  const start = async (): Promise<ChildProcess> => {
    if (host) return host;
    const child = fork(join(folder, "test/mutants/host.ts"), names === undefined ? [folder] : [folder, names], {
      cwd: folder,
      // Its databases and workers end with it.
      detached: true,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      // Its packages are those of the checkout: what was compiled of them is used again.
      env: { ...process.env, TMPDIR: temporary, NODE_COMPILE_CACHE: getCompileCacheDir(), NODE_ENV: "test" },
    });
    host = child;
    const ready = await next(child, (told) => told.kind === "ready");
    if (ready?.kind !== "ready") throw new Error("Vitest did not start");
    all = ready.tests;
    return child;
  };
  const stop = async (): Promise<void> => {
    const child = host;
    host = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    process.kill(-child.pid, "SIGKILL");
    await ended;
  };

  return {
    async tests() {
      await start();
      return all;
    },
    async run(tests, planted) {
      if (planted) {
        const file = join(folder, planted.file);
        await writeFile(file, planted.text);
        changed.add(file);
      }
      const child = await start();
      const ran: Ran[] = [];
      for (const { test, mostMs } of tests) {
        const asked: Asked = { test, changed: [...changed] };
        const answer = next(child, (told) => told.kind === "ran", mostMs);
        child.send(asked);
        const told = await answer;
        if (told?.kind !== "ran") {
          await stop();
          return { ran, timedOut: true };
        }
        ran.push({ test, ok: told.ok, passed: told.passed, tookMs: told.tookMs });
        if (!told.ok) break;
      }
      return { ran, timedOut: false };
    },
    stop,
  };
}

/** The first message that is asked for; undefined when the process ends first, or the time is up. */
function next(child: ChildProcess, isIt: (told: Told) => boolean, mostMs = 120_000): Promise<Told | undefined> {
  return new Promise((resolve) => {
    const end = (told?: Told) => {
      clearTimeout(timer);
      child.off("message", look);
      child.off("exit", gone);
      resolve(told);
    };
    const look = (told: Told) => isIt(told) && end(told);
    const gone = () => end();
    const timer = setTimeout(gone, mostMs);
    child.on("message", look);
    child.once("exit", gone);
  });
}
