import { createStore, differencesOf, readFrom, type StoreOptions } from "#store";
import { readInForce, type Withdrawn } from "./rows.ts";

type Where = Pick<StoreOptions, "folder" | "url">;

/** Reads again and again what is withdrawn, beside the process that has the store. */
export type Reading = {
  /** Whether anything may be stored yet. */
  exists(): boolean;
  /** Rejects where nothing is. */
  read(): Promise<readonly Withdrawn[]>;
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
    async read() {
      opened ??= readFrom(where);
      try {
        const { db } = await opened;
        return (await differencesOf(db).hasTable("withdrawn", db)) ? await readInForce(db) : [];
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
    return reading.exists() ? await reading.read() : [];
  } finally {
    await reading.close();
  }
}
