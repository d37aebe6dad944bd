import { Worker } from "node:worker_threads";
import { LIMITS, type Limits } from "../document/limits.ts";
import { Refusal } from "../document/refusal.ts";
import type { Job, Read } from "./read-document.ts";
import type { Said } from "./worker.ts";

const MB = 1024 * 1024;
/** How often the memory is looked at: what a reader unpacks is not on the heap, and no limit of the engine's holds it. */
const LOOK_MS = 25;

/**
 * Reads a document in a thread of its own, which ends when it takes too long or too much memory. One after another, so
 * that what the process grows by is that document's.
 * @throws Refusal
 */
export function readInWorker(
  job: Omit<Job, "textBytes">,
  given: Partial<Limits> = {},
  progress: (doing: string) => void = () => {},
): Promise<Read> {
  const limits = { ...LIMITS, ...given };
  const turn = queue.then(() => read({ ...job, textBytes: limits.textBytes }, limits, progress));
  queue = turn.catch(() => {});
  return turn;
}

let queue: Promise<unknown> = Promise.resolve();

async function read(job: Job, limits: Limits, progress: (doing: string) => void): Promise<Read> {
  const before = process.memoryUsage.rss();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: job,
    env: {},
    // What readers print of their trouble is nobody's to read.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 64 },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  let watch: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Read>((resolve, reject) => {
      watch = setInterval(() => {
        if (process.memoryUsage.rss() - before > limits.memoryMb * MB) reject(tooMuch(limits));
      }, LOOK_MS);
      const seconds = Math.round(limits.readMs / 1000);
      timer = setTimeout(
        () =>
          reject(
            new Refusal(
              `Reading it takes longer than ${seconds <= 1 ? "1 second" : `${seconds} seconds`}: add the part that you need`,
            ),
          ),
        limits.readMs,
      );
      worker.on("message", (said: Said) => {
        if (said.is === "doing") progress(said.doing);
        else if (said.is === "read") resolve(said.read);
        else reject(new Refusal(said.message));
      });
      worker.once("error", (cause: unknown) => {
        const isMemory = cause instanceof Error && "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY";
        reject(
          isMemory
            ? tooMuch(limits)
            : new Refusal("It cannot be read: it is damaged, or in an unknown format. Copy its text, and add that", {
                cause,
              }),
        );
      });
      worker.once("exit", () =>
        reject(new Refusal("It cannot be read: its reader ended. Copy its text, and add that")),
      );
    });
  } finally {
    clearInterval(watch);
    clearTimeout(timer);
    await worker.terminate();
  }
}

function tooMuch(limits: Limits): Refusal {
  return new Refusal(`Reading it takes more than ${limits.memoryMb} MB of memory: it is not opened`);
}
