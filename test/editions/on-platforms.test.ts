import { describe, expect, test } from "vitest";
import { SERVER } from "../fakes/discord/payloads.ts";
import { TEAM } from "../fakes/slack/api.ts";
import { until } from "../fixtures/scheduled.ts";
import { discordRoom, type Room, slackRoom } from "./rooms.ts";
import { DAY, saying } from "./scene.ts";

const STOP = "The union stops work. [^1]";
const NOON = "The union stops work at noon. [^1]";
const TALKS = "Talks failed. [^2]";
const correction = { kind: "correction", why: "The time was missing. <!channel> @everyone" } as const;
const withdrawal = { kind: "withdrawal", why: "It could not be confirmed." } as const;

const ROOMS = { Slack: slackRoom, Discord: discordRoom } satisfies Readonly<Record<string, () => Promise<Room>>>;

/** A scheduled post and a shared answer that say the old words. */
async function twoPosts(open: () => Promise<Room>, header = "title: Rail strike") {
  const room = await open();
  await room.serve(saying([STOP, TALKS], { header }));
  await room.scheduled();
  await room.share();
  await room.recorded(2);
  room.skip(DAY);
  const [post, share] = room.standing();
  if (!post || !share) throw new Error("two posts stand there");
  const stands = (id: string) => room.standing().find((one) => one.id === id);
  return { room, post, share, stands, text: () => JSON.stringify(room.standing()) };
}

describe.each(Object.entries(ROOMS))("on %s", (_, open) => {
  test("a correction amends the scheduled post and the shared answer, and tells the channel under the newest", async () => {
    const { room, post, share, stands } = await twoPosts(open);
    await room.serve(saying([NOON, TALKS], { change: correction }));
    for (const { id, lines } of [post, share]) {
      const now = stands(id)?.lines.filter((line) => line !== "") ?? [];
      expect(now.slice(0, 4)).toEqual([
        "Rail strike",
        `Corrected 26 Nov: ${correction.why}`,
        expect.stringMatching(/^(?:• )?Was: The union stops work\. \[1\]$/),
        expect.stringMatching(/^(?:• )?Now: The union stops work at noon\. \[1\]$/),
      ]);
      const rest = lines.filter((line) => line !== "" && !line.includes("The union stops work."));
      expect(now.slice(4)).toEqual(rest.slice(1));
    }
    const whose = (id: string) => stands(id)?.lines.filter((line) => line.includes("Shared by"));
    expect(whose(share.id)).toEqual(share.lines.filter((line) => line.includes("Shared by")));
    expect([whose(share.id)?.length, whose(post.id)?.length]).toEqual([1, 0]);
    const [, , notice, ...more] = room.standing();
    expect(more).toEqual([]);
    expect(notice?.under).toBe(share.id);
    expect(notice?.lines.filter((line) => line !== "").slice(0, 3)).toEqual([
      "Rail strike",
      `Corrected 26 Nov: ${correction.why}`,
      "One statement in posts here was corrected; the posts say what is right.",
    ]);
    // But for the name of who shared it, which pings nobody.
    expect(room.live().filter((one) => !share.lines.join("\n").includes(`Shared by ${one}`))).toEqual([]);
    expect(room.faults).toEqual([]);
    expect(room.toOperator()).toEqual([]);
  });

  test("a channel is told in its thread alone, unless whoever corrects wants it shown in the channel", async () => {
    const { room } = await twoPosts(open);
    await room.serve(saying([NOON, TALKS], { change: { ...correction, broadcast: true } }));
    await room.serve(saying([NOON], { change: withdrawal }));
    const [, , shown, hidden] = room.standing().map(({ payload }) => payload as { reply_broadcast?: string });
    expect(shown?.reply_broadcast).toBe(open === slackRoom ? "true" : undefined);
    expect(hidden).toBeDefined();
    expect(hidden).not.toHaveProperty("reply_broadcast");
    expect(room.faults).toEqual([]);
  });

  test("a withdrawal amends both and repeats the old words nowhere", async () => {
    const { room, post, share, stands, text } = await twoPosts(open);
    await room.serve(saying([TALKS], { change: withdrawal }));
    for (const { id } of [post, share])
      expect(stands(id)?.lines.slice(0, 2)).toEqual(["Rail strike", "Withdrawn 26 Nov: It could not be confirmed."]);
    expect(room.standing().at(-1)?.lines).toContain(
      "One statement in posts here was withdrawn; the posts no longer show it.",
    );
    expect(text()).not.toContain("union stops");
    const told = await room.ask("strike 7 days");
    expect(told).toContain("Withdrawn and not repeated: 1");
    expect(told).not.toContain("union stops");
    expect(room.faults).toEqual([]);
  });

  test("a story that is taken out whole leaves its posts without its words", async () => {
    const { room, post, share, stands, text } = await twoPosts(open);
    await room.serve(saying([STOP, TALKS], { header: "title: Rail strike\nwithdrawn: true", change: withdrawal }));
    for (const { id } of [post, share])
      expect(stands(id)?.lines.slice(0, 2)).toEqual(["Rail strike", "Withdrawn 26 Nov: It could not be confirmed."]);
    expect(text()).not.toMatch(/union stops|Talks failed/);
    expect(room.faults).toEqual([]);
  });

  test("a post deleted by hand is passed over; the notice stands under the one that is left", async () => {
    const { room, post, share, stands } = await twoPosts(open);
    await room.remove(share.id);
    await room.serve(saying([NOON, TALKS], { change: correction }));
    expect(stands(post.id)?.lines[1]).toBe(`Corrected 26 Nov: ${correction.why}`);
    expect(room.standing().map(({ under }) => under)).toEqual([undefined, post.id]);
    expect(room.toOperator()).toEqual([]);
  });

  test("posts that can't be edited any more get the reply alone, and their owner a list", async () => {
    const { room, post, share, stands } = await twoPosts(open);
    room.close();
    await room.serve(saying([NOON, TALKS], { change: correction }));
    for (const { id, lines } of [post, share]) expect(stands(id)?.lines).toEqual(lines);
    const [, , notice, ...more] = room.standing();
    expect(more).toEqual([]);
    expect(notice?.under).toBe(share.id);
    await until(() => room.toOperator().join("\n").includes("could not be corrected"));
    expect(room.toOperator().join("\n")).toContain(room.CLOSED);
    // A repeated look finds nothing more to do.
    await room.serve(saying([NOON, TALKS], { change: correction }));
    expect(room.standing()).toHaveLength(3);
  });

  test("nothing restricted is repeated in a channel that others read along by now", async () => {
    const header = `title: Quiet talks\naudience: ["${open === slackRoom ? `slack:${TEAM}` : `discord:${SERVER}`}"]`;
    const { room, post, share, stands } = await twoPosts(open, header);
    await room.openToOutsiders();
    await room.serve(saying([NOON, TALKS], { header, change: correction }));
    expect(
      stands(post.id)
        ?.lines.filter((line) => line !== "")
        .slice(0, 2),
    ).toEqual(["Corrected", "Corrected 26 Nov. What stood here is no longer shown in this channel."]);
    expect(JSON.stringify(stands(post.id)?.payload)).not.toMatch(/union|Talks|Quiet|The time/);
    // On Discord only what is posted on schedule goes on to others.
    const shared = stands(share.id)?.lines.join("\n");
    expect(shared).toContain(open === slackRoom ? "no longer shown in this channel" : "The union stops work at noon.");
  });
});
