import pTimeout from "p-timeout";
import {
  type ChatAdapter,
  ChatError,
  connectInTime,
  type Following,
  type Lead,
  type Place,
  type PublicRecord,
  type Reply,
} from "#chat";
import { type Listener, listenTo } from "./inbound/interactions.ts";
import { listenToMessages, type MessageListener } from "./inbound/messages.ts";
import { openAllowedServers } from "./outbound/allowed-servers.ts";
import { amendMessage } from "./outbound/amend.ts";
import { openKnownCommands } from "./outbound/command-ids.ts";
import { openDirectChannels } from "./outbound/direct-channels.ts";
import { explainRefusal, memberAccess } from "./outbound/member-access.ts";
import type { Schedulers } from "./outbound/permissions.ts";
import { postOnce } from "./outbound/post.ts";
import { publish } from "./outbound/publish.ts";
import { openRecentPermissions } from "./outbound/recent-permissions.ts";
import { openShares } from "./outbound/share.ts";
import { openThreadParents } from "./outbound/thread-parents.ts";
import { whoAdded } from "./outbound/who-added.ts";
import { EDITS_PER_SECOND, NONCE_HOLDS_MS, POSTS_PER_SECOND } from "./render/limits.ts";
import { type Frame, renderMessage, renderPlain, renderUnlinked } from "./render/message.ts";
import { createConnection } from "./transport/connection.ts";
import { toChatError } from "./transport/errors.ts";
import type { Log } from "./transport/log.ts";
import { type OnCall, openRest } from "./transport/rest.ts";

/** What the Discord adapter needs: credentials, clock and log, and who is called when something happens. */
export type DiscordOptions = {
  readonly token: string;
  readonly applicationId: string;
  /** The API's address, without the version: for a local server. */
  readonly apiUrl?: string;
  /** Ids of the servers that may use the bot. Absent or empty: all. */
  readonly allowedTenants?: readonly string[];
  /** Whether people may use the bot where it is not a member. */
  readonly userInstalls?: boolean;
  readonly schedulers?: Schedulers;
  /** Decides which of several processes holds the gateway connection. Absent: this one. */
  readonly lead?: Lead;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called when nothing can work any more, with a sentence for whoever runs the bot. */
  readonly onFatal?: (sentence: string) => void;
  /** Called when the bot was removed from a server; not during an outage. */
  readonly onRemoved?: (server: string) => void;
  /** Called for each server the bot is in when a session begins, and for each it is added to: it may have been away. */
  readonly onBack?: (server: string) => void;
  /** Called for somebody who added the bot to a server within the last day; again at each session of that day. */
  readonly onAdded?: (server: string, person: string) => void;
  /** Called when a channel or thread was deleted: nothing can be posted there any more. */
  readonly onPlaceLost?: (place: Place, why: ChatError) => void;
  readonly onCall?: OnCall;
  /** Records what people have posted in public. */
  readonly record?: PublicRecord;
};

/** The Discord adapter. */
export type Discord = ChatAdapter & {
  /** Whether the gateway is connected. */
  readonly connected: () => boolean;
  readonly standsBy: () => boolean;
};

