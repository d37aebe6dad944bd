import { sql } from "kysely";
import type { Database } from "#store";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";
import type { Place } from "../delivery/ground.ts";
import { openDesk } from "./desk.ts";

const STATEMENTS = 60;
const EDITIONS = 60;
const CHANGED = 6;
const QUOTE = "the union will stop work at noon and go on for as long as it takes";

/** Records editions that reword a tenth of a story each: by how many bytes the store grows, and how long what changed is. */
export async function growthOf(place: Place): Promise<{ readonly stored: number; readonly changed: number }> {
  const versions = Array.from({ length: STATEMENTS }, () => 0);
  const desk = await openDesk(place, libraryOf({}), Date.now);
  const { db } = await desk.store.open();
  try {
    desk.editions.start((tell) => {
      tell(true);
      return { stop: async () => {} };
    }, []);
    desk.editions.see(libraryAt(versions));
    await desk.editions.record();
    const before = await bytesIn(db, desk.store.kind);
    let changed = 0;
    for (let edition = 1; edition <= EDITIONS; edition += 1) {
      for (let index = 0; index < CHANGED; index += 1) {
        const item = (edition * CHANGED + index) % STATEMENTS;
        versions[item] = edition;
        changed += Buffer.byteLength(wordsOf(item, edition)) + Buffer.byteLength(QUOTE);
      }
      desk.editions.see(libraryAt(versions));
      await desk.editions.record();
    }
    return { stored: (await bytesIn(db, desk.store.kind)) - before, changed };
  } finally {
    await desk.close();
  }
}

const wordsOf = (item: number, edition: number) =>
  `Of matter ${item} it was said on day ${edition} that those who were asked about it had nothing more to tell us than what they had told us on the day before, when we asked them too`;

function libraryAt(versions: readonly number[]) {
  const items = versions.map((edition, item) => `- ${wordsOf(item, edition)}. [^1]`).join("\n");
  const text = briefingFile({ header: "title: Story", happening: items, footnotes: `[^1]: wire "${QUOTE}"` });
  return libraryOf({
    "sources/wire.md": sourceFile(`We heard that ${QUOTE}.`, "title: Wire"),
    "briefings/story.md": text,
  });
}

/** What the database takes up, its indexes included, without room that is free to be used again. */
async function bytesIn(db: Database, kind: "embedded" | "postgres"): Promise<number> {
  if (kind === "postgres")
    for (const table of ["editions", "edition_statements"]) await sql`vacuum full ${sql.table(table)}`.execute(db);
  const query =
    kind === "postgres"
      ? sql<{
          bytes: number;
        }>`select pg_total_relation_size('editions') + pg_total_relation_size('edition_statements') as bytes`
      : sql<{ bytes: number }>`select (page_count - freelist_count) * page_size as bytes
          from pragma_page_count, pragma_freelist_count, pragma_page_size`;
  return (await query.execute(db)).rows[0]?.bytes ?? 0;
}
