/** What a column holds; `orNone`: or null; `oneOf`: the only values. */
export type ColumnFacts = {
  readonly holds: "text" | "uuid" | "instant" | "boolean" | "integer" | "json";
  readonly orNone?: true;
  readonly oneOf?: readonly string[];
  /** The value for rows from versions without the column. */
  readonly missing?: unknown;
};

export const text: ColumnFacts = { holds: "text" };
export const textOrNone: ColumnFacts = { holds: "text", orNone: true };
export const instant: ColumnFacts = { holds: "instant" };
export const instantOrNone: ColumnFacts = { holds: "instant", orNone: true };
export const integer: ColumnFacts = { holds: "integer" };
export const yesNo: ColumnFacts = { holds: "boolean" };
export const json: ColumnFacts = { holds: "json" };
export const place = { platform: text, tenant: text, place: text };
