import type { Place } from "#chat";
import type { NoticeRow } from "#store";

/** Notices to those who answer for stories. */
export const OWNER = "owner";

/** Notices to those who reported a mistake. */
export const HEARD = "heard";

/** The kind of notice that sums up a week for the operator. */
export const WEEKLY = "weekly";

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

/** What a report's key says it is about: the story, and the sentence that was chosen, if any. */
export function aboutKey(topic: string | undefined, mark: string | undefined): string {
  return topic === undefined ? "" : `about=${topic}${mark === undefined ? "" : `.${mark}`}:`;
}

/** What a notice of a report is about, read back; undefined where it is not known. */
export function aboutIn({
  key,
}: Pick<NoticeRow, "key">): { readonly topic: string; readonly mark?: string } | undefined {
  const [, topic, mark] = ABOUT.exec(key) ?? [];
  return topic === undefined ? undefined : { topic, ...(mark !== undefined && { mark }) };
}

/** Behind the marks of who sent it and from where: what follows is the platform's own id of the ask. */
const ABOUT = /^(?:owner:)?report:[^:]*:[^:]*:about=([a-z0-9-]+)(?:\.([0-9a-f]+))?:/;

/** The story that a notice asks to look at; undefined if it is about something else. */
export function topicToCheck({ key }: Pick<NoticeRow, "key">): string | undefined {
  const [kind, what, topic] = key.split(":");
  return kind === OWNER && what === "check" ? topic : undefined;
}
