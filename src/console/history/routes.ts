import type { Door } from "../access/door.ts";
import { loadedOnce, type Route } from "../pages/route.ts";
import type { HistoryOptions } from "./answers.ts";

/** What changed, for everyone. */
export function historyRoutes(options: HistoryOptions, door: Door): readonly Route[] {
  const page = loadedOnce(async () => (await import("./answers.ts")).historyAnswers(options, door));
  return [
    { method: "GET", path: "/corrections", answer: page("corrections") },
    { method: "GET", path: "/corrections.atom", answer: page("correctionsFeed") },
    { method: "GET", path: "/briefings/:topic/history", answer: page("story") },
    { method: "GET", path: "/briefings/:topic/history.atom", answer: page("storyAtom") },
    { method: "GET", path: "/briefings/:topic/history.json", answer: page("storyJson") },
  ];
}
