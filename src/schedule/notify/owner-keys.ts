import type { Place } from "#chat";
import type { NoticeRow } from "#store";

/** The kind of notice that goes to owners of stories. */
export const OWNER = "owner";

/** The kind of notice that goes to those who reported a mistake. */
export const HEARD = "heard";

/** The kind of notice that sums up a week for the operator. */
export const WEEKLY = "weekly";

/** A notice stores a person's id, or a channel's id after a `#`. */
export function recipientOf({
  platform,
  tenant,
  person,
}: Pick<NoticeRow, "platform" | "tenant"> & { person: string }): Place {
  return person.startsWith("#")
    ? { platform, tenant, id: person.slice(1) }
    : { platform, tenant, id: person, person: true };
}

/** The reverse of `recipientOf`. */
export function personIn({ id, person }: Place): string {
  return person ? id : `#${id}`;
}

/** The part of a report's key that names the story, and the chosen sentence, if any. */
export function aboutKey(topic: string | undefined, mark: string | undefined): string {
  return topic === undefined ? "" : `about=${topic}${mark === undefined ? "" : `.${mark}`}:`;
}

/** Reads back what a report's notice is about; undefined if that is unknown. */
export function aboutIn({
  key,
}: Pick<NoticeRow, "key">): { readonly topic: string; readonly mark?: string } | undefined {
  const [, topic, mark] = ABOUT.exec(key) ?? [];
  return topic === undefined ? undefined : { topic, ...(mark !== undefined && { mark }) };
}

/** Follows the hashes of who sent it and from where; after it comes the platform's own id of the ask. */
const ABOUT = /^(?:owner:)?report:[^:]*:[^:]*:about=([a-z0-9-]+)(?:\.([0-9a-f]+))?:/;

/** The story that a notice asks to check; undefined if it is about something else. */
export function topicToCheck({ key }: Pick<NoticeRow, "key">): string | undefined {
  const [kind, what, topic] = key.split(":");
  return kind === OWNER && what === "check" ? topic : undefined;
}
