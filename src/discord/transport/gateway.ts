import { Client, Events, GatewayIntentBits, Options } from "discord.js";
import { GatewayCloseCodes, Routes } from "discord-api-types/v10";
import { isRecord } from "#chat";
import { guardedShards, type ShardsOptions } from "./guarded-shards.ts";
import { restSettings, type Send } from "./rest.ts";

export type GatewayOptions = ShardsOptions & {
  readonly token: string;
  readonly apiUrl?: string;
  /** Called with the client before it connects, so that it can be closed at any time. */
  readonly onOpen: (client: Client) => void;
  /** Called with a sentence for whoever runs the bot when the connection has ended for good. */
  readonly onFatal: (sentence: string) => void;
};

/** The connection must not be tried again; the message says what to fix. */
export class GatewayRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = "GatewayRefused";
  }
}

/**
 * Connects to the gateway, for interactions, messages and servers. Caches only what is used.
 * @throws GatewayRefused, or an error that may go away on another attempt
 */
export async function connectGateway(send: Send, options: GatewayOptions): Promise<Client> {
  await checkSessionLimit(send);
  const { token, apiUrl, log, onFatal } = options;
  const client = new Client({
    // None is privileged: Discord leaves out the words of a message that neither mentions the bot nor is a direct
    // message.
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    shards: "auto",
    rest: restSettings(apiUrl),
    ws: { buildStrategy: (manager) => guardedShards(manager, options) },
    allowedMentions: { parse: [], repliedUser: false },
    makeCache: Options.cacheWithLimits(CACHES),
    sweepers: { threads: { interval: 3_600, lifetime: 3_600 } },
  });
  options.onOpen(client);
  let connected = false;
  client.on(Events.ShardError, (error, shard) => log.warn({ shard, problem: error.message }, "the gateway failed"));
  client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, "reconnecting to the gateway"));
  client.on(Events.ShardResume, (shard, replayed) => log.info({ shard, replayed }, "the gateway connection resumed"));
  client.on(Events.Error, (error) => log.error({ problem: error.message }, "the Discord client failed"));
  client.on(Events.ShardDisconnect, ({ code }, shard) => {
    const sentence = FATAL.get(code);
    if (!connected || sentence === undefined) return;
    log.error({ shard, code }, sentence);
    onFatal(sentence);
  });
  let refused: string | undefined;
  client.once(Events.ShardDisconnect, ({ code }) => {
    refused = FATAL.get(code);
  });
  try {
    await client.login(token);
    connected = true;
    return client;
  } catch (error) {
    if (refused !== undefined) throw new GatewayRefused(refused);
    throw error;
  }
}

/**
 * Checks that enough log-ins are left today, since too many end all sessions and reset the token:
 * https://docs.discord.com/developers/events/gateway#session-start-limit-object
 */
async function checkSessionLimit(send: Send): Promise<void> {
  const answer = await send({ method: "GET", route: Routes.gatewayBot() }).catch((error: unknown) => {
    if (error instanceof Error && "status" in error && error.status === 401) throw new GatewayRefused(WRONG_TOKEN);
    throw error;
  });
  const { shards, remaining, resetAfterMs } = readLimit(answer);
  if (remaining >= shards) return;
  const hours = Math.ceil(resetAfterMs / 3_600_000);
  throw new GatewayRefused(
    `Discord allows ${remaining} more log-ins today and ${shards} are needed: start again in ${hours} h, and find out why the bot restarts so often`,
  );
}

function readLimit(answer: unknown): { shards: number; remaining: number; resetAfterMs: number } {
  if (!isRecord(answer) || typeof answer.url !== "string" || !isRecord(answer.session_start_limit))
    throw new Error("Discord did not say where its gateway is");
  const { remaining, reset_after } = answer.session_start_limit;
  return {
    shards: typeof answer.shards === "number" ? answer.shards : 1,
    remaining: typeof remaining === "number" ? remaining : 1,
    resetAfterMs: typeof reset_after === "number" ? reset_after : 0,
  };
}

const WRONG_TOKEN =
  "Discord does not accept DISCORD_TOKEN: copy the bot's token again from the application's page, under Bot";

/**
 * Close codes after which Discord doesn't want another attempt.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
 */
const FATAL: ReadonlyMap<number, string> = new Map([
  [GatewayCloseCodes.AuthenticationFailed, WRONG_TOKEN],
  [GatewayCloseCodes.InvalidShard, "Discord rejects this shard: restart the bot"],
  [GatewayCloseCodes.ShardingRequired, "Discord requires more shards for this many servers: restart the bot"],
  [GatewayCloseCodes.InvalidAPIVersion, "Discord no longer speaks this version of its gateway: update the bot"],
  [GatewayCloseCodes.InvalidIntents, "Discord doesn't know the requested events: update the bot"],
  [GatewayCloseCodes.DisallowedIntents, "Discord doesn't allow the requested events: update the bot"],
]);

/** Servers, channels and roles are cached, to find out which permission is missing; of members, only the bot itself. */
export const CACHES = {
  ...Options.DefaultMakeCacheSettings,
  ApplicationCommandManager: 0,
  ApplicationEmojiManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  DMMessageManager: 0,
  EntitlementManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildForumThreadManager: 0,
  GuildInviteManager: 0,
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  GuildTextThreadManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadManager: 0,
  ThreadMemberManager: 0,
  UserManager: 0,
  VoiceStateManager: 0,
  GuildMemberManager: {
    maxSize: 0,
    keepOverLimit: ({ id, client }: { id: string; client: Client }) => id === client.user?.id,
  },
};
