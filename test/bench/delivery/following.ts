import { startPlatform } from "../../fakes/platform.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";
import { correctedLibrary, openNewsroom } from "./correcting-newsroom.ts";
import { type Child, type Ground, type Kind, type Place, startChild, withStore } from "./ground.ts";
import { quiet } from "./quiet.ts";

export type FollowingRun = {
  readonly kind: Kind;
  /** Each changes once, and a channel of its own follows it. */
  readonly stories: number;
  /** An even number: one after a change, and one when it is due. */
  readonly kills: number;
  readonly replicas: number;
};

export type FollowingResult = {
  /** Channels in which the change stands once. */
  readonly told: number;
  /** Channels in which nothing stands; `excused`: somebody was told that this may be so. */
  readonly lost: number;
  readonly excused: number;
  readonly twice: number;
  /** Channels that were told something else than the change. */
  readonly wrong: number;
};

/** Longer than changes are gathered. */
const GATHERED_MS = 11 * 60_000;

/**
 * Changes stories that channels follow while processes are killed: as often just after a change, when it is being recorded, as
 * just after it fell due, when its posts are being planned and sent. Then looks at what stands in the channels.
 */
export async function followingRun(
  { kind, stories, kills, replicas }: FollowingRun,
  ground: Ground,
): Promise<FollowingResult> {
  const place = await ground.database(kind);
  const platform = await startPlatform({ latencyMs: 40 });
  await follow(stories, place, platform.url);
  let [corrected, offsetMs] = [0, 0];
  const start = () =>
    startChild(
      {
        ...{ does: "follow", ...place, platformUrl: platform.url, offsetMs, mostAtOnce: 5 },
        ...{ stories, corrected },
      },
      ground.program,
    );
  const running: Child[] = Array.from({ length: replicas }, start);
  const passTime = (all: readonly Child[]) => {
    offsetMs += GATHERED_MS;
    platform.skip(GATHERED_MS);
    for (const child of all) for (const what of ["platform", "clock"]) child.tell(`${what} ${offsetMs}`);
  };
  const settled = () => quiet(() => platform.messages.length, SETTLED_MS);
  try {
    for (let killed = 0; killed < kills; killed += 1) {
      await Promise.all(running.map(({ ready }) => ready));
      const isChanging = killed % 2 === 0;
      if (isChanging) {
        corrected = Math.ceil((stories * (killed + 2)) / kills);
        for (const child of running) child.tell(`corrected ${corrected}`);
      } else {
        // What was being sent is through: a platform forgets in minutes what it was sent before.
        await settled();
        passTime(running);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * KILLED_WITHIN_MS));
      await running.splice(Math.floor(Math.random() * running.length), 1)[0]?.kill();
      while (running.length < replicas) running.push(start());
    }
    await Promise.all(running.map(({ ready }) => ready));
    await settled();
    passTime(running);
    await settled();
    await Promise.all(running.map((child) => child.stop()));
    const unknown = await withStore(place, ({ db }) =>
      db.selectFrom("deliveries").select("subscription").where("state", "=", "unknown").execute(),
    );
    const posts = Map.groupBy(
      platform.messages.filter((one) => one.replyTo === undefined),
      (one) => one.place,
    );
    const inChannels = Array.from({ length: stories }, (_, story) => posts.get(`C${story}`) ?? []);
    const silent = inChannels.flatMap((all, story) => (all.length === 0 ? [`s${story}`] : []));
    const isExcused = (id: string) => unknown.some(({ subscription }) => subscription === id);
    const isRight = (text: string, story: number) =>
      text.startsWith(`Story ${story}\n`) && text.includes("The union stops work at noon.");
    return {
      told: inChannels.filter((all, story) => all.length === 1 && isRight(all[0]?.text ?? "", story)).length,
      lost: silent.filter((id) => !isExcused(id)).length,
      excused: silent.filter(isExcused).length,
      twice: inChannels.filter((all) => all.length > 1).length,
      wrong: inChannels.filter((all, story) => all.some(({ text }) => !isRight(text, story))).length,
    };
  } finally {
    await Promise.all(running.map((child) => child.kill()));
    await platform.stop();
  }
}

/** Recording, planning and posting are over within so long. */
const KILLED_WITHIN_MS = 500;
/** Longer than a dead process is waited for. */
const SETTLED_MS = 4_000;

/** Records what the stories say first, and lets a channel follow each. */
async function follow(stories: number, place: Place, url: string): Promise<void> {
  const { createStore } = await import("#store");
  const store = createStore({ ...place, now: Date.now });
  const { adapter, editions } = openNewsroom(store, url, Date.now);
  editions.see(correctedLibrary(stories, 0));
  editions.start((tell) => {
    tell(true);
    return { stop: async () => {} };
  }, []);
  await editions.record();
  const { db } = await store.open();
  const rows = Array.from({ length: stories }, (_, story) =>
    subscriptionRow(`s${story}`, {
      ...{ platform: "fake", place: `C${story}`, topic: `story-${story}`, owner: `U${story}` },
      ...{ times: "on change", cron: "@change 24", next_run_at: null, only_if_changed: true },
    }),
  );
  await db.insertInto("subscriptions").values(rows).execute();
  await editions.stop();
  await store.close();
  await adapter.stop();
}
