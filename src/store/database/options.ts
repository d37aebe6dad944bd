/** Where everything stored is kept. */
export type StoreOptions = {
  /** Where the embedded database lives, and where copies are put before a migration. */
  readonly folder: string;
  /** A PostgreSQL server to use in its place. */
  readonly url?: string;
  readonly mostConnections?: number;
  /** Hears of a database that is in trouble; it opens anew by itself. */
  readonly onBroken?: (error: Error) => void;
  readonly now: () => number;
};
