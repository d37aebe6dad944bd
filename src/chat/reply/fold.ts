import type { Stub } from "../ask/ask.ts";
import { fitsToken } from "../ask/token.ts";
import { pointsIn, select } from "./fit.ts";
import type { Block, Reply } from "./reply.ts";

/** How many points of a section are shown; the rest are offered. Fewer in posts, whose readers did not ask. */
export const MOST_POINTS = { answer: 5, post: 3 } as const;

/** The option that says which points are wanted; absent: as many as an answer shows. */
export const POINTS = "points";

/** Its values: all points; those left out of an answer; those left out of a post. */
export const WHICH_POINTS = { all: "full", afterAnswer: "more", afterPost: "after-3" } as const;

/**
 * The first points of each section, which are the most important, and a button for the rest. New and corrected points
 * are always shown, and so are all of a `whole` block. Nothing is left out unless a button leads to it.
 */
export function fold(reply: Reply, most: number, rest: Stub): Reply {
  const shown = select(reply, (block, index) => isShown(block, index, most));
  const left = pointsIn(reply) - pointsIn(shown);
  if (left === 0 || !fitsToken(rest)) return reply;
  const label = left === 1 ? "1 more point" : `${left} more points`;
  return { ...shown, actions: [{ label, ask: rest, shown: "reply" }, ...reply.actions] };
}

/** The points that `fold` leaves out, if any. */
export function folded(reply: Reply, most: number): Reply {
  return select(reply, (block, index) => !isShown(block, index, most));
}

function isShown(block: Block, index: number, most: number): boolean {
  if (block.kind !== "lines" || block.whole || index < most) return true;
  const change = block.lines[index]?.change;
  return change === "new" || change === "corrected";
}
