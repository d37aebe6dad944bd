import { resolve } from "node:path";
import { exportThroughDoor } from "./door.ts";
import { exportTo } from "./export.ts";
import { createStore, type StoreOptions } from "./store.ts";

/** Exports everything stored to a file, through the running bot where one holds the folder. Tells how many rows. */
export async function saveTo(file: string, options: StoreOptions): Promise<number> {
  const path = resolve(file);
  if (options.url === undefined) {
    const rows = await exportThroughDoor(options.folder, path);
    if (rows !== undefined) return rows;
  }
  const store = createStore(options);
  try {
    return await exportTo(path, (await store.open()).db, options.now);
  } finally {
    await store.close();
  }
}
