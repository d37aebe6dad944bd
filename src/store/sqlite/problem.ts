import type { Problem } from "./protocol.ts";

/** An error shaped like SQLite's, with one of our codes. */
export function problem(message: string, errcode: number): Error {
  return Object.assign(new Error(message), { errcode });
}

/** An error in a form that a thread can send. */
export function problemIn(error: unknown): Problem {
  const code = typeof error === "object" && error !== null && "errcode" in error ? Number(error.errcode) : 0;
  return { message: error instanceof Error ? error.message : String(error), code };
}
