import type { Client } from "discord.js";
import { type ChatAdapter, ChatError, type Place, type Reply } from "#chat";
import { aboutMember, explainRefusal } from "./about.ts";
import { openDirects } from "./directs.ts";
import { toChatError } from "./errors.ts";
import { connectGateway, GatewayRefused } from "./gateway.ts";
import { type Listener, listenTo } from "./interactions.ts";
import { NONCE_HOLDS_MS } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Schedulers } from "./permissions.ts";
import { postOnce } from "./posts.ts";
import { type Frame, renderMessage, renderPlain, renderUnlinked } from "./render.ts";
import { openRest } from "./rest.ts";
import { openSeen } from "./seen.ts";
import { openShares } from "./shares.ts";

export type DiscordOptions = {
  readonly token: string;
  readonly applicationId: string;
  /** Where the platform is, without the version: for a local server. */
  readonly apiUrl?: string;
  /** Ids of the servers that may use the bot; all where none are named. */
  readonly allowedTenants?: readonly string[];
  /** Whether people may use the bot where it is not a member. */
  readonly userInstalls?: boolean;
  readonly schedulers?: Schedulers;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told, with a sentence for whoever runs the bot, when nothing can work any more. */
  readonly onFatal?: (sentence: string) => void;
  /** Told when the bot was removed from a server; an outage is no removal. */
  readonly onRemoved?: (server: string) => void;
  /** Told of every server the bot is in, when a session begins or when it is added: it may have been away. */
  readonly onBack?: (server: string) => void;
  /** Told of a channel or thread that was deleted: nothing can be posted there any more. */
  readonly onPlaceLost?: (place: Place, why: ChatError) => void;
};

export type Discord = ChatAdapter & {
  /** Whether the gateway is connected. */
  readonly connected: () => boolean;
};

/** Connects Discord: interactions over the gateway, answers and posts over REST, both through discord.js. */
export function createDiscord(options: DiscordOptions): Discord {
  const { token, applicationId, apiUrl, allowedTenants = [], userInstalls = false, schedulers = "members" } = options;
  const { log, now, onFatal = () => {}, onRemoved = () => {}, onBack = () => {}, onPlaceLost = () => {} } = options;
  let client: Client | undefined;
  let listener: Listener | undefined;
  let again: NodeJS.Timeout | undefined;
  let stopped = false;

  const fail = (sentence: string) => {
    if (stopped) return;
    log.error({}, sentence);
    onFatal(sentence);
  };
  const send = openRest({
    token,
    log,
    now,
    onRejected: () => client && fail(TOKEN_REJECTED),
    ...(apiUrl && { apiUrl }),
  });

  const directs = openDirects({ send, now });
  const seen = openSeen(now);
  const post = (place: Place, reply: Reply, frame: Frame, key: string) => {
    const rendered = {
      message: () => renderMessage(reply, frame),
      plain: () => renderPlain(reply, frame),
      unlinked: () => renderUnlinked(reply, frame),
    };
    const explain = (error: ChatError, place: Place, code?: number) => explainRefusal(client, error, place, code);
    return postOnce(place, rendered, key, { send, directs, log, explain });
  };
  const settle = async (place: Place, reply: Reply, frame: Frame, key: string, firstTriedAt: number) => {
    if (now() - firstTriedAt > NONCE_HOLDS_MS) return "cannot-tell";
    try {
      return await post(place, reply, frame, key);
    } catch (error) {
      if (toChatError(error).trouble === "unknown-outcome") return "cannot-tell";
      throw error;
    }
  };
  /** A share is settled at once: nobody comes back for it. */
  const postShared = async (place: Place, reply: Reply, frame: Frame, key: string) => {
    const firstTriedAt = now();
    try {
      return await post(place, reply, frame, key);
    } catch (error) {
      if (toChatError(error).trouble !== "unknown-outcome") throw error;
      const settled = await settle(place, reply, frame, key, firstTriedAt);
      if (settled === "cannot-tell") throw error;
      return settled;
    }
  };

  const connect = async (attempt: number): Promise<void> => {
    try {
      const connected = await connectGateway(send, {
        token,
        log,
        onFatal: fail,
        onRemoved(server) {
          log.info({ server }, "the bot was removed from a server");
          onRemoved(server);
        },
        onPresent: onBack,
        onGone: (place) =>
          onPlaceLost({ platform: "discord", ...place }, new ChatError("gone", "the channel was deleted")),
        onInteraction: (data) => listener?.hear(data),
        onOpen: (made) => {
          client = made;
        },
        ...(apiUrl && { apiUrl }),
      });
      if (stopped) return await connected.destroy();
      const application = connected.application?.id;
      if (application !== applicationId) {
        await connected.destroy();
        throw new GatewayRefused(wrongApplication(application));
      }
      log.info({ shards: connected.ws.shards.size }, "connected to Discord");
    } catch (error) {
      if (error instanceof GatewayRefused || stopped) throw error;
      const delayMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
      log.warn({ againInMs: delayMs }, `Discord cannot be reached: ${toChatError(error).message}`);
      again = setTimeout(() => connect(attempt + 1).catch((error: Error) => fail(error.message)), delayMs);
    }
  };

  return {
    platform: "discord",
    connected: () => client?.isReady() ?? false,
    async start(bot) {
      const shares = openShares({ now, post: postShared });
      listener = listenTo({ bot, shares, seen, send, log, now, allowedTenants, userInstalls });
      const connecting = connect(0).finally(() => clearTimeout(waiting));
      let waiting: NodeJS.Timeout | undefined;
      const late = new Promise<"late">((resolve) => {
        waiting = setTimeout(() => resolve("late"), START_MS);
      });
      if ((await Promise.race([connecting, late])) !== "late") return;
      log.warn({ afterMs: START_MS }, "Discord's gateway does not answer yet; the start goes on without it");
      connecting.catch((error: Error) => fail(error.message));
    },
    async stop() {
      stopped = true;
      clearTimeout(again);
      await within(STOP_MS, Promise.all([listener?.settled(), client?.destroy()]));
    },
    post: (place, reply, key) => post(place, reply, { share: false }, key),
    settle: (place, reply, key, firstTriedAt) => settle(place, reply, { share: false }, key, firstTriedAt),
    async about(by, place) {
      return aboutMember(client, by, place, { schedulers, held: seen.of(by, place) });
    },
  };
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** No other platform waits longer for this one. */
const START_MS = 4_000;
const STOP_MS = 3_000;

const TOKEN_REJECTED = "Discord no longer accepts DISCORD_TOKEN: copy the bot's token again and start the bot anew";

function wrongApplication(application = "another"): string {
  return `DISCORD_APPLICATION_ID is not the application of DISCORD_TOKEN: that one is ${application}`;
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
