import type { SQLInputValue } from "node:sqlite";
import { StoreError } from "../database/error.ts";
import { type Answer, CLOSED, type Problem, type Request, type ThreadOptions } from "./protocol.ts";
import { giveBack, takeThread } from "./spare-thread.ts";
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

type Asked =
  | { readonly sql: string; readonly parameters: readonly SQLInputValue[] }
  | { readonly name: string }
  | { readonly open: ThreadOptions };
type Waiting = { resolve(result: Result): void; reject(error: Error): void };

/**
 * Opens a database file.
 * @throws StoreError
 */
export async function connect({ onLost, ...options }: ConnectionOptions): Promise<Connection> {
  const thread = takeThread();
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
  const ended = Promise.withResolvers<"closed" | "ended">();
  const hear = (answer: Answer) => {
    if (answer.at === CLOSED) return ended.resolve("closed");
    const asked = waiting.get(answer.at);
    waiting.delete(answer.at);
    if (waiting.size === 0) thread.unref();
    if (!asked) return;
    if (!("problem" in answer)) return asked.resolve({ rows: answer.rows, changes: BigInt(answer.changes) });
    const error = errorFor(answer.problem, file);
    asked.reject(error);
    if (error instanceof StoreError && isLost(answer.problem)) lose(error);
  };
  const fail = (error: Error) => lose(new StoreError(`The database's thread ended: ${error.message}.`, error));
  const end = () => {
    lose(new StoreError("The database's thread ended."));
    ended.resolve("ended");
  };
  thread.on("message", hear).once("error", fail).once("exit", end);
  const ask = (what: Asked) =>
    new Promise<Result>((resolve, reject) => {
      if (failure) return reject(failure);
      last += 1;
      waiting.set(last, { resolve, reject });
      thread.ref();
      const request: Request = { at: last, ...what };
      thread.postMessage(request);
    });
  let closing: Promise<void> | undefined;
  const close = async () => {
    const wasLost = failure !== undefined;
    failure ??= new StoreError("The database is closed.");
    thread.ref();
    thread.postMessage("close");
    const how = await ended.promise;
    thread.off("message", hear).off("error", fail).off("exit", end);
    if (how === "closed" && !wasLost) giveBack(thread);
    else await thread.terminate();
  };
  try {
    await ask({ open: options });
    isOpen = true;
  } catch (error) {
    await thread.terminate();
    throw error;
  }
  return {
    // Once: the thread may run another file's statements by then.
    close: () => (closing ??= close()),
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
