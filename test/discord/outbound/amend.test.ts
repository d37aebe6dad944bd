import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Amended, ChatError, type ChatTrouble, type Reply } from "#chat";
import { CHANNEL, MEMBER, SERVER } from "../../fakes/discord/payloads.ts";
import { readMessage, wordsOf } from "../../fakes/discord/reading.ts";
import { openScene, serverOf } from "../../fakes/discord/scene.ts";
import type { Failure } from "../../fakes/discord/server.ts";
import { answered, line, note, scriptedBot } from "../../fixtures/content/replies.ts";

const PLACE = { platform: "discord", tenant: SERVER, id: CHANNEL };
const EDIT = /^PATCH \/channels\//;
const HOUR_MS = 60 * 60_000;
const says = (text: string) => answered([{ kind: "lines", lines: [line(text, [1])] }], [note(1)]);
const OLD = says("The harbour closes on Tuesday.");
const NEW: Reply = {
  ...says("The harbour closes on Wednesday."),
  blocks: [
    { kind: "notice", tone: "info", text: "Corrected 26 Nov: the day was wrong. @everyone <@&1>" },
    ...says("The harbour closes on Wednesday.").blocks,
  ],
};

let scene: Awaited<ReturnType<typeof openScene>>;
let nowMs = 0;
beforeEach(async () => {
  nowMs = Date.now();
  scene = await openScene(
    scriptedBot(() => OLD),
    { now: () => nowMs },
    { servers: [serverOf()] },
  );
});
afterEach(async () => {
  expect(scene.server.illegal).toEqual([]);
  await scene.stop();
});

const post = async (key = "delivery-1") => (await scene.adapter.post(PLACE, OLD, key)).message;
const standing = (id: string) => scene.server.posted.get(id)?.message;
const failed = async (work: Promise<unknown>): Promise<ChatError> => {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof ChatError)) throw new Error(`it did not fail: ${error}`);
  return error;
};

