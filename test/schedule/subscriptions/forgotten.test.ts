import { expect, test } from "vitest";
import type { Asker, Reply } from "#chat";
import { TABLES, type Tables } from "#store";
import { retain } from "../../../src/schedule/runtime/retention.ts";
import { answered, line, note } from "../../fixtures/content/replies.ts";
import { MONDAY, scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { contentOf, everything, write } from "../../fixtures/stores/everything.ts";
import { noticeRow, subscriptionRow } from "../../fixtures/stores/rows.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

test.each(KINDS)("who shared something is forgotten with them; the post is not (%s)", async (kind) => {
  const { schedule, db } = await scene({ kind });
  const share = async (ask: string, sharedBy: Asker, platform = "fake") => {
    const reply: Reply = { ...answered([{ kind: "lines", lines: [line("Talks begin.", [1])] }], [note(1)]), sharedBy };
    const place = { platform, tenant: "T1", id: "C1" };
    await schedule.publicPosts.record({ ask, kind: "share", place, reply, posted: { message: ask } });
  };
  await share("a", { id: "U1", name: "Ada" });
  await share("b", { id: "U11", name: 'Names U1, and "U1"' });
  await share("c", { id: "U1", name: "Ada" }, "other");
  const whose = async () => {
    const posts = await db.selectFrom("posts").select(["message", "frame"]).orderBy("message").execute();
    return posts.map(({ message, frame }) => [message, (frame as { sharedBy?: Asker }).sharedBy?.id]);
  };
  expect(await whose()).toEqual([
    ["a", "U1"],
    ["b", "U11"],
    ["c", "U1"],
  ]);
  await schedule.forget({ platform: "fake", person: "U1" });
  expect(await whose()).toEqual([
    ["a", undefined],
    ["b", "U11"],
    ["c", "U1"],
  ]);
  expect(JSON.stringify(await db.selectFrom("posts").selectAll().where("message", "=", "a").execute())).not.toContain(
    "Ada",
  );
});

test.each(KINDS)("a post says who set it up, and their name is not kept with it (%s)", async (kind) => {
  const { schedule, db, start, platform, now } = await scene({ kind });
  await subscribe(db, { id: "one", place: "C1", owner_name: "Ada Lovelace" });
  start();
  const kept = () => db.selectFrom("posts").selectAll().execute();
  await until(async () => (await kept()).length === 1);
  expect(platform.messages[0]?.text).toContain("Mon 23 Nov, 09:00 London · set up by Ada Lovelace\n");
  const [post] = await kept();
  expect(JSON.stringify(post?.frame)).toContain("Mon 23 Nov, 09:00 London");
  expect(JSON.stringify(post)).not.toContain("Lovelace");

  // An earlier version kept it; so does a file that it exported.
  const opening = [{ kind: "notice", tone: "info", text: "Mon 23 Nov, 09:00 London · set up by Ada\nLovelace" }];
  const nameless = { opening: [{ ...opening[0], text: "Mon 23 Nov, 09:00 London" }], actions: [] };
  for (const clean of [() => schedule.forget({ platform: "fake", person: "U1" }), () => retain(db, now())]) {
    await db
      .updateTable("posts")
      .set({ frame: JSON.stringify({ opening, actions: [] }) })
      .execute();
    await clean();
    expect((await kept())[0]?.frame).toEqual(nameless);
  }
});

/** A mark that no row holds but those of one person. */
const GONE = "U-GONE";

test.each(KINDS)("nobody who was forgotten stands in any table, and others stay as they were (%s)", async (kind) => {
  const { schedule, db } = await scene({ kind });
  const others = everything(Date.parse(MONDAY));
  await write(db, others);
  const before = await contentOf(db);
  await write(db, {
    subscriptions: [subscriptionRow("theirs", { owner: GONE, owner_name: `Ada ${GONE}` })],
    notices: [noticeRow("theirs", { platform: "slack", person: GONE, text: `For ${GONE}` })],
    drafts: [{ id: "theirs", platform: "slack", person: GONE, wish: { by: GONE }, made_at: new Date(MONDAY) }],
    posts: [
      {
        ...others.posts?.[0],
        ...{ key: "theirs", kind: "share" },
        frame: { opening: [], actions: [], sharedBy: { id: GONE, name: `Ada ${GONE}` } },
      },
    ],
  });
  const holding = async () => {
    const found: string[] = [];
    for (const table of Object.keys(TABLES) as (keyof Tables)[]) {
      const rows = await db.selectFrom(table).selectAll().execute();
      if (JSON.stringify(rows).includes(GONE)) found.push(table);
    }
    return found;
  };
  const named = Object.entries(TABLES).filter(([, { people }]) => people.some((one) => !("stays" in one)));
  expect(new Set(await holding())).toEqual(new Set(named.map(([table]) => table)));
  expect(await schedule.forget({ platform: "slack", person: GONE })).toBe(1);
  expect(await holding()).toEqual([]);
  await db.deleteFrom("subscriptions").where("id", "=", "theirs").execute();
  await db.deleteFrom("posts").where("key", "=", "theirs").execute();
  expect(await contentOf(db)).toEqual(before);
});
