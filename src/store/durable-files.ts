import { fsyncSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** What the embedded database calls its files by: only what is needed of it. */
type Module = { readonly NODEFS: { readonly stream_ops: Record<string, unknown> } };

export type Hears = { readonly onSync?: () => void; readonly onFailure?: (error: unknown) => void };

/**
 * Files of the embedded database whose writes reach the disk. Its own file system has no fsync, so that a commit would
 * stay in the system's memory and be lost with a power cut.
 */
export function durableFiles(folder: string, { onSync = () => {}, onFailure = () => {} }: Hears = {}): NodeFS {
  const files = new NodeFS(folder);
  const init = files.init.bind(files);
  files.init = async (database: PGlite, options) => {
    const { emscriptenOpts } = await init(database, options);
    const giveSync = (module: Module) => {
      module.NODEFS.stream_ops.fsync = ({ nfd }: { nfd: number }) => {
        try {
          fsyncSync(nfd);
          onSync();
          return 0;
        } catch (error) {
          onFailure(error);
          // As a number: what is thrown here is lost on its way through the database.
          return EIO;
        }
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), giveSync] } };
  };
  return files;
}

/** "The device failed", as WASI counts errors. */
const EIO = 29;
