import type { Place } from "#chat";
import type { NoticeRow } from "#store";

/** Notices to those who answer for stories. */
export const OWNER = "owner";

/** Notices to those who reported a mistake. */
export const HEARD = "heard";

/** A notice holds a person, or a channel behind a `#`. */
export function recipientOf({
  platform,
  tenant,
  person,
}: Pick<NoticeRow, "platform" | "tenant"> & { person: string }): Place {
  return person.startsWith("#")
    ? { platform, tenant, id: person.slice(1) }
    : { platform, tenant, id: person, person: true };
}

/** The same, the other way round. */
export function personIn({ id, person }: Place): string {
  return person ? id : `#${id}`;
}

/** The story that a notice asks to look at; undefined if it is about something else. */
export function topicToCheck({ key }: Pick<NoticeRow, "key">): string | undefined {
  const [kind, what, topic] = key.split(":");
  return kind === OWNER && what === "check" ? topic : undefined;
}
