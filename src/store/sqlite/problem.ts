import type { Problem } from "./protocol.ts";

/** An error as SQLite's are, with a code of ours. */
export function problem(message: string, errcode: number): Error {
  return Object.assign(new Error(message), { errcode });
}

/** What a thread can tell of an error. */
export function problemIn(error: unknown): Problem {
  const code = typeof error === "object" && error !== null && "errcode" in error ? Number(error.errcode) : 0;
  return { message: error instanceof Error ? error.message : String(error), code };
}
