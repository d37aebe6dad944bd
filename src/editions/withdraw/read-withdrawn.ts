import { createStore, differencesOf, readFrom, type StoreOptions } from "#store";
import { compareWithStore, type Unstored } from "./reconcile.ts";
import { readInForce, type Withdrawn } from "./rows.ts";

type Where = Pick<StoreOptions, "folder" | "url">;

/** Reads repeatedly what is withdrawn, beside the process that has the store. */
export type Reading = {
  /** Whether anything may be stored yet. */
  exists(): boolean;
  /** Also returns which of `waiting` the store does not have. Rejects if nothing is stored. */
  read(waiting: readonly Unstored[]): Promise<{
    readonly inForce: readonly Withdrawn[];
    readonly missing: readonly Unstored[];
  }>;
  close(): Promise<void>;
};

/** Opens the store to read once it exists, and again after a failure. */
export function openReading(where: Where): Reading {
  const store = createStore({ ...where, now: () => 0 });
  let opened: ReturnType<typeof readFrom> | undefined;
  const close = async () => {
    const last = await opened?.catch(() => undefined);
    opened = undefined;
    await last?.close();
  };
  return {
    exists: store.exists,
    async read(waiting) {
      opened ??= readFrom(where);
      try {
        const { db } = await opened;
        if (!(await differencesOf(db).hasTable("withdrawn", db))) return { inForce: [], missing: waiting };
        // Before reading what is in force: a withdrawal stored in between is then in at least one of the two.
        const { missing } = waiting.length > 0 ? await compareWithStore(db, [], waiting) : { missing: [] };
        return { inForce: await readInForce(db), missing };
      } catch (error) {
        await close();
        throw error;
      }
    },
    close,
  };
}

/** Reads what is withdrawn, once. */
export async function readWithdrawn(where: Where): Promise<readonly Withdrawn[]> {
  const reading = openReading(where);
  try {
    return reading.exists() ? (await reading.read([])).inForce : [];
  } finally {
    await reading.close();
  }
}
