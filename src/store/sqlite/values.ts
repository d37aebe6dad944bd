import type { SQLInputValue, StatementColumnMetadata } from "node:sqlite";
import { keepable } from "../database/storable-text.ts";

/**
 * Converts a parameter for binding. SQLite silently binds unknown types as NULL, so they are refused here. Instants become
 * whole milliseconds since 1970.
 * @throws TypeError for anything but a primitive, a date or bytes
 */
export function bound(value: unknown, index: number): SQLInputValue {
  if (typeof value === "string") return keepable(value);
  if (value === null || typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.getTime();
  if (value instanceof Uint8Array) return value;
  throw new TypeError(
    `Parameter ${index + 1} of a query is ${nameOf(value)}: convert it to a value that SQLite can store.`,
  );
}

/** Makes a reader that converts a row by the declared types of its columns. */
export function rowReader(
  columns: readonly Pick<StatementColumnMetadata, "name" | "type">[],
): (row: Record<string, unknown>) => Record<string, unknown> {
  const typed = columns.flatMap(({ name, type }) => {
    const read = type === null ? undefined : READERS[type];
    return read ? [{ name, read }] : [];
  });
  return (row) => {
    for (const { name, read } of typed) {
      const value = row[name];
      if (value !== null) row[name] = read(value);
    }
    return row;
  };
}

/** Declared types beyond SQLite's own, and how each is read. */
const READERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  timestamptz: (value) => new Date(Number(value)),
  boolean: (value) => value === 1,
  "json text": (value) => JSON.parse(String(value)),
};

function nameOf(value: unknown): string {
  if (value instanceof Date) return "an invalid date";
  if (typeof value === "number") return String(value);
  return value === undefined ? "undefined" : `of type ${typeof value}`;
}
