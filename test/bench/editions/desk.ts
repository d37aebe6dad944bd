import { randomUUID } from "node:crypto";
import type { Library } from "#briefing";
import { mayHear, resumeNumbering } from "#commands";
import { createEditions } from "#editions";
import { createSchedule } from "#schedule";
import { createStore } from "#store";
import { serve } from "../../console/server.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { countQueries } from "../../fixtures/stores/count-queries.ts";
import type { Place } from "../delivery/ground.ts";

/** What reads editions, as the running bot puts it together; nothing goes on by itself. */
export async function openDesk(place: Place, library: Library, now: () => number) {
  const counted = countQueries(createStore({ ...place, now: Date.now }));
  const { store } = counted;
  const write = () => {};
  const log = { info: write, warn: write, error: write };
  const schedule = createSchedule({ store, log, now, newId: randomUUID });
  const { tenants, operator } = schedule;
  const editions = createEditions({ store, log, now, mayHear, resumeNumbering, tenants, operator, lookMs: 3_600_000 });
  const bot = botOver(library, { editions, schedule });
  const pages = await serve(library, { record: editions, publicUrl: "https://news.example.org", now });
  editions.see(library);
  return {
    ...{ editions, bot, store },
    queries: () => counted.queries().length,
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
