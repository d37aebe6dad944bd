import type { Bot } from "#chat";
import type { SubscriptionRow } from "#store";
import { sayCron, sayInstant } from "../times/say-times.ts";
import { placeOf } from "./place-of-row.ts";

/** Knows the titles of stories. */
export type Titles = Pick<Bot, "titleOf">;

type Placed = Pick<SubscriptionRow, "topic" | "platform" | "tenant" | "place" | "parent" | "outsiders">;

/**
 * A schedule as named in a sentence: `schedule for “Rail strike” (weekdays 09:00)`. Without its story's name if the
 * place may no longer read it.
 */
export function scheduleOf(row: Placed & Pick<SubscriptionRow, "times" | "cron">, bot: Titles | undefined): string {
  const times = row.times === row.cron ? sayCron(row.cron) : row.times;
  const story = storyName(row, bot);
  return story === undefined ? `schedule (${times}) ${WHOSE_STORY_ENDED}` : `schedule for ${story} (${times})`;
}

/** A run of a schedule: `briefing on “Rail strike” of Mon 23 Nov, 09:00 London`. */
export function briefingOf(
  row: (Placed & Pick<SubscriptionRow, "zone">) | undefined,
  slotMs: number,
  bot: Titles | undefined,
  zone = "UTC",
): string {
  const when = sayInstant(slotMs, row?.zone ?? zone);
  const story = row && storyName(row, bot);
  if (story !== undefined) return `briefing on ${story} due ${when}`;
  return row ? `briefing due ${when} ${WHOSE_STORY_ENDED}` : `briefing due ${when}`;
}

const WHOSE_STORY_ENDED = "whose story is no longer available there";

function storyName(row: Placed, bot: Titles | undefined): string | undefined {
  if (row.topic === "all") return "all stories";
  const titles = row.topic.split(",").map((topic) => bot?.titleOf?.(topic, placeOf(row)));
  const known = titles.filter((title) => title !== undefined);
  return known.length === 0 ? undefined : known.map((title) => `“${title}”`).join(", ");
}
