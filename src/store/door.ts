import { chmodSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { StoreError } from "./error.ts";

/** What is asked of the process that holds a data folder, and what it answers. */
type Wish = { readonly exportTo: string };
type Answer = { readonly rows: number } | { readonly problem: string };

/** A door to the process that holds a data folder, for whoever may write in that folder. */
export type Door = { close(): void };

/** Opens the door: an export is made by the running process, since no other can open its database. */
export function openDoor(
  folder: string,
  exportTo: (file: string) => Promise<number>,
  onFailure: (error: unknown) => void,
): Door {
  const path = pathOf(folder);
  rmSync(path, { force: true });
  const server: Server = createServer((socket) => void serve(socket, exportTo).catch(onFailure));
  server.on("error", onFailure);
  server.listen(path, () => chmodSync(path, 0o600));
  server.unref();
  return {
    close() {
      server.close();
      rmSync(path, { force: true });
    },
  };
}

/**
 * Has the process that holds a data folder export to a file; undefined where none answers.
 * @throws StoreError when it could not
 */
export async function exportThroughDoor(folder: string, file: string): Promise<number | undefined> {
  const socket = connect(pathOf(folder));
  const answer = await new Promise<Answer | undefined>((resolve, reject) => {
    const nobody = () => resolve(undefined);
    socket.once("error", nobody);
    socket.once("connect", () => socket.write(`${JSON.stringify({ exportTo: file } satisfies Wish)}\n`));
    createInterface({ input: socket })
      // It passes the socket's own error on, which ends the process where nobody listens.
      .once("error", nobody)
      .once("line", (line) => resolve(JSON.parse(line)))
      .once("close", () => reject(new StoreError("The running bot stopped before the export was whole.")));
  }).finally(() => socket.destroy());
  if (answer && "problem" in answer) throw new StoreError(answer.problem);
  return answer?.rows;
}

async function serve(socket: Socket, exportTo: (file: string) => Promise<number>): Promise<void> {
  socket.on("error", () => {});
  for await (const line of createInterface({ input: socket })) {
    const wish: Partial<Wish> = JSON.parse(line);
    const answer = await exportTo(String(wish.exportTo)).then(
      (rows): Answer => ({ rows }),
      (error): Answer => ({ problem: `The export failed: ${error instanceof Error ? error.message : error}` }),
    );
    socket.end(`${JSON.stringify(answer)}\n`);
    return;
  }
}

function pathOf(folder: string): string {
  // Windows knows sockets by names of their own.
  return process.platform === "win32"
    ? `\\\\.\\pipe\\${join(folder, "door").replace(/[:\\/]/g, "-")}`
    : join(folder, "door.sock");
}
