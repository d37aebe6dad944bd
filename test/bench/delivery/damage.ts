import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Place } from "./ground.ts";

/** The database file of a place. */
export function fileOf({ folder }: Place): string {
  return join(folder, "nutgraf.db");
}

/** What SQLite itself finds wrong with it, a sentence at most. */
export function damageIn(place: Place): string[] {
  const database = new DatabaseSync(fileOf(place), { readOnly: true });
  try {
    const rows = database.prepare("pragma integrity_check").all();
    const found = rows.map(({ integrity_check }) => String(integrity_check));
    return found.join() === "ok" ? [] : [`the database is damaged: ${found.join("; ")}`];
  } finally {
    database.close();
  }
}