describe("an amendment", () => {
  it("takes the place of what stands and pings nobody", async () => {
    const message = await post();
    expect(await scene.adapter.amend(PLACE, message, NEW, "amend-1")).toEqual({ outcome: "amended" });
    expect(wordsOf(standing(message))).toContain("Corrected 26 Nov: the day was wrong.");
    expect(wordsOf(standing(message))).toContain("Wednesday");
    expect(wordsOf(standing(message))).not.toContain("Tuesday");
    expect(standing(message)).toMatchObject({ flags: 1 << 15, allowed_mentions: { parse: [] } });
    expect(readMessage(standing(message)).live.filter(({ what }) => what !== "bold")).toEqual([]);
  });

  it("says the same when it is made again, also after an answer that was lost", async () => {
    const message = await post();
    scene.server.fail(EDIT, { status: 500, done: true });
    expect((await failed(scene.adapter.amend(PLACE, message, NEW, "amend-1"))).trouble).toBe("unknown-outcome");
    const once = standing(message);
    await scene.adapter.amend(PLACE, message, NEW, "amend-1");
    expect(standing(message)).toEqual(once);
    expect(scene.server.posted.size).toBe(1);
  });

  it("of old messages waits as long as Discord says; three in six seconds pass", async () => {
    const messages: string[] = [];
    for (const key of ["1", "2", "3", "4"]) messages.push(await post(key));
    nowMs += 2 * HOUR_MS;
    const [first = "", second = "", third = "", fourth = ""] = messages;
    for (const message of [first, second, third]) await scene.adapter.amend(PLACE, message, NEW, message);
    nowMs += 2_000;
    const error = await failed(scene.adapter.amend(PLACE, fourth, NEW, "fourth"));
    expect(error).toMatchObject({ trouble: "busy", retryAfterMs: 4_000 });
    nowMs += 4_001;
    expect(await scene.adapter.amend(PLACE, fourth, NEW, "fourth")).toEqual({ outcome: "amended" });
  });

  it.each<[string, Failure]>([
    ["words", { status: 400, json: { code: 240000, message: "harmful link" } }],
    ["form", { status: 400, json: { code: 50035, message: "Invalid Form Body" } }],
  ])("that is refused for its %s goes plainer", async (what, failure) => {
    if (what === "form") {
      scene.server.fail(/^POST \/channels\//, failure);
      const message = await post();
      expect(standing(message)).toHaveProperty("content");
      expect(await scene.adapter.amend(PLACE, message, NEW, "amend-1")).toEqual({ outcome: "amended" });
      expect(wordsOf(standing(message))).toContain("Wednesday");
      return;
    }
    const message = await post();
    scene.server.fail(EDIT, failure);
    expect(await scene.adapter.amend(PLACE, message, NEW, "amend-1")).toEqual({ outcome: "amended" });
    expect(JSON.stringify(standing(message))).not.toContain("https://");
  });

  it("reaches a direct message", async () => {
    scene.server.members.set(MEMBER, { user: { id: MEMBER } });
    const person = { platform: "discord", tenant: SERVER, id: MEMBER, person: true };
    const { message } = await scene.adapter.post(person, OLD, "to a person");
    expect(await scene.adapter.amend(person, message, NEW, "amend-1")).toEqual({ outcome: "amended" });
    expect(scene.server.posted.get(message)?.channel).toBe(scene.server.directs.get(MEMBER));
  });

  it.each<[string, (message: string) => void, Amended]>([
    ["deleted by hand", (message) => void scene.server.posted.delete(message), { outcome: "gone" }],
    ["in an archived thread", () => void scene.server.archived.add(CHANNEL), cannot(/archived/)],
    [
      "somebody else's",
      (message) => {
        const post = scene.server.posted.get(message);
        if (post) post.by = "somebody else";
      },
      cannot(/somebody else's/),
    ],
    ["in a locked thread", () => refuse(400, 160005), cannot(/locked/)],
    ["gone with its channel", () => refuse(404, 10003), { outcome: "gone" }],
  ])("of a message that is %s is told from others", async (_, change, outcome) => {
    const message = await post();
    change(message);
    expect(await scene.adapter.amend(PLACE, message, NEW, "amend-1")).toEqual(outcome);
  });

  it.each<[number, number, ChatTrouble]>([
    [403, 50001, "needs-invite"],
    [403, 50013, "forbidden"],
    [404, 10004, "tenant-gone"],
    [403, 40004, "busy"],
    [413, 40333, "our-bug"],
  ])("refused with %i and %i fails as a post does", async (status, code, trouble) => {
    const message = await post();
    refuse(status, code);
    expect((await failed(scene.adapter.amend(PLACE, message, NEW, "amend-1"))).trouble).toBe(trouble);
    expect(wordsOf(standing(message))).toContain("Tuesday");
  });

  it("of what is no message of Discord's is sent nowhere", async () => {
    const before = scene.server.requests.length;
    expect((await failed(scene.adapter.amend(PLACE, "../1", NEW, "amend-1"))).trouble).toBe("our-bug");
    expect(scene.server.requests).toHaveLength(before);
  });
});

describe("a reply under a post", () => {
  it("answers it, pings nobody, and stands alone where it is gone", async () => {
    const message = await post();
    await scene.adapter.post(PLACE, NEW, "notice-1", { replyTo: message });
    expect(scene.server.arrived.at(-1)?.message).toMatchObject({
      message_reference: { message_id: message, fail_if_not_exists: false },
      allowed_mentions: { parse: [], replied_user: false },
    });
  });

  it("is made once after an answer that was lost", async () => {
    const message = await post();
    const how = { replyTo: message };
    scene.server.fail(/^POST \/channels\//, { status: 500, done: true });
    expect((await failed(scene.adapter.post(PLACE, NEW, "notice-1", how))).trouble).toBe("unknown-outcome");
    await scene.adapter.settle(PLACE, NEW, "notice-1", nowMs, how);
    expect(scene.server.posted.size).toBe(2);
    expect(scene.server.arrived.at(-1)?.message).toHaveProperty("message_reference");
  });
});

function refuse(status: number, code: number) {
  scene.server.fail(EDIT, { status, json: { code, message: "Refused" } });
}

function cannot(why: RegExp): Amended {
  return { outcome: "cannot", why: expect.stringMatching(why) };
}
