import type { Bot, Instant, Place, Reply } from "#chat";
import { compose, type Heard } from "../post/compose.ts";
import type { CheckedRequest } from "../times/request.ts";
import { nextRuns } from "../times/runs.ts";
import { sayInstant } from "../times/say-times.ts";
import { introductionOf } from "./introduction.ts";

/** One run of a trial: what would be posted then, or why nothing would. */
export type RehearsedRun = Instant & ({ readonly reply: Reply } | { readonly skip: string });

/** What a place would get if a schedule were set up now and nothing changed. */
export type Rehearsal = { readonly introduction: Reply; readonly runs: readonly RehearsedRun[] };

export type Rehearsing = {
  readonly bot: Bot;
  readonly place: Place;
  /** The story's title there. */
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
};

/** The most runs to try. */
const MOST_RUNS = 6;

/** Composes the posts of the next runs as they would be composed then. Nothing is stored or posted. */
export async function rehearse(read: CheckedRequest, { bot, place, title, nowMs }: Rehearsing): Promise<Rehearsal> {
  const { request, times } = read;
  const { platform, tenant, id, outsiders = false } = place;
  const subscription = {
    ...{ id: "try", platform, tenant, place: id, parent: place.parent ?? null, outsiders, owner_name: null },
    ...{ topic: request.topic, sections: request.sections, zone: request.zone, only_if_changed: request.onlyIfChanged },
    cron: times.cron,
  };
  const runs: RehearsedRun[] = [];
  let heard: Heard | undefined;
  for (const atMs of nextRuns(times.cron, request.zone, nowMs, MOST_RUNS)) {
    const slot = { subscription, key: `try:${atMs}`, slotMs: atMs, late: false, byHand: false };
    const composed = await compose({ ...slot, ...(heard && { heard }) }, bot, {
      haveOutsiders: async () => outsiders,
      // Nothing changes in a trial.
      notRepeated: async () => new Set(),
    });
    const when = { atMs, said: sayInstant(atMs, request.zone) };
    if ("skip" in composed) {
      runs.push({ ...when, skip: composed.skip });
      continue;
    }
    runs.push({ ...when, reply: composed.reply });
    // A "nothing changed" line says nothing new: the next post is compared with the one before it.
    if (!heard || composed.whole) heard = { said: composed.said, slotMs: atMs, saidAtMs: atMs };
    else heard = { ...heard, saidAtMs: atMs };
  }
  return { introduction: introductionOf({ id: "try", title, read }), runs };
}
