/** Where everything is stored. */
export type StoreOptions = {
  /** The folder of the embedded database, and of the copies made before a migration. */
  readonly folder: string;
  /** A PostgreSQL server to use instead. */
  readonly url?: string;
  readonly mostConnections?: number;
  /** Called when the database is in trouble; it reopens by itself. */
  readonly onBroken?: (error: Error) => void;
  /** Called, with a sentence, after an older version's database was brought up to date. */
  readonly onMigrated?: (sentence: string) => void;
  readonly now: () => number;
};
