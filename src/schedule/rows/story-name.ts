import type { Bot } from "#chat";
import type { SubscriptionRow } from "#store";
import { placeOf } from "./place-of-row.ts";

/** Knows the titles of stories. */
export type Titles = Pick<Bot, "titleOf">;

/** A story's name for a sentence; one that its place may no longer see is not named. */
export function storyName(
  row: Pick<SubscriptionRow, "topic" | "platform" | "tenant" | "place" | "parent" | "outsiders">,
  bot: Titles | undefined,
): string {
  if (row.topic === "all") return "all stories";
  if (!bot?.titleOf) return `“${row.topic}”`;
  const title = bot.titleOf(row.topic, placeOf(row));
  return title === undefined ? "a story that is no longer available" : `“${title}”`;
}
