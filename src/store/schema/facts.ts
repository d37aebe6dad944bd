import type { RawBuilder } from "kysely";
import type { ColumnFacts } from "./column-facts.ts";
import type { Tables } from "./tables.ts";

/** Facts about a table, from which export, retention, forgetting a person and the table of `docs/run.md` follow. */
export type TableFacts<Row = unknown> = {
  /** Whether an export includes it; what only the running processes need is left out. */
  readonly exported: boolean;
  /** The version that it came with: what an older one wrote does not have it. */
  readonly since?: string;
  /** What it holds and for how long; several where some rows are kept longer than others. */
  readonly kept: readonly [Kept<Row>, ...Kept<Row>[]];
  /** Where it names people; empty: nowhere. */
  readonly people: readonly People<Row>[];
  /** The workspace or server that its rows are removed with: in their own columns, or of the row they are part of. */
  readonly tenant: Row extends { platform: string; tenant: string } ? "own" : "none" | PartOf<Row>;
  /** The primary key. */
  readonly key: readonly [keyof Row & string, ...(keyof Row & string)[]];
  /** Other columns that are unique together. */
  readonly unique?: readonly (keyof Row & string)[];
  readonly columns: { readonly [Name in keyof Row]: ColumnFacts };
};

/** Rows that are kept for the same time: what people call them, and a description that follows that name. */
export type Kept<Row = unknown> = { readonly called: string; readonly is: string } & (
  | KeptDays<Row>
  | { readonly days?: never; readonly until: string }
);

/** For some days since an instant in the row. */
type KeptDays<Row> = {
  readonly days: number;
  readonly since: keyof Row & string;
  /** Which rows; none: all. The others stay. */
  readonly only?: RawBuilder<unknown>;
  /** The database's clock wrote the instant. */
  readonly byItsClock?: true;
  /** All of the row's workspace or server goes with it, unless the bot is back there. */
  readonly withItsTenant?: true;
};

/** `so`: what happens to rows that name somebody who asks to be forgotten, in words. */
export type People<Row = unknown> = { readonly so: string } & (
  | {
      /** The columns of their id, and of the platform that gave it. */
      readonly id: keyof Row & string;
      readonly platform: keyof Row & string;
      /** The row is deleted, or these columns are set. */
      readonly forgotten: "row" | Readonly<Partial<Row>>;
    }
  /** They are named within other text, and the room that wrote it removes them. */
  | { readonly within: Within }
  /** What stays, since it identifies no account on a platform. */
  | { readonly stays: keyof Row & string }
);

/** `reports`: in the key of a notice, as a mark. `frames`: in what a post has besides its words. */
export type Within = "reports" | "frames";

type PartOf<Row> = { readonly partOf: keyof Tables; readonly by: keyof Row & string };
