import { createHash } from "node:crypto";
import { type Place, plain } from "#chat";
import type { Database } from "#store";
import { insertNotices } from "./notices.ts";
import { OWNER, personIn } from "./owner-keys.ts";
import type { CameOf } from "./reports.ts";

/** Something that whoever answers for a story is told once, by its key. */
export type OwnerNews = {
  /** `check`: it is to be looked at again, and they can say that it is still true. */
  readonly what: "check" | "passed" | "report";
  readonly topic: string;
  /** What makes it another than the last: a due day, a statement. */
  readonly of: string;
  /** Plain words; one line each. */
  readonly text: string;
  readonly about?: Place;
};

const MOST_TEXT = 600;

/** For those who answer for stories. */
export type OwnerDesk = {
  /** Whether people of a platform can be told things. */
  hears(platform: string): boolean;
  /** Tells them each thing once, all in one message a day. */
  tell(owner: Place | "operator", news: readonly OwnerNews[]): Promise<void>;
  /** Tells those who reported mistakes what came of it. */
  tellReporters(cameOf: CameOf): Promise<void>;
};

/** Plans to tell somebody who answers for stories, or the operator's place. */
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
  const lines = text.split("\n").map((line) => plain(line).replace(/\s+/g, " ").trim());
  return lines
    .map((line) => (line.length <= MOST_TEXT ? line : `${line.slice(0, MOST_TEXT - 1).toWellFormed()}…`))
    .join("\n");
}

function hash(of: readonly (string | null)[]): string {
  return createHash("sha256").update(JSON.stringify(of)).digest("hex").slice(0, 32);
}
