import { createRequire } from "node:module";
import type { IShardingStrategy, WebSocketManager, WebSocketShard } from "@discordjs/ws";
import {
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  GatewayOpcodes,
  type GatewayReceivePayload,
} from "discord-api-types/v10";
import { isRecord } from "./is-record.ts";
import type { Log } from "./log.ts";
import { isThread } from "./threads.ts";

/** The one that discord.js loads itself: imported, the package would be there twice. */
const { SimpleShardingStrategy } = createRequire(import.meta.url)("@discordjs/ws") as typeof import("@discordjs/ws");

export type ShardsOptions = {
  readonly log: Log;
  /** Every interaction, as soon as it is there: also while the servers are still being listed. */
  readonly onInteraction: (data: unknown) => void;
  /** Every message that somebody writes where the bot can read along. */
  readonly onMessage: (data: unknown) => void;
  /** A server was left for good; an outage is no such thing. */
  readonly onRemoved: (server: string) => void;
  /** The bot is in a server: told of each when a session begins, and of one that it is added to. */
  readonly onPresent: (server: string) => void;
  /** A server that the bot is in, with its owner, and since when: ms since 1970. */
  readonly onJoined: (server: string, joined: { readonly owner: string; readonly atMs: number }) => void;
  /** A shard's connection answered, or sent something that happened on Discord. */
  readonly onFrame?: (shard: number, isEvent: boolean) => void;
  /** A channel or thread was deleted. */
  readonly onGone: (channel: { readonly tenant: string; readonly id: string; readonly parent?: string }) => void;
};

/**
 * The library's own way of having all shards in this process; only that a frame which is not what it says is logged
 * and passed over. The library would end the process over it, by a rejection that nobody handles.
 */
export function guardedShards(manager: WebSocketManager, options: ShardsOptions): IShardingStrategy {
  const strategy = new SimpleShardingStrategy(manager);
  const [spawn, destroy] = [strategy.spawn.bind(strategy), strategy.destroy.bind(strategy)];
  // The library destroys its shards once before it makes them.
  let ended = false;
  strategy.spawn = async (ids) => {
    await spawn(ids);
    ended = false;
    // biome-ignore lint/complexity/useLiteralKeys: the brackets reach a private member: shards are made nowhere else
    for (const shard of strategy["shards"].values()) guard(shard, options, () => ended);
  };
  strategy.destroy = async (how) => {
    ended = true;
    await destroy(how);
  };
  return strategy;
}

function guard(shard: WebSocketShard, options: ShardsOptions, ended: () => boolean): void {
  const { log } = options;
  const facts = { shard: shard.id };
  // biome-ignore lint/complexity/useLiteralKeys: frames pass through two private members and no public one
  const [unpack, onMessage] = [shard["unpackMessage"].bind(shard), shard["onMessage"].bind(shard)];

  type Data = Parameters<typeof unpack>[0];

  // biome-ignore lint/complexity/useLiteralKeys: as above
  shard["unpackMessage"] = async (data: Data, isBinary: boolean) => {
    const frame: unknown = await unpack(data, isBinary).catch(() => null);
    if (!isFrame(frame)) {
      log.warn(facts, "ignored a malformed gateway frame");
      return null;
    }
    options.onFrame?.(shard.id, frame.op === GatewayOpcodes.Dispatch && !OF_SESSIONS.has(frame.t));
    if (frame.op !== GatewayOpcodes.Dispatch) return frame;
    tellOfPlaces(frame, options);
    if (!isTaken(frame, options)) return frame;
    // The frame goes on for its sequence number's sake. The library would hold it back until all servers are listed.
    return Object.assign(frame, { t: TAKEN });
  };

  // biome-ignore lint/complexity/useLiteralKeys: as above
  shard["onMessage"] = async (data: Data, isBinary: boolean) => {
    try {
      await onMessage(data, isBinary);
    } catch (error) {
      log.warn({ ...facts, problem: String(error) }, "ignored an unreadable gateway event");
    }
  };

  // A shard that is destroyed while it waits for its server takes that for a fault and connects again, for ever.
  // biome-ignore lint/complexity/useLiteralKeys: as above
  const internalConnect = shard["internalConnect"].bind(shard);
  // biome-ignore lint/complexity/useLiteralKeys: as above
  shard["internalConnect"] = async () => {
    if (!ended()) await internalConnect();
  };
}

const TAKEN = "TAKEN";

/** What comes because we connect, not because something happens. */
const OF_SESSIONS: ReadonlySet<string> = new Set([
  GatewayDispatchEvents.Ready,
  GatewayDispatchEvents.Resumed,
  GatewayDispatchEvents.GuildCreate,
]);

/** What is heard here and not by the library: it would make objects of every message, to forget them again. */
function isTaken({ t, d }: GatewayDispatchPayload, { onInteraction, onMessage }: ShardsOptions): boolean {
  if (t === GatewayDispatchEvents.InteractionCreate) onInteraction(d);
  else if (t === GatewayDispatchEvents.MessageCreate) onMessage(d);
  else return t.startsWith("MESSAGE_");
  return true;
}

/** What an event says of where the bot is. */
function tellOfPlaces(
  { t, d }: GatewayDispatchPayload,
  { onRemoved, onPresent, onJoined, onGone }: ShardsOptions,
): void {
  if (t === GatewayDispatchEvents.GuildDelete && !d.unavailable) onRemoved(d.id);
  if (t === GatewayDispatchEvents.GuildCreate && typeof d.id === "string" && !d.unavailable) {
    onPresent(d.id);
    const atMs = Date.parse(d.joined_at);
    if (typeof d.owner_id === "string" && Number.isFinite(atMs)) onJoined(d.id, { owner: d.owner_id, atMs });
  }
  if (t !== GatewayDispatchEvents.ChannelDelete && t !== GatewayDispatchEvents.ThreadDelete) return;
  const tenant = "guild_id" in d ? d.guild_id : undefined;
  const parent = isThread(d.type) && "parent_id" in d ? d.parent_id : undefined;
  if (typeof tenant === "string" && typeof d.id === "string") onGone({ tenant, id: d.id, ...(parent && { parent }) });
}

/** Whether a frame holds what the library reads of it without looking. */
function isFrame(frame: unknown): frame is GatewayReceivePayload {
  if (!isRecord(frame) || typeof frame.op !== "number") return false;
  const { d } = frame;
  switch (frame.op) {
    case GatewayOpcodes.Hello:
      return isRecord(d) && typeof d.heartbeat_interval === "number" && d.heartbeat_interval > 0;
    case GatewayOpcodes.InvalidSession:
      return typeof d === "boolean";
    case GatewayOpcodes.Dispatch:
      return typeof frame.t === "string" && typeof frame.s === "number" && isDispatch(frame.t, d);
    default:
      return true;
  }
}

function isDispatch(type: string, d: unknown): boolean {
  if (type === GatewayDispatchEvents.Resumed) return true;
  if (!isRecord(d)) return false;
  if (type !== GatewayDispatchEvents.Ready) return true;
  const { session_id, resume_gateway_url, user, application, guilds } = d;
  const addressed = typeof session_id === "string" && typeof resume_gateway_url === "string";
  return addressed && isRecord(user) && isRecord(application) && Array.isArray(guilds);
}
