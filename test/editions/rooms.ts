import { onTestFinished } from "vitest";
import type { Library } from "#briefing";
import { mayHear, resumeNumbering } from "#commands";
import { createEditions, type Editions } from "#editions";
import type { ScheduleOptions } from "#schedule";
import type { Database } from "#store";
import { CHANNEL as DISCORD_CHANNEL, SERVER } from "../fakes/discord/payloads.ts";
import { readMessage as readDiscord, wordsOf } from "../fakes/discord/reading.ts";
import { CHANNEL as SLACK_CHANNEL, TEAM } from "../fakes/slack/api.ts";
import { readMessage } from "../fakes/slack/read.ts";
import { openDesk } from "../fixtures/discord-desk.ts";
import { until } from "../fixtures/scheduled.ts";
import { slackDesk } from "../fixtures/slack-desk.ts";
import { subscriptionRow } from "../fixtures/stores/rows.ts";

/** A message that stands in a channel, as people read it there, line by line. */
export type Standing = {
  readonly id: string;
  readonly lines: readonly string[];
  /** The message that it answers. */
  readonly under?: string;
  /** The payload that arrived. */
  readonly payload: unknown;
};

const AT = "2026-11-25T08:59:58Z";
const OPS = { slack: "COPS", discord: "645027906669510778" };
const soon = { lookMs: 3_600_000 };

/** A room of a workspace of the fake Slack: real Bolt, commands, schedule, editions and database. */
export async function slackRoom() {
  const operator = { platform: "slack", tenant: TEAM, id: OPS.slack };
  const late = lateEditions();
  const desk = await slackDesk({ at: AT, schedule: { operator }, bot: { editions: late } });
  const { slack, ada, answerTo, rig } = desk;
  slack.channels.set(OPS.slack, { is_member: true });
  const editions = editionsOn({ ...desk, adapter: rig.adapter, log: logInto(desk.logged) });
  late.are(editions);
  const idOf = (one: { channel: string; ts: string }) => `${one.channel}/${one.ts}`;
  const standing = (channel = SLACK_CHANNEL): Standing[] =>
    slack.messages
      .filter((one) => one.channel === channel && !one.ephemeral && one.gone !== true)
      .map((one) => ({
        id: idOf(one),
        lines: readMessage(one).text.split("\n"),
        ...(typeof one.thread_ts === "string" && { under: `${one.channel}/${one.thread_ts}` }),
        payload: one,
      }));
  return {
    ...roomOf({ ...desk, editions, standing, channel: SLACK_CHANNEL, tenant: TEAM, platform: "slack" }),
    faults: slack.faults,
    live: () =>
      slack.messages.flatMap((one) => readMessage(one).live.filter((live) => !/^(?:time|link|<!date)/.test(live))),
    toOperator: () => standing(OPS.slack).map(({ lines }) => lines.join("\n")),
    async share() {
      const answer = await answerTo(() => ada.slash("/briefing", "strike"));
      await ada.press(answer, "Share");
    },
    async remove(id: string) {
      const at = slack.messages.findIndex((one) => idOf(one) === id);
      slack.messages[at] = { ...(slack.messages[at] as (typeof slack.messages)[number]), gone: true };
    },
    /** Nothing posted by now can be edited any more. */
    close() {
      slack.settings.editableMs = 0;
    },
    CLOSED: "this workspace lets messages be edited for a limited time only, which is over",
    openToOutsiders: async () => void slack.channels.set(SLACK_CHANNEL, { is_member: true, is_ext_shared: true }),
    ask: async (typed: string) => readMessage(await answerTo(() => ada.slash("/whats-changed", typed))).text,
  };
}

