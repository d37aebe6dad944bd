import type { OpenStore, Store } from "#store";
import { type Jobs, openJobs } from "./jobs.ts";

/** The store with its queue, open. */
export type Room = OpenStore & { readonly jobs: Jobs };

/** The same, opened when it is first needed, and anew after it failed to or the store gave up. */
export type LazyRoom = {
  open(): Promise<Room>;
  /** Whether anything may be stored yet: a store that was never opened is not opened just to find nothing due. */
  exists(): boolean;
  close(): Promise<void>;
};

/** Makes a room over a store; the store stays its owner's to close. */
export function createRoom(store: Store, onError: (error: Error) => void): LazyRoom {
  let opening: { readonly of: OpenStore; readonly room: Promise<Room> } | undefined;
  const stop = async () => (await opening?.room.catch(() => undefined))?.jobs.stop();
  const furnish = async (open: OpenStore): Promise<Room> => ({ ...open, jobs: await openJobs(open, onError) });
  return {
    exists: () => opening !== undefined || store.exists(),
    async open() {
      const open = await store.open();
      if (opening?.of !== open) {
        // The queue of a store that gave up has nothing left to stop but its timers.
        void stop().catch(() => {});
        opening = { of: open, room: furnish(open) };
      }
      const { room } = opening;
      return room.catch((error) => {
        if (opening?.room === room) opening = undefined;
        throw error;
      });
    },
    close: async () => stop(),
  };
}
