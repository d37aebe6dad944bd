import { sql } from "kysely";
import { type Database, differencesOf } from "#store";

/**
 * Whether words that are no longer said may not be repeated: because they, later words of their statement, or the same
 * words in another statement were taken back or hidden. A condition on `edition_statements as s`, to be read in the
 * same query as the words, so that nothing withdrawn in between is shown.
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
