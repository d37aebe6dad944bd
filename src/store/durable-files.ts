import { closeSync, fsyncSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** What the embedded database calls its files by: only what is needed of it. */
type Module = {
  readonly FS: { readonly streams: readonly (Partial<Stream> | null | undefined)[] };
  readonly NODEFS: { readonly stream_ops: Ops };
};
type Ops = { write: (stream: Stream, ...rest: number[]) => number; fsync?: (stream: Stream) => number };
type Stream = { readonly nfd: number; readonly path: string };

export type Hears = {
  /** Each time that a file was made to reach the disk. */
  readonly onSync?: () => void;
  /** How many bytes went into the write-ahead log. */
  readonly onLogged?: (bytes: number) => void;
  /** The database gave up, and what the disk last refused: it must not be asked again, it would go round in circles. */
  readonly onGivenUp?: (diskTrouble: string | undefined) => void;
};

export type DurableFiles = {
  readonly files: NodeFS;
  /** Closes what a database that gave up left open. */
  letGo(): void;
};

/**
 * Files of the embedded database whose writes reach the disk. Its own file system has no fsync, so that a commit would
 * stay in the system's memory and be lost with a power cut.
 */
export function durableFiles(folder: string, hears: Hears = {}): DurableFiles {
  const { onSync = () => {}, onLogged = () => {}, onGivenUp = () => {} } = hears;
  const files = new NodeFS(folder);
  const init = files.init.bind(files);
  let module: Module | undefined;
  let trouble: string | undefined;
  const giveSync = (made: Module) => {
    module = made;
    const { stream_ops } = made.NODEFS;
    const { write } = stream_ops;
    stream_ops.write = (stream, ...rest) => {
      try {
        const written = write(stream, ...rest);
        if (stream.path.includes("/pg_wal/")) onLogged(written);
        return written;
      } catch (error) {
        trouble = `${stream.path.split("/").at(-1)} could not be written: ${whyNot(error)}`;
        throw error;
      }
    };
    stream_ops.fsync = ({ nfd }) => {
      try {
        fsyncSync(nfd);
        onSync();
        return 0;
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
        // As a number: what is thrown here is lost on its way through the database.
        return EIO;
      }
    };
  };
  files.init = async (database: PGlite, options) => {
    const { emscriptenOpts } = await init(database, options);
    const onAbort = () => onGivenUp(trouble);
    return { emscriptenOpts: { ...emscriptenOpts, onAbort, preRun: [...(emscriptenOpts.preRun ?? []), giveSync] } };
  };
  return {
    files,
    letGo() {
      for (const stream of module?.FS.streams ?? []) if (stream?.nfd !== undefined) closeQuietly(stream.nfd);
    },
  };
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // It was closed already.
  }
}

/** "The device failed", as WASI counts errors. */
const EIO = 29;
const WHY: Readonly<Record<number, string>> = {
  19: "the quota is used up",
  22: "the file is too large",
  [EIO]: "the device failed",
  51: "no space is left",
};

function whyNot(error: unknown): string {
  const errno = typeof error === "object" && error !== null && "errno" in error ? Number(error.errno) : Number.NaN;
  return WHY[errno] ?? `error ${errno}`;
}
