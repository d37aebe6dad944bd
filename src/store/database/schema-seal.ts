import { crc32 } from "node:zlib";

/** SQLite's number for applications: here a checksum of the schema, which SQLite's own checks don't cover. */
export const READ_SEAL = "pragma user_version";
/** Without SQLite's own tables, like its statistics, which come and go. */
export const READ_SCHEMA =
  "select sql from sqlite_schema where sql is not null and name not like 'sqlite^_%' escape '^' order by type, name";
/** The table of migrations, which every database of ours has. */
export const MIGRATION_TABLE = "kysely_migration";
/** Marks a backup, whose slots may have been posted since: it must be imported, never opened directly. */
export const BACKUP_MARK = 0x6e675f62;
/** No seal: set while the schema changes, and until the next start if a crash interrupts that. */
export const UNSEALED = 0;

/** The seal of a schema: 32 bits, never `UNSEALED`. */
export function sealOf(schema: readonly { readonly sql: string }[]): number {
  const sum = crc32(schema.map(({ sql }) => sql).join("\n")) | 0;
  return sum === UNSEALED ? 1 : sum;
}
