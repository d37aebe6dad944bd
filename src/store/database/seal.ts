import { crc32 } from "node:zlib";

/** SQLite keeps a number for whoever uses it: here a checksum of the schema, which no check of its own looks at. */
export const READ_SEAL = "pragma user_version";
/** Without SQLite's own tables, such as what it counts of others: those come and go. */
export const READ_SCHEMA =
  "select sql from sqlite_schema where sql is not null and name not like 'sqlite^_%' escape '^' order by type, name";
/** Every database of ours has it: where migrations are remembered. */
export const MIGRATION_TABLE = "kysely_migration";
/** Set in a backup, which holds slots that have been posted since: it is imported, and never opened as it is. */
export const BACKUP_MARK = 0x6e675f62;
/** While the schema is being changed, and until the next start where a crash ended that. */
export const UNSEALED = 0;

/** The seal of a schema: 32 bits, and never that of none. */
export function sealOf(schema: readonly { readonly sql: string }[]): number {
  const sum = crc32(schema.map(({ sql }) => sql).join("\n")) | 0;
  return sum === UNSEALED ? 1 : sum;
}
