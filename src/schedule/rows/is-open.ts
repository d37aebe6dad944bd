import { sql } from "kysely";

/** Deliveries that somebody has still to see to. By name: of values that are bound SQLite knows nothing when it chooses an index. */
export const IS_OPEN = sql<boolean>`state in ('planned', 'sending')`;
