import type { Choice } from "#chat";
import { MOST_CHOICES } from "./topic.ts";

/** Time zones that contain what is typed, those that begin with it first. */
export function suggestZones(typed: string): Choice[] {
  const words = typed.trim().toLowerCase().replaceAll(" ", "_");
  const ranked = [...zones()].flatMap((zone) => {
    const at = zone.toLowerCase().indexOf(words);
    const begins = at === 0 || zone[at - 1] === "/";
    return at === -1 ? [] : [{ zone, rank: begins ? 0 : 1 }];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_CHOICES)
    .map(({ zone }) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}

let known: readonly string[] | undefined;

function zones(): readonly string[] {
  known ??= ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
  return known;
}
