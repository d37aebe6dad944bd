import { open, rm } from "node:fs/promises";

/** Writes a new file whole, down to the disk, or leaves none. Throws as Node does, also where the name is taken. */
export async function writeThrough(file: string, text: string): Promise<void> {
  try {
    const handle = await open(file, "wx");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(file, { force: true }).catch(() => {});
    throw error;
  }
}

/** Makes the names in a folder reach the disk. */
export async function syncFolder(folder: string): Promise<void> {
  // Not every system lets a folder be opened; the file itself is on the disk.
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
