import { createHash } from "node:crypto";
import { type Place, shorten } from "#chat";
import type { Database } from "#store";
import { insertNotices } from "./notices.ts";
import { OWNER, personIn } from "./owner-keys.ts";
import type { CameOf } from "./reports.ts";

/** Something that a story's owner is notified of once per key. */
export type OwnerNews = {
  /** `check`: it is due for a check, and they can confirm that it is still true. */
  readonly what: "check" | "passed" | "report";
  readonly topic: string;
  /** Tells it apart from others about the story: a due day, a statement. */
  readonly of: string;
  /** Plain text; one line each. */
  readonly text: string;
  readonly about?: Place;
};

const MOST_TEXT = 600;

/** Notifies owners of stories, and people who reported mistakes in them. */
export type OwnerDesk = {
  /** Whether people on a platform can be notified. */
  hears(platform: string): boolean;
  /** Notifies an owner of each thing once, in at most one message a day. */
  tell(owner: Place | "operator", news: readonly OwnerNews[]): Promise<void>;
  /** Notifies those who reported mistakes of what came of it. */
  tellReporters(cameOf: CameOf): Promise<void>;
};

/** Plans notices to an owner of stories, or to the operator's place. */
export async function tellOwner(
  to: Place,
  news: readonly OwnerNews[],
  { isOperator, now, db }: { readonly isOperator: boolean; readonly now: Date; readonly db: Database },
): Promise<void> {
  const { platform, tenant } = to;
  const person = isOperator ? null : personIn(to);
  const notices = news.map(({ what, topic, of, text, about }) => ({
    key: [OWNER, what, topic, hash([platform, tenant, person, of])].join(":"),
    ...{ platform, tenant, person, subscription: null, text: cut(text) },
    ...(about && { about }),
  }));
  await db.transaction().execute((tx) => insertNotices(notices, now, tx));
}

function cut(text: string): string {
  return text
    .split("\n")
    .map((line) => shorten(line, MOST_TEXT))
    .join("\n");
}

function hash(of: readonly (string | null)[]): string {
  return createHash("sha256").update(JSON.stringify(of)).digest("hex").slice(0, 32);
}
