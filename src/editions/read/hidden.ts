import { sql } from "kysely";
import { type Database, differencesOf } from "#store";

/**
 * Whether words that are not said any more may not be repeated: they, or later words of their statement, were taken back or
 * hidden, or the same words were as another statement. Of `edition_statements as s`. Asked at once with the words, so that
 * what is withdrawn in between is not shown.
 */
export function hiddenIn(db: Database) {
  const { foundByKey } = differencesOf(db);
  const isTaken = sql`(t.retracted or exists (
    select 1 from editions h where h.topic = t.topic and h.number = t.until and h.hide_old))`;
  return sql<boolean | number>`(s.until is not null and (
    exists (select 1 from edition_statements t where t.topic = s.topic and t.statement = s.statement
      and t.until >= s.until and ${isTaken})
    or exists (select 1 from edition_statements t where t.fingerprint = s.fingerprint
      and ${foundByKey("t.topic")} = s.topic and t.until is not null and ${isTaken})))`;
}
