import { parentPort, workerData } from "node:worker_threads";
import { Refusal } from "../document/refusal.ts";
import { type Job, readDocument } from "./read-document.ts";

/** What the worker says: what it does, and how it came out. */
export type Said =
  | { readonly is: "doing"; readonly doing: string }
  | { readonly is: "read"; readonly read: Awaited<ReturnType<typeof readDocument>> }
  | { readonly is: "refused"; readonly message: string };

const say = (said: Said) => parentPort?.postMessage(said);

try {
  say({ is: "read", read: await readDocument(workerData as Job, (doing) => say({ is: "doing", doing })) });
} catch (error) {
  if (error instanceof Refusal) say({ is: "refused", message: error.message });
  else if (error instanceof RangeError && /call stack/.test(error.message))
    say({ is: "refused", message: "Its parts are nested without end: copy its text, and add that" });
  else throw error;
}
