import type { Database } from "#store";
import type { Asked } from "./compose.ts";

/**
 * The fingerprints of words that a story no longer says and that may not be repeated: words that an edition took back
 * or hides, words of a statement that was taken back later, and words that no edition has yet recorded as gone.
 */
export async function notRepeated({ topics, gone, says }: Asked, db: Database): Promise<ReadonlySet<string>> {
  if (topics.length === 0 || gone.length === 0) return new Set();
  const rows = await db
    .selectFrom("edition_statements as s")
    .innerJoin("edition_statements as w", (join) =>
      join.onRef("w.topic", "=", "s.topic").onRef("w.statement", "=", "s.statement"),
    )
    .leftJoin("editions as e", (join) => join.onRef("e.topic", "=", "w.topic").onRef("e.number", "=", "w.until"))
    .select(["s.fingerprint as said", "w.fingerprint", "w.until", "w.retracted", "e.hide_old"])
    .where("s.topic", "in", topics)
    .where("s.fingerprint", "in", gone)
    .execute();
  const isHidden = ({ until, retracted, hide_old, fingerprint }: (typeof rows)[number]) =>
    until === null ? !says.has(fingerprint) : retracted || hide_old === true;
  return new Set(rows.filter(isHidden).map(({ said }) => said));
}
