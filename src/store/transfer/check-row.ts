import { shorten } from "#chat";
import { keepable, keepableJson } from "../database/storable-text.ts";
import type { ColumnFacts } from "../schema/column-facts.ts";
import { TABLES } from "../schema/table-facts.ts";
import type { Tables } from "../schema/tables.ts";

/** A row that can be stored, or what is wrong with it, to follow its name in a sentence. */
export type CheckedRow = { readonly row: Readonly<Record<string, unknown>> } | { readonly problem: string };

/** Checks a subscription's times and zone; returns what is wrong with them, if anything. */
export type CheckTimes = (times: { readonly cron: string; readonly zone: string }) => string | undefined;

/** Checks the rows of one import in turn. `where`: the row's name in messages. */
export function createRowCheck(checkTimes: CheckTimes) {
  const seen = new Map<string, string>();
  return (table: keyof Tables, given: Readonly<Record<string, unknown>>, where: string): CheckedRow => {
    const {
      columns,
      key,
      unique = [],
    } = TABLES[table] as (typeof TABLES)[keyof Tables] & {
      readonly columns: Readonly<Record<string, ColumnFacts>>;
      readonly unique?: readonly string[];
    };
    const row: Record<string, unknown> = {};
    for (const [name, facts] of Object.entries(columns)) {
      const value = given[name] === undefined && "missing" in facts ? facts.missing : given[name];
      const read = readValue(value, facts);
      if ("problem" in read) return { problem: `its ${name} ${read.problem}` };
      row[name] = read.value;
    }
    if (table === "subscriptions") {
      const problem = checkTimes({ cron: String(row.cron), zone: String(row.zone) });
      if (problem !== undefined) return { problem };
    }
    for (const names of [key, ...(unique.length > 0 ? [unique] : [])]) {
      const identity = JSON.stringify([table, names, ...names.map((name) => row[name])]);
      const before = seen.get(identity);
      if (before !== undefined) return { problem: `it has the same ${names.join(", ")} as ${before}` };
      seen.set(identity, where);
    }
    return { row };
  };
}

type Read = { readonly value: unknown } | { readonly problem: string };

function readValue(value: unknown, { holds, orNone, oneOf }: ColumnFacts): Read {
  if (value === null || value === undefined) return orNone ? { value: null } : { problem: "is missing" };
  const read = READERS[holds](value);
  if (read === undefined) return { problem: `is ${shown(value)}, which is not ${NAMES[holds]}` };
  if (oneOf && !oneOf.includes(String(read)))
    return { problem: `is ${shown(value)}, which is none of ${oneOf.join(", ")}` };
  return { value: read };
}

const NAMES: Readonly<Record<ColumnFacts["holds"], string>> = {
  text: "text",
  uuid: "a UUID",
  instant: "a time like 2026-11-20T09:00:00Z",
  boolean: "true or false",
  integer: "a whole number",
  json: "JSON",
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** With an offset: a time without one would be this machine's. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** PostgreSQL's largest four-byte integer. */
const MOST_INTEGER = 2_147_483_647;

/** Reads a column's value; undefined for anything invalid. */
const READERS: Readonly<Record<ColumnFacts["holds"], (value: unknown) => unknown>> = {
  text: (value) => (typeof value === "string" ? keepable(value) : undefined),
  uuid: (value) => (typeof value === "string" && UUID.test(value) ? value.toLowerCase() : undefined),
  instant(value) {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value;
    if (typeof value !== "string" || !INSTANT.test(value)) return undefined;
    const at = new Date(value);
    return Number.isNaN(at.getTime()) ? undefined : at;
  },
  boolean: (value) => (typeof value === "boolean" ? value : undefined),
  integer: (value) => (Number.isInteger(value) && Math.abs(Number(value)) <= MOST_INTEGER ? value : undefined),
  json: (value) => keepableJson(JSON.stringify(value)),
};

function shown(value: unknown): string {
  const text = typeof value === "string" ? `“${value}”` : (JSON.stringify(value) ?? String(value));
  return shorten(text, 60);
}
