import type { ColumnType, Generated } from "kysely";

/** An instant; both databases give a `Date`. */
export type Instant = Date;

/** A column with a default. */
export type Column<T> = Generated<T>;

/** JSON: written as text, read as what it holds. The reader checks its shape. */
export type Json = ColumnType<unknown, string, string>;
