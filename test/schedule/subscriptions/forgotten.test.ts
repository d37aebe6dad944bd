import { expect, test } from "vitest";
import type { Asker, Reply } from "#chat";
import { retain } from "../../../src/schedule/runtime/retention.ts";
import { answered, line, note } from "../../fixtures/content/replies.ts";
import { scene, subscribe, until } from "../../fixtures/scheduled.ts";
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
