import type { ChatAdapter, Pace } from "#chat";
import { bookTurns, createPacer } from "#schedule";
import type { Store } from "#store";
import { freeJobs } from "./claim.ts";
import { type Working, workOff } from "./work.ts";

/** Amends posts and notifies channels when due. */
export type Corrector = {
  /** Does some of the due jobs; returns how many. */
  work(): Promise<number>;
};

export type CorrectorOptions = Omit<Working, "adapterOf" | "paces"> & {
  readonly store: Store;
  readonly monotonic: () => number;
  readonly adapters: readonly ChatAdapter[];
};

/** Opens it over the platforms, keeping to their paces: edits have limits of their own. */
export function openCorrector({ store, monotonic, adapters, ...working }: CorrectorOptions): Corrector {
  const byPlatform = new Map(adapters.map((adapter) => [adapter.platform, adapter]));
  const pacer = (what: "post" | "edit", paceOf: (adapter: ChatAdapter) => Pace | undefined) => {
    const paces = Object.fromEntries(
      adapters.flatMap((one) => {
        const pace = paceOf(one);
        return pace ? [[one.platform, pace]] : [];
      }),
    );
    return createPacer({ paces, monotonic, bookShared: bookTurns(store, paces, monotonic, what) });
  };
  const paces = { edits: pacer("edit", ({ pace }) => pace?.edits), posts: pacer("post", ({ pace }) => pace) };
  let isFirst = true;
  return {
    async work() {
      const { db, alone } = await store.open();
      if (isFirst && alone) await freeJobs(new Date(working.now()), db);
      isFirst = false;
      return workOff({ ...working, paces, adapterOf: (platform) => byPlatform.get(platform) });
    },
  };
}
