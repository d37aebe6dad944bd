import type { ChatAdapter } from "#chat";
import type { Store } from "#store";
import { compose } from "../../../src/schedule/post/compose.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";

/** The least that can be done: posts the same payloads, with a durable commit before and after each, and nothing else. */
export async function bareLoop(
  store: Store,
  adapter: ChatAdapter,
  mostAtOnce: number,
  now: () => number,
): Promise<void> {
  const { db } = await store.open();
  const bot = botOver(STORIES);
  const rows = await db.selectFrom("subscriptions").selectAll().execute();
  process.stdout.write("ready\n");
  const next = rows.values();
  const one = async (): Promise<void> => {
    for (const subscription of next) {
      const key = `slot:${subscription.id}:bare`;
      const made = await compose({ subscription, key, slotMs: now(), late: false, byHand: true }, bot, {
        haveOutsiders: async () => false,
        notRepeated: async () => new Set(),
      });
      if ("skip" in made) throw new Error(made.skip);
      await db
        .insertInto("claims")
        .values({ key, claimed_at: new Date(now()) })
        .execute();
      const { platform, tenant, place } = subscription;
      await adapter.post({ platform, tenant, id: place }, made.reply, key);
      await db
        .updateTable("claims")
        .set({ claimed_at: new Date(now()) })
        .where("key", "=", key)
        .execute();
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, one));
}
