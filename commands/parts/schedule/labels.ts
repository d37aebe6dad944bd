import type { ListedSubscription } from "#schedule";
import { distinctLabels } from "../distinct.ts";

export type Labeling = {
  readonly titleOf: (topic: string) => string;
  /** What is said of each schedule in any case: its times, or those with their zone; where absent nothing. */
  readonly with?: "times" | "zone";
  /** The longest label, in UTF-16 units. */
  readonly most?: number;
};

/** What schedules are called where one is chosen: by story, and by whatever tells those of one story apart. */
export function scheduleLabels(rows: readonly ListedSubscription[], labeling: Labeling): string[] {
  const { titleOf, with: always, most } = labeling;
  const named = rows.map((row) => {
    const { times } = row;
    const [clock, zone] = parted(times);
    const paused = row.state === "paused" ? "paused" : "";
    const sections = row.sections === "" ? "all parts" : row.sections.replaceAll(".", ", ");
    const post = row.onlyIfChanged ? "when something changed" : "always";
    return {
      name: titleOf(row.topic),
      facets: [clock, zone, sections, post, paused, row.topic],
      ...(always && { always: always === "times" ? clock : times }),
    };
  });
  return distinctLabels(named, most);
}

/** Splits `weekdays at 09:00 (Europe/London, UTC+0 now)` into the times and the zone. */
function parted(times: string): [string, string] {
  const [, clock = times, zone = ""] = /^(.*) \(([^()]*)\)$/.exec(times) ?? [];
  return [clock, zone.split(",")[0] ?? ""];
}
