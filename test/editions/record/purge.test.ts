import { describe, expect, onTestFinished, test } from "vitest";
import { purgeEdition } from "#editions";
import { createStore } from "#store";
import { PLACE } from "../../fixtures/content/bot.ts";
import { programs } from "../../fixtures/processes/program.ts";
import { contentOf } from "../../fixtures/stores/everything.ts";
import { KINDS, storeOptions } from "../../fixtures/stores/stores.ts";
import { DAY, openClock, processOn, saying } from "../scene.ts";

const { run } = programs();
const STOP = "The union stops work. [^1]";
const NOON = "The union stops work at noon. [^1]";
const TALKS = "Talks failed. [^2]";

/** A story that was corrected, after somebody shared it; what it said first is kept. */
async function corrected(kind: (typeof KINDS)[number]) {
  const options = await storeOptions(kind);
  const store = createStore(options);
  onTestFinished(() => store.close());
  const clock = openClock();
  const { serve, bot, schedule } = processOn(store, clock);
  await serve(saying([STOP, TALKS]));
  const reply = await bot.answer({ id: "1", command: "briefing", words: "strike", place: PLACE, by: { id: "U1" } });
  await schedule.publicPosts.record({ ask: "1", kind: "share", place: PLACE, reply, posted: { message: "m1" } });
  clock.pass(DAY);
  await serve(saying([NOON, TALKS]));
  const { db } = await store.open();
  return { options, store, db };
}

describe.each(KINDS)("npm run data -- purge (%s)", (kind) => {
  test("erases what an edition said and is not said any more, and nothing else", async () => {
    const { options, store, db } = await corrected(kind);
    expect(JSON.stringify(await contentOf(db))).toContain("The union stops work.");
    await expect(purgeEdition("strike", 2, db)).rejects.toThrow(
      "is the current edition: correct or withdraw it first.",
    );
    await expect(purgeEdition("strike", 7, db)).rejects.toThrow("strike has no edition 7: its editions are 1, 2.");
    await expect(purgeEdition("fares", 1, db)).rejects.toThrow("No edition of fares is recorded.");
    await store.close();
    const env = { DATA_DIR: options.folder, ...(options.url && { DATABASE_URL: options.url }) };
    const done = await run("data", ["purge", "strike", "1"], env);
    expect([done.code, done.err]).toEqual([0, ""]);
    expect(done.out).toContain("Erased 1 statement of edition 1 of strike, and the kept words of 1 post.");
    const after = createStore(options);
    onTestFinished(() => after.close());
    const left = await contentOf((await after.open()).db);
    expect(JSON.stringify(left)).not.toContain("The union stops work.");
    expect(JSON.stringify(left)).toContain("The union stops work at noon.");
    expect(JSON.stringify(left)).toContain("Talks failed.");
    expect(left.editions).toHaveLength(2);
    expect(left.posts).toMatchObject([{ message: "m1", wording: null, frame: null }]);
  });

  test("waits for posts that are still amended by its words", async () => {
    const { db } = await corrected(kind);
    const at = new Date();
    const job = { topic: "strike", edition: 2, platform: "fake", tenant: "T1", place: "C1", message: "m1" };
    await db
      .insertInto("amendments")
      .values({
        ...{ key: "amend:x", kind: "amend", post: "x", ...job, state: "planned", reason: null, reply_to: null },
        ...{ due_at: at, claimed_by: null, first_tried_at: null, made_at: at, changed_at: at },
      })
      .execute();
    await expect(purgeEdition("strike", 1, db)).rejects.toThrow("are still being amended");
    expect(JSON.stringify(await contentOf(db))).toContain("The union stops work.");
  });
});
