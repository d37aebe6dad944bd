import { createStore, differencesOf, readFrom, type StoreOptions } from "#store";
import { compareWithStore, type Unstored } from "./reconcile.ts";
import { readInForce, type Withdrawn } from "./rows.ts";

type Where = Pick<StoreOptions, "folder" | "url">;

/** Reads again and again what is withdrawn, beside the process that has the store. */
export type Reading = {
  /** Whether anything may be stored yet. */
  exists(): boolean;
  /** Also which of these the store does not have. Rejects where nothing is stored. */
  read(waiting: readonly Unstored[]): Promise<{
    readonly inForce: readonly Withdrawn[];
    readonly missing: readonly Unstored[];
  }>;
  close(): Promise<void>;
};

/** Opens the store to read, once there is one; after a failure, anew. */
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
        // Before what is in force: what is stored in between is in either.
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
