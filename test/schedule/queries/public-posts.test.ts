import { describe, expect, test } from "vitest";
import type { Place, Reply } from "#chat";
import type { Database } from "#store";
import { openPublicRecord } from "../../../src/app/public-record.ts";
import { CHANNEL } from "../../fakes/slack/api.ts";
import { personAt } from "../../fakes/slack/person.ts";
import { openHttpRig } from "../../fakes/slack/rig.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { openNewsroom, PLATFORMS } from "../../fixtures/newsroom.ts";
import { deliveries, scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

const OPS: Place = { platform: "fake", tenant: "T1", id: "OPS" };
const MINUTE_MS = 60_000;
const EDITION = `rail-strike@${STORIES.briefing("rail-strike")?.version.slice(0, 16)}:next`;

const recorded = (db: Database) =>
  db.selectFrom("posts").select(["kind", "platform", "tenant", "place", "message", "url", "edition"]).execute();

describe.each(PLATFORMS)("a share on %s", (platform) => {
  test("is recorded with its message and the edition it says", async () => {
    const { ask, share, db, channel } = await openNewsroom(platform, "embedded");
    expect(await share(await ask())).toMatch(/^Shared\n/);
    await until(async () => (await recorded(db)).length > 0);
    const { tenant, id: place } = channel;
    const message = { slack: new RegExp(`^${place}/\\d{10}\\.\\d{6}$`), discord: /^\d{17,}$/ }[platform];
    expect(await recorded(db)).toEqual([
      {
        ...{ kind: "share", platform, tenant, place, edition: EDITION },
        ...{ message: expect.stringMatching(message), url: expect.stringMatching(/^https:/) },
      },
    ]);
  });

  test("is linked to and not made again for ten minutes, by another process too", async () => {
    const before = await openNewsroom(platform, "embedded");
    const answer = await before.ask();
    await before.share(answer);
    await until(async () => (await recorded(before.db)).length > 0);
    await before.stop();
    const after = await before.another();
    before.skip(9 * MINUTE_MS);
    expect(await after.share(answer)).toMatch(/^Already shared\n/);
    expect(after.posts()).toEqual([]);
    before.skip(MINUTE_MS);
    expect(await after.share(answer)).toMatch(/^Shared\n/);
    expect(after.posts()).toHaveLength(1);
  });

  test("that nobody can tell of is told to the operator's place once, and is not recorded", async () => {
    const { ask, share, loseAnswer, operator, posts, db } = await openNewsroom(platform, "embedded");
    const answer = await ask();
    loseAnswer();
    expect(await share(answer)).toMatch(/^Not shared\n/);
    await until(() => operator().length > 0);
    expect(operator().map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^Delivery unconfirmed\nA share of “Rail strike” may or may not have been posted: the platform did not respond\. .* Where: /,
      ),
    ]);
    expect(posts()).toHaveLength(1);
    expect(await recorded(db)).toEqual([]);
  });

  test("goes out while the record is away, and is recorded when it is back", async () => {
    const { ask, share, posts, db, logged } = await openNewsroom(platform, "embedded");
    const answer = await ask();
    await db.schema.alterTable("posts").renameTo("no_posts").execute();
    expect(await share(answer)).toMatch(/^Shared\n/);
    expect(posts()).toHaveLength(1);
    const told = () => logged.map(({ message }) => message);
    await until(() => told().includes("recording a public post failed; trying again"));
    expect(told()).toContain("could not look up an earlier share");
  });
});

describe.each(KINDS)("what was shared lately (%s)", (kind) => {
  test("is the same words in the same place within the time, and nothing else", async () => {
    const { schedule, now } = await scene({ kind });
    const place = { platform: "fake", tenant: "T1", id: "C1" };
    const words = { title: "Rail strike", edition: "rail-strike@1 next" };
    const reply: Reply = { ...words, outcome: "answered", blocks: [], notes: [], actions: [] };
    const share = { kind: "share", place, reply } as const;
    await schedule.publicPosts.record({ ask: "a", ...share, posted: { message: "m1" } });
    expect(now()).toBeGreaterThan(0);
    const lately = (at: Partial<typeof place>, edition: string) =>
      schedule.publicPosts.sharedLately({ ...place, ...at }, edition, 60_000);
    expect(await lately({}, "rail-strike@1 next")).toEqual({ message: "m1" });
    for (const [at, edition] of [
      [{}, "rail-strike@1 important"],
      [{}, "rail-strike@2 next"],
      [{ id: "C2" }, "rail-strike@1 next"],
      [{ tenant: "T2" }, "rail-strike@1 next"],
      [{ platform: "other" }, "rail-strike@1 next"],
    ] as const)
      expect(await lately(at, edition)).toBeUndefined();
    expect(await schedule.publicPosts.sharedLately(place, "rail-strike@1 next", -1)).toBeUndefined();
  });
});

describe("an answer in a channel of Slack", () => {
  test("is recorded; one to a person alone is not", async () => {
    const { schedule, db, logged } = await scene({ kind: "embedded" });
    const log = {
      info() {},
      warn() {},
      error: (details: object, message: string) => logged.push({ details, message }),
    };
    const rig = await openHttpRig(botOver(STORIES), { record: openPublicRecord(schedule.publicPosts, log) });
    const ada = personAt(rig);
    await ada.write("what's next on the walkout?");
    await ada.mention("what's next on the walkout?", { channel: "D0ADA", ts: "1700000000.999999" });
    await ada.mention("what's next on zebras?", { ts: "1700000000.555555" });
    await ada.mention("what's next on the walkout?", { ts: "1700000000.777777" });
    await until(() => rig.slack.messages.length === 4);
    const posted = rig.slack.messages.find(({ thread_ts }) => thread_ts === "1700000000.777777");
    await until(async () => (await recorded(db)).length > 0);
    await rig.stop();
    expect(await recorded(db)).toEqual([
      {
        ...{ kind: "answer", platform: "slack", tenant: "T0HOME", place: "1700000000.777777", url: null },
        ...{ message: `${CHANNEL}/${posted?.ts}`, edition: EDITION },
      },
    ]);
    expect(logged).toEqual([]);
  });
});

describe.each(KINDS)("what may or may not have been posted (%s)", (kind) => {
  test("is told to the operator's place: a scheduled post, and an introduction", async () => {
    const { schedule, db, start, platform } = await scene({
      ...{ kind, faults: { drop: 1 }, adapter: { settles: "never" }, schedule: { operator: OPS } },
    });
    await subscribe(db, { id: "one", place: "C1" });
    start();
    await until(async () => (await deliveries(db))[0]?.state === "unknown");
    const wish = { topic: "rail-strike", sections: "", times: "daily 9:00", zone: "UTC", onlyIfChanged: true };
    const asking = { ask: "a", by: { id: "U1" }, place: { platform: "fake", tenant: "T1", id: "C2" } };
    await schedule.subscriptions.add(wish, "Rail strike", asking);
    platform.faults = {};
    const told = () => platform.messages.filter(({ place }) => place === "OPS").map(({ text }) => text);
    await until(() => told().some((text) => text.includes("The introduction of a schedule for “Rail strike”")));
    // What was told while answers were dropped is told again: twice is better than never.
    await until(() => told().some((text) => text.includes("The briefing on “Rail strike” due Mon 23 Nov")));
  });
});
