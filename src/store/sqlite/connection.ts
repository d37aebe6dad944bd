import type { SQLInputValue } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { StoreError } from "../database/error.ts";
import type { Answer, Problem, Request, ThreadOptions } from "./protocol.ts";
import { isBusy, isFull, isLost, sentenceFor } from "./trouble.ts";
import { bound } from "./values.ts";

/** An open database file. Statements run in a separate thread, in order. */
export type Connection = {
  /**
   * Runs one statement.
   * @throws StoreError if the file or its disk is in trouble; Error if the statement is wrong
   */
  run(sql: string, parameters?: readonly unknown[]): Promise<Result>;
  /** Gives a new file its final name once it is on disk, and continues with it. */
  rename(name: string): Promise<void>;
  /** Closes the file; pending statements fail. */
  close(): Promise<void>;
};

export type Result = { readonly rows: Record<string, unknown>[]; readonly changes: bigint };

export type ConnectionOptions = ThreadOptions & {
  /** Called on trouble that leaves the last write uncertain: the file must be reopened. */
  readonly onLost?: (error: StoreError) => void;
};

const GUARD = fileURLToPath(new URL("../../../node-guard.cjs", import.meta.url));

type Asked = { readonly sql: string; readonly parameters: readonly SQLInputValue[] } | { readonly name: string };
type Waiting = { resolve(result: Result): void; reject(error: Error): void };

/**
 * Opens a database file.
 * @throws StoreError
 */
export async function connect({ onLost, ...options }: ConnectionOptions): Promise<Connection> {
  const thread = new Worker(new URL("./thread.ts", import.meta.url), {
    workerData: options,
    // Caches the type stripping, which is most of the cost of starting a thread.
    execArgv: ["-r", GUARD],
    // The default young generation is 16 MB; results are small.
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  });
  let { file } = options;
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let isOpen = false;
  let failure: Error | undefined;
  const failAll = (error: Error) => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const lose = (error: StoreError) => {
    if (failure) return;
    failAll(error);
    // Deferred, so that the caller gets its error first. If it never opened, opening reports it.
    if (isOpen) setImmediate(() => onLost?.(error));
  };
  thread.on("message", (answer: Answer) => {
    const asked = waiting.get(answer.at);
    waiting.delete(answer.at);
    if (waiting.size === 0) thread.unref();
    if (!asked) return;
    if (!("problem" in answer)) return asked.resolve({ rows: answer.rows, changes: BigInt(answer.changes) });
    const error = errorFor(answer.problem, file);
    asked.reject(error);
    if (error instanceof StoreError && isLost(answer.problem)) lose(error);
  });
  thread.once("error", (error) => lose(new StoreError(`The database's thread ended: ${error.message}.`, error)));
  const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  void ended.then(() => lose(new StoreError("The database's thread ended.")));
  const wait = (at: number, send: () => void) =>
    new Promise<Result>((resolve, reject) => {
      if (failure) return reject(failure);
      waiting.set(at, { resolve, reject });
      thread.ref();
      send();
    });
  const ask = (what: Asked) => {
    last += 1;
    const request: Request = { at: last, ...what };
    return wait(last, () => thread.postMessage(request));
  };
  const close = async () => {
    failure ??= new StoreError("The database is closed.");
    thread.ref();
    thread.postMessage("close");
    await ended;
  };
  try {
    await wait(0, () => {});
    isOpen = true;
  } catch (error) {
    await thread.terminate();
    throw error;
  }
  return {
    close,
    run: async (sql, parameters = []) => ask({ sql, parameters: parameters.map(bound) }),
    async rename(name) {
      await ask({ name });
      file = name;
    },
  };
}

function errorFor(problem: Problem, file: string): Error {
  const sentence = sentenceFor(problem, file);
  const cause = Object.assign(new Error(problem.message), { code: problem.code });
  if (sentence === undefined) return Object.assign(new Error(problem.message), { code: problem.code });
  return Object.assign(new StoreError(sentence, cause), { busy: isBusy(problem), full: isFull(problem) });
}
