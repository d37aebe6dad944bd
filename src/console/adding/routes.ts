import { randomUUID } from "node:crypto";
import type { Door } from "../access/door.ts";
import { loadedOnce, type Route } from "../pages/route.ts";
import { type AddingDesk, openWaiting } from "./desk.ts";

export type AddingOptions = {
  /** Opened with the first. */
  readonly open: () => Promise<AddingDesk>;
  readonly publicUrl?: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** Where sources are added. */
export function addingRoutes({ open, publicUrl, now }: AddingOptions, { show }: Door): readonly Route[] {
  const waiting = openWaiting(now, randomUUID);
  const page = loadedOnce(async () => {
    const [{ addingAnswers }, desk] = await Promise.all([import("./answers.ts"), open()]);
    return addingAnswers({ desk, waiting, show, ...(publicUrl !== undefined && { publicUrl }) });
  });
  return [
    { method: "GET", path: "/add", closed: true, answer: page("form") },
    { method: "POST", path: "/add", closed: true, answer: page("read") },
    { method: "POST", path: "/add/keep", closed: true, answer: page("keep") },
  ];
}
