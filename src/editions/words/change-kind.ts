import { sql } from "kysely";
import type { ChangeKind } from "#briefing";

/** What whoever published a change declares about it. */
export type Told = { readonly kind: ChangeKind; readonly why?: string; readonly hideOld?: boolean };

/** A change without a declared kind. */
export const UPDATE: Told = { kind: "update" };

/** Kinds of changes that correct what posts have said, so that the posts are amended. */
export const MENDING = ["correction", "withdrawal"] as const;

/** The same for rows of editions; written out, so that the index on them is used. */
export const ROW_MENDS = sql<boolean>`kind in ('correction', 'withdrawal')`;

export function mends(kind: string): kind is (typeof MENDING)[number] {
  return MENDING.some((one) => one === kind);
}