/** A channel of a server on the fake Discord: real discord.js, commands, schedule, editions and database. */
export async function discordRoom() {
  const operator = { platform: "discord", tenant: SERVER, id: OPS.discord };
  const late = lateEditions();
  const desk = await openDesk({ at: AT, schedule: { operator }, bot: { editions: late } });
  const { server, adapter, db } = desk;
  const editions = editionsOn({ ...desk, adapter, log: desk.log });
  late.are(editions);
  const standing = (channel = DISCORD_CHANNEL): Standing[] =>
    [...server.posted].flatMap(([id, post]) => {
      if (post.channel !== channel) return [];
      const { message_reference: at } = post.message as { message_reference?: { message_id: string } };
      return [
        { id, lines: wordsOf(post.message).split("\n"), ...(at && { under: at.message_id }), payload: post.message },
      ];
    });
  return {
    ...roomOf({ ...desk, editions, standing, channel: DISCORD_CHANNEL, tenant: SERVER, platform: "discord" }),
    faults: server.illegal,
    live: () => standing().flatMap(({ payload }) => mentionsIn(payload)),
    toOperator: () => standing(OPS.discord).map(({ lines }) => lines.join("\n")),
    async share() {
      await desk.press(await desk.ask("briefing", { topic: "strike" }), "Share");
    },
    async remove(id: string) {
      server.posted.delete(id);
    },
    close: () => void server.archived.add(DISCORD_CHANNEL),
    CLOSED: "the thread is archived",
    /** Its schedule goes on to servers that follow the channel. */
    openToOutsiders: async () => void (await db.updateTable("subscriptions").set({ publish: true }).execute()),
    ask: async (typed: string) => {
      const [topic = "", ...since] = typed.split(" ");
      return (await desk.ask("whats-changed", { topic, since: since.join(" ") })).words;
    },
  };
}

export type Room = Awaited<ReturnType<typeof slackRoom>>;

type Parts = {
  readonly db: Database;
  readonly editions: Editions;
  readonly publish: (library: Library) => void;
  readonly start: () => void;
  readonly skip: (ms: number) => void;
  readonly standing: () => Standing[];
} & Record<"platform" | "tenant" | "channel", string>;

function roomOf({ db, editions, publish, start, skip, standing, platform, tenant, channel }: Parts) {
  return {
    ...{ db, editions, standing, skip },
    /** Serves a library from now on, and waits until what it changes is recorded and amended. */
    async serve(library: Library) {
      publish(library);
      editions.see(library);
      await editions.record();
      await editions.amend();
    },
    /** Two seconds from the beginning, a scheduled briefing is posted. */
    async scheduled() {
      const row = { platform, tenant, place: channel, topic: "strike", next_run_at: new Date("2026-11-25T09:00:00Z") };
      await db
        .insertInto("subscriptions")
        .values(subscriptionRow("s1", { ...row, cron: "0 9 * * *" }))
        .execute();
      start();
      skip(60_000);
      await until(() => recorded(db, 1));
      // Once is enough.
      await db.updateTable("subscriptions").set({ state: "paused", next_run_at: null }).execute();
    },
    recorded: (count: number) => until(() => recorded(db, count)),
  };
}

/** How many posts are recorded: what is not can't be corrected. */
async function recorded(db: Database, count: number): Promise<boolean> {
  return (await db.selectFrom("posts").select("key").execute()).length >= count;
}

type Wired = Pick<Awaited<ReturnType<typeof slackDesk>>, "schedule" | "store" | "now"> & {
  readonly adapter: Parameters<Editions["start"]>[1][number];
  readonly log: ScheduleOptions["log"];
};

function editionsOn({ store, schedule, now, adapter, log }: Wired): Editions {
  const { tenants, operator } = schedule;
  const editions = createEditions({ store, log, now, mayHear, resumeNumbering, tenants, operator, ...soon });
  onTestFinished(() => editions.stop());
  editions.start(
    (tell) => {
      tell(true);
      return { stop: async () => {} };
    },
    [adapter],
  );
  return editions;
}

/** The editions that a bot answers from, which are made once it is connected. */
function lateEditions() {
  let made: Editions | undefined;
  return {
    are(editions: Editions) {
      made = editions;
    },
    whatsChanged: (async (...asked) => made?.whatsChanged(...asked) ?? "none") satisfies Editions["whatsChanged"],
  };
}

function logInto(logged: { details: object; message: string }[]) {
  const write = (details: object, message: string) => void logged.push({ details, message });
  return { info: write, warn: write, error: write };
}

function mentionsIn(payload: unknown): string[] {
  return readDiscord(payload).live.flatMap(({ what, of }) => (what === "mention" ? [of] : []));
}
