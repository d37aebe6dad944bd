import type { Briefing } from "#briefing";
import type { Place } from "#chat";
import type { Schedule } from "#schedule";

/** Where a story's owner can be notified; undefined if they have no such place, or its platform is not connected. */
export function ownerPlace(
  { owner }: Pick<Briefing, "owner">,
  owners: Pick<Schedule["owners"], "hears"> | undefined,
): Place | undefined {
  return owner && !("name" in owner) && owners?.hears(owner.platform) ? owner : undefined;
}
