import { sql } from "kysely";

/** Unfinished deliveries. Written as literals: SQLite can't choose an index by bound values. */
export const IS_OPEN = sql<boolean>`state in ('planned', 'sending')`;
