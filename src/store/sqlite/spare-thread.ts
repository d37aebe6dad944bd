import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

const GUARD = fileURLToPath(new URL("../../../node-guard.cjs", import.meta.url));
/** A thread without work holds some megabytes. */
const KEPT_MS = 5_000;

let spare: { readonly thread: Worker; readonly release: () => void } | undefined;

/** A thread that runs statements: one whose file was just closed, since starting another takes longer than opening a file. */
export function takeThread(): Worker {
  if (spare) {
    const { thread, release } = spare;
    release();
    return thread;
  }
  return new Worker(new URL("./thread.ts", import.meta.url), {
    // Caches the type stripping, which is most of the cost of starting a thread.
    execArgv: ["-r", GUARD],
    // The default young generation is 16 MB; results are small.
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  });
}

/** Keeps a thread that closed its file for the next one, for a short while. It keeps no process alive. */
export function giveBack(thread: Worker): void {
  if (spare) return void thread.terminate();
  const release = () => {
    clearTimeout(timer);
    thread.off("error", end);
    spare = undefined;
  };
  const end = () => {
    release();
    void thread.terminate();
  };
  const timer = setTimeout(end, KEPT_MS).unref();
  thread.on("error", end);
  thread.unref();
  spare = { thread, release };
}
