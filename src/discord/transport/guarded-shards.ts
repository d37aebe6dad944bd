import { createRequire } from "node:module";
import type { IShardingStrategy, WebSocketManager, WebSocketShard } from "@discordjs/ws";
import {
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  GatewayOpcodes,
  type GatewayReceivePayload,
} from "discord-api-types/v10";
import { isRecord } from "#chat";
import type { Log } from "./log.ts";
import { isThread } from "./threads.ts";

/** The instance that discord.js itself loads: an import would load the package a second time. */
const { SimpleShardingStrategy } = createRequire(import.meta.url)("@discordjs/ws") as typeof import("@discordjs/ws");

export type ShardsOptions = {
  readonly log: Log;
  /** Called for every interaction as soon as it arrives, even while the servers are still being listed. */
  readonly onInteraction: (data: unknown) => void;
  /** Called for every message in places where the bot can read. */
  readonly onMessage: (data: unknown) => void;
  /** Called when the bot left a server for good; not during an outage. */
  readonly onRemoved: (server: string) => void;
  /** Called for each server the bot is in when a session begins, and for each it is added to. */
  readonly onPresent: (server: string) => void;
  /** Called for a server that the bot is in, with its owner and when the bot joined: ms since 1970. */
  readonly onJoined: (server: string, joined: { readonly owner: string; readonly atMs: number }) => void;
  /** Called when a shard's connection sent a frame. `isEvent`: something happened on Discord. */
  readonly onFrame?: (shard: number, isEvent: boolean) => void;
  /** Called when a channel or thread was deleted. */
  readonly onGone: (channel: { readonly tenant: string; readonly id: string; readonly parent?: string }) => void;
};

/**
 * The library's strategy that keeps all shards in this process, except that a malformed frame is logged and skipped.
 * The library would let it end the process, by a rejection that nobody handles.
 */
export function guardedShards(manager: WebSocketManager, options: ShardsOptions): IShardingStrategy {
  const strategy = new SimpleShardingStrategy(manager);
  const [spawn, destroy] = [strategy.spawn.bind(strategy), strategy.destroy.bind(strategy)];
  // The library destroys its shards once before it creates them.
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
    // The frame is passed on for its sequence number. As an interaction or message, the library would hold it back
    // until all servers are listed.
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

  // A shard that is destroyed while it waits for its server treats that as an error and keeps reconnecting forever.
  // biome-ignore lint/complexity/useLiteralKeys: as above
  const internalConnect = shard["internalConnect"].bind(shard);
  // biome-ignore lint/complexity/useLiteralKeys: as above
  shard["internalConnect"] = async () => {
    if (!ended()) await internalConnect();
  };
}

const TAKEN = "TAKEN";

/** Events that come because we connect, not because something happens. */
const OF_SESSIONS: ReadonlySet<string> = new Set([
  GatewayDispatchEvents.Ready,
  GatewayDispatchEvents.Resumed,
  GatewayDispatchEvents.GuildCreate,
]);

/** Events handled here and not by the library, which would create objects for every message only to discard them. */
function isTaken({ t, d }: GatewayDispatchPayload, { onInteraction, onMessage }: ShardsOptions): boolean {
  if (t === GatewayDispatchEvents.InteractionCreate) onInteraction(d);
  else if (t === GatewayDispatchEvents.MessageCreate) onMessage(d);
  else return t.startsWith("MESSAGE_");
  return true;
}

/** Reports what an event says about where the bot is. */
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

/** Whether a frame has what the library reads without checking. */
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
