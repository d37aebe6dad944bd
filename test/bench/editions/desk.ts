import { randomUUID } from "node:crypto";
import type { KyselyPlugin } from "kysely";
import type { Library } from "#briefing";
import { mayHear } from "#commands";
import { createEditions } from "#editions";
import { createSchedule } from "#schedule";
import { createStore, type OpenStore, type Store } from "#store";
import { serve } from "../../console/server.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import type { Place } from "../delivery/ground.ts";

/** What reads editions, as the running bot puts it together; nothing goes on by itself. */
export async function openDesk(place: Place, library: Library, now: () => number) {
  const counted = countQueries(createStore({ ...place, now: Date.now }));
  const { store } = counted;
  const write = () => {};
  const log = { info: write, warn: write, error: write };
  const schedule = createSchedule({ store, log, now, newId: randomUUID });
  const { tenants, operator } = schedule;
  const editions = createEditions({ store, log, now, mayHear, tenants, operator, lookMs: 3_600_000 });
  const bot = botOver(library, { editions, schedule });
  const pages = await serve(library, { record: editions, publicUrl: "https://news.example.org", now });
  editions.see(library);
  return {
    ...{ editions, bot, store },
    queries: counted.queries,
    /** Gets a page, and tells what it says. */
    async page(path: string): Promise<string> {
      const { status, body } = await pages.send(path);
      if (status !== 200) throw new Error(`${path} answered ${status}`);
      return body;
    },
    async close() {
      await pages.close();
      await editions.stop();
      await store.close();
    },
  };
}

/** A store that counts what it is asked. */
function countQueries(store: Store) {
  let count = 0;
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      count += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  let known: { readonly open: OpenStore; readonly counted: OpenStore } | undefined;
  const counting: Store = {
    ...store,
    async open() {
      const open = await store.open();
      if (known?.open !== open) known = { open, counted: { ...open, db: open.db.withPlugin(plugin) } };
      return known.counted;
    },
  };
  return { store: counting, queries: () => count };
}