/** Connects Discord: interactions over the gateway, answers and posts over REST, both through discord.js. */
export function createDiscord(options: DiscordOptions): Discord {
  const { token, applicationId, apiUrl, allowedTenants = [], userInstalls = false, schedulers = "members" } = options;
  const { log, now, onFatal = () => {}, onRemoved = () => {}, onBack = () => {}, onPlaceLost = () => {} } = options;
  const { lead = alone } = options;
  let listener: Listener | undefined;
  let messages: MessageListener | undefined;
  let following: Following | undefined;
  let standsBy = false;
  let stopped = false;
  /** Why nothing works any more. */
  let ended: string | undefined;

  const fail = (sentence: string) => {
    if (stopped || ended !== undefined) return;
    ended = sentence;
    log.error({}, sentence);
    onFatal(sentence);
  };
  const send = openRest({
    token,
    log,
    now,
    onRejected: () => (standsBy || connection.client()) && fail(TOKEN_REJECTED),
    ...(apiUrl && { apiUrl }),
    ...(options.onCall && { onCall: options.onCall }),
  });
  const connection = createConnection({
    ...{ applicationId, token, send, log, now },
    onFatal: fail,
    onRemoved(server) {
      log.info({ server }, "the bot was removed from a server");
      onRemoved(server);
    },
    onPresent: onBack,
    onJoined: (server, { owner, atMs }) => void welcome(server, owner, atMs),
    onGone: (place) => onPlaceLost({ platform: "discord", ...place }, DELETED),
    onInteraction: (data) => listener?.hear(data),
    onMessage: (data) => messages?.hear(data),
    ...(apiUrl && { apiUrl }),
  });

  const directs = openDirectChannels({ send, now });
  /** Reports servers that the bot joined within the last day, even after an outage or restart, but not older ones. */
  const welcome = async (server: string, owner: string, joinedAt: number) => {
    if (!options.onAdded || Math.abs(now() - joinedAt) > LATELY_MS) return;
    if (!(await allowed.admits({ server, person: owner, alone: false }))) return;
    options.onAdded(server, await whoAdded(server, owner, connection.client()?.user?.id, send));
  };
  const commands = openKnownCommands({ send, applicationId, log, now });
  const seen = openRecentPermissions(now);
  const allowed = openAllowedServers({ allowed: allowedTenants, send, now });
  const rendered = (reply: Reply, own: Frame) => {
    const frame: Frame = { ...own, commands: commands.ids() };
    if (ended !== undefined) throw new ChatError("busy", ended);
    return {
      message: () => renderMessage(reply, frame),
      plain: () => renderPlain(reply, frame),
      unlinked: () => renderUnlinked(reply, frame),
    };
  };
  const explain = (error: ChatError, place: Place, code?: number) =>
    explainRefusal(connection.client(), error, place, code);
  const post = async (place: Place, reply: Reply, own: Frame, key: string, replyTo?: string) => {
    const message = { ...rendered(reply, own), ...(replyTo !== undefined && { replyTo }) };
    return postOnce(place, message, key, { send, directs, log, explain });
  };
  const postAndPublish: ChatAdapter["post"] = async (place, reply, key, how = {}) => {
    const posted = await post(place, reply, { share: false }, key, how.replyTo);
    if (how.publish) void publish(place.id, posted, { send, log, now });
    return posted;
  };
  // In both directions, since the clock may have been set back.
  const mayRepeat = (firstTriedAt: number) => Math.abs(now() - firstTriedAt) <= NONCE_HOLDS_MS;
  /** Repeats the same post while Discord remembers its nonce, until the outcome is known. */
  const settle: ChatAdapter["settle"] = async (place, reply, key, firstTriedAt, how) => {
    if (!mayRepeat(firstTriedAt)) return "cannot-tell";
    try {
      return await postAndPublish(place, reply, key, how);
    } catch (error) {
      const { trouble, message, cause } = toChatError(error);
      if (trouble !== "unknown-outcome") throw error;
      if (!mayRepeat(firstTriedAt)) return "cannot-tell";
      throw new ChatError("busy", message, { cause });
    }
  };
  /** Settles a share at once, since nobody retries it later. */
  const postShared = async (place: Place, reply: Reply, frame: Frame, key: string) => {
    const firstTriedAt = now();
    try {
      return await post(place, reply, frame, key);
    } catch (error) {
      if (toChatError(error).trouble !== "unknown-outcome" || !mayRepeat(firstTriedAt)) throw error;
      return post(place, reply, frame, key);
    }
  };

  const isSilent = () => (connection.pulse()?.answeredMsAgo ?? 0) > SILENT_MS;

  /**
   * Connects and disconnects as this process gains and loses the lead. Resolves when that is done for the first time.
   */
  const follow = () =>
    new Promise<void>((resolve, reject: (error: Error) => void) => {
      let onRefused = reject;
      following = lead((leads) => {
        if (!leads) log.info({}, "standing by: another process holds Discord's gateway");
        else if (standsBy) log.info({}, "taking over Discord's gateway");
        standsBy = !leads;
        if (leads) connection.open().then(resolve, onRefused);
        else connection.close().finally(resolve);
        onRefused = (error) => fail(error.message);
      });
    });

  return {
    platform: "discord",
    pace: { platformPerSecond: POSTS_PER_SECOND, edits: { placePerSecond: EDITS_PER_SECOND } },
    tellsPermissions: true,
    connected: () => ended === undefined && (connection.client()?.isReady() ?? false) && !isSilent(),
    pulse: connection.pulse,
    away: () => ended ?? (isSilent() ? SILENT : connection.trouble()),
    standsBy: () => standsBy,
    async start(bot) {
      const shares = openShares({ now, post: postShared, record: options.record });
      listener = listenTo({ bot, shares, post: postShared, seen, send, log, now, allowed, commands, userInstalls });
      const parents = openThreadParents(
        send,
        (id) => connection.client()?.channels.cache.get(id)?.isThread() === false,
      );
      messages = listenToMessages({
        ...{ bot, allowed, parents, send, log, now, record: options.record },
        me: () => connection.client()?.user?.id,
        post: (place, reply, key, replyTo) => post(place, reply, { share: false }, key, replyTo),
      });
      await connectInTime(follow().then(commands.load), {
        onRefused(sentence) {
          ended = sentence;
        },
        onLate: (afterMs) => log.warn({ afterMs }, "Discord's gateway is not responding; starting without it"),
        onRefusedLater: fail,
      });
    },
    async stop() {
      stopped = true;
      // Disconnects first: the next process connects once this one gives up the lead.
      const leave = async () => {
        await connection.close();
        await following?.stop();
      };
      await pTimeout(Promise.all([listener?.settled(), messages?.settled(), leave()]), {
        milliseconds: STOP_MS,
        fallback: () => {},
      });
    },
    post: postAndPublish,
    settle,
    amend: async (place, message, reply) =>
      amendMessage(place, message, rendered(reply, { share: false }), { send, directs, log, explain }),
    async about(by, place) {
      return memberAccess(connection.client(), by, place, { schedulers, held: seen.of(by, place) });
    },
  };
}

const DELETED = new ChatError("gone", "the channel was deleted", { forPeople: "the channel was deleted" });

/** The lead of a single process: it always has it. */
const alone: Lead = (tell) => {
  tell(true);
  return { stop: async () => {} };
};

const LATELY_MS = 24 * 60 * 60_000;

/** Discord answers a heartbeat every 41 s: without an answer for this long, a connection is dead, though still open. */
const SILENT_MS = 150_000;
const SILENT = "its gateway connection is open, but nothing has come on it for minutes";

const STOP_MS = 3_000;

const TOKEN_REJECTED = "Discord no longer accepts DISCORD_TOKEN: copy the bot's token again and restart the bot";
