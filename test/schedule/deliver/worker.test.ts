import { describe, expect, test } from "vitest";
import type { ChatAdapter } from "#chat";
import { deliveries, type SceneOptions, scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { refuseWrites } from "../../fixtures/stores/refuse-writes.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

const MINUTE = 60_000;

/** A scene whose posts wait until they are let go. */
async function gated(options: SceneOptions) {
  const made = await scene(options);
  const waiting: { place: string; go: () => void }[] = [];
  const post = made.fake.post.bind(made.fake);
  const wait: ChatAdapter["post"] = async (place, ...rest) => {
    await new Promise<void>((go) => waiting.push({ place: place.id, go }));
    return post(place, ...rest);
  };
  made.fake.post = wait;
  const places = () => waiting.map(({ place }) => place).sort();
  /** Lets the first post to a place go. */
  const release = (place: string) => {
    const at = waiting.findIndex((one) => one.place === place);
    waiting.splice(at, 1)[0]?.go();
  };
  return { ...made, places, release };
}

describe.each(KINDS)("deliveries that are worked on (%s)", (kind) => {
  test("are as many at once as may be, one in a place, and the next is taken up when one is done", async () => {
    const { db, start, platform, places, release } = await gated({
      kind,
      schedule: { mostAtOnce: 4, pollMs: 10 * MINUTE },
    });
    const rows = ["C1", "C1", "C2", "C3", "C4", "C5"].map((place, index) => ({ id: `s${index}`, place }));
    await subscribe(db, ...rows);
    start();
    const claimed = async () => (await deliveries(db)).filter(({ claimed_by }) => claimed_by !== null).length;
    await until(async () => (await claimed()) === 4 && places().length >= 3);
    for (let sent = 0; sent < rows.length; sent++) {
      const now = places();
      expect(new Set(now).size, now.join()).toBe(now.length);
      expect(now.length).toBeLessThanOrEqual(4);
      release(now[0] ?? "");
      await until(async () => platform.messages.length === sent + 1 && (await claimed()) === Math.min(4, 5 - sent));
      if (sent < rows.length - 1) await until(() => places().length > 0);
    }
    await until(async () => (await deliveries(db)).every(({ state }) => state === "sent"));
  });

  test("that come for a place while one waits there wait for both before them", async () => {
    const { db, start, platform, places, release } = await gated({ kind, schedule: { pollMs: 10 * MINUTE } });
    await subscribe(db, { id: "a", place: "C1" }, { id: "b", place: "C1" });
    start();
    await until(() => places().length === 1);
    release("C1");
    await until(() => platform.messages.length === 1 && places().length === 1);
    await subscribe(db, { id: "c", place: "C1" });
    await until(async () => (await deliveries(db)).filter(({ claimed_by }) => claimed_by !== null).length === 2);
    // What is taken up later in another place is posted by now.
    await subscribe(db, { id: "d", place: "C2" });
    await until(() => places().includes("C2"));
    expect(places()).toEqual(["C1", "C2"]);
    release("C2");
    release("C1");
    await until(() => platform.messages.length === 3 && places().length === 1);
    release("C1");
    await until(async () => (await deliveries(db)).every(({ state }) => state === "sent"));
  });

  test("are taken up, however many, without waiting for another look", async () => {
    const { db, start, platform } = await scene({ kind, schedule: { pollMs: 10 * MINUTE } });
    await subscribe(db, ...Array.from({ length: 450 }, (_, index) => ({ id: `s${index}`, place: `C${index}` })));
    start();
    await until(() => platform.messages.length === 450);
  });
});

describe.each(KINDS)("a post that can't be written down (%s)", (kind) => {
  const trouble = async () => {
    const made = await scene({ kind, adapter: { settles: "never" } });
    const { db, start, logged, platform } = made;
    const back = await refuseWrites(db, kind, "insert on posts");
    await subscribe(db, { id: "one", place: "C1" });
    start();
    await until(() => logged.some(({ message }) => message.startsWith("could not record how a delivery ended")));
    const states = async () => (await deliveries(db)).map(({ state }) => state);
    return { ...made, platform, back, states };
  };

  test("is written down once it can be, however often that was tried, and not posted again", async () => {
    const { back, states, platform } = await trouble();
    await new Promise((resolve) => setTimeout(resolve, 600));
    await back();
    await until(async () => (await states())[0] === "sent");
    expect(platform.told.calls).toBe(1);
  });

  test("is written down before the process ends", async () => {
    const { back, states, schedule } = await trouble();
    await back();
    await schedule.stop();
    expect(await states()).toEqual(["sent"]);
  });
});
