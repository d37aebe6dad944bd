import type { OpenStore, Store } from "#store";
import { type Jobs, openJobs } from "./jobs.ts";

/** The store with its queue, open. */
export type Room = OpenStore & { readonly jobs: Jobs };

/** The same, opened when it is first needed, and anew after it failed to. */
export type LazyRoom = {
  open(): Promise<Room>;
  /** Whether anything may be stored yet: a store that was never opened is not opened just to find nothing due. */
  exists(): boolean;
  close(): Promise<void>;
};

/** Makes a room over a store; the store stays its owner's to close. */
export function createRoom(store: Store, onError: (error: Error) => void): LazyRoom {
  let opening: Promise<Room> | undefined;
  return {
    exists: () => opening !== undefined || store.exists(),
    open() {
      opening ??= (async () => {
        const open = await store.open();
        return { ...open, jobs: await openJobs(open, onError) };
      })().catch((error) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    async close() {
      await (await opening?.catch(() => undefined))?.jobs.stop();
    },
  };
}
