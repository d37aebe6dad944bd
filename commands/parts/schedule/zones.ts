import type { Choice } from "#chat";
import type { Tools } from "../command.ts";
import { MOST_CHOICES } from "../topic.ts";

/**
 * Time zones that somebody may mean by what is typed: a place by its current or former name, a country, an
 * abbreviation.
 */
export function suggestZones(typed: string, { schedule }: Tools): Choice[] {
  const likely = schedule?.subscriptions.zones(typed) ?? [];
  return likely.slice(0, MOST_CHOICES).map(({ zone, called }) => {
    const name = zone.replaceAll("_", " ");
    return { value: zone, label: called === undefined ? name : `${name} (${called})` };
  });
}
