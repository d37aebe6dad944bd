import type { Briefing } from "#briefing";

export const KINDS = ["update", "clarification", "correction", "withdrawal"] as const;
export type Kind = (typeof KINDS)[number];

/** What whoever published a change says of it. */
export type Told = { readonly kind: Kind; readonly why?: string; readonly hideOld?: boolean };

/** A change that nobody has named. */
export const UPDATE: Told = { kind: "update" };

/** What a briefing says of its last change. */
export type Changed = Briefing & { readonly change?: Told };

/** Whether it mends what posts have said, so that they are amended. */
export function mends(kind: Kind): boolean {
  return kind === "correction" || kind === "withdrawal";
}
