import { ChannelType, type Client, type Guild, type GuildBasedChannel } from "discord.js";
import { type About, type Asker, ChatError, type Place } from "#chat";
import { discordCode } from "../transport/errors.ts";
import { type HeldPermissions, maySchedule, missingToPost, type Schedulers } from "./permissions.ts";

/** What bot and member may do in a place. What cannot be found out is not allowed. `held`: as an interaction just told. */
export async function memberAccess(
  client: Client | undefined,
  by: Asker,
  place: Place,
  { schedulers, held }: { readonly schedulers: Schedulers; readonly held: HeldPermissions | undefined },
): Promise<About> {
  if (place.tenant === "") return { maySchedule: true, botMayPost: true };
  if (held)
    return { maySchedule: maySchedule(held.member, schedulers), ...forBot(missingToPost(held.bot, inThread(place))) };
  const guild = client?.guilds.cache.get(place.tenant);
  const channel = client && guild && (await channelOf(client, place));
  if (!guild || !channel) return { maySchedule: false, botMayPost: false };
  const inForum = place.parent === undefined && FORUMS.has(channel.type);
  const bot = inForum ? { botMayPost: false } : forBot(missingFor(guild, channel, place));
  try {
    const member = await guild.members.fetch({ user: by.id, cache: false });
    return { maySchedule: maySchedule(channel.permissionsFor(member).bitfield, schedulers), ...bot };
  } catch (error) {
    return { maySchedule: false, ...bot, ...(NO_MEMBER.has(discordCode(error)) && { left: true }) };
  }
}

function forBot(lacks: readonly string[]): Pick<About, "botMayPost" | "lacks"> {
  return lacks.length === 0 ? { botMayPost: true } : { botMayPost: false, lacks };
}

/** Says more of a refused post than its code does: a server that was left, the permission that is missing. */
export function explainRefusal(client: Client | undefined, error: ChatError, place: Place, code?: number): ChatError {
  if (!client?.isReady() || (code !== MISSING_ACCESS && code !== MISSING_PERMISSIONS) || place.tenant === "")
    return error;
  const guild = client.guilds.cache.get(place.tenant);
  if (!guild) return new ChatError("tenant-gone", "the bot is no longer in this server", { cause: error.cause });
  const channel = guild.channels.cache.get(place.parent ?? place.id);
  const missing = channel ? missingFor(guild, channel, place) : [];
  const names = missing.length > 0 ? missing : missingToPost(0n, inThread(place));
  const words = `the bot lacks ${names.map((name) => `“${name}”`).join(" and ")} in this channel`;
  return new ChatError(error.trouble, `${words} (${code})`, { cause: error.cause, forPeople: words });
}

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const MISSING_ACCESS = 50001;
const MISSING_PERMISSIONS = 50013;
/** No member of the server, or nobody at all. */
const NO_MEMBER: ReadonlySet<unknown> = new Set([10007, 10013]);

async function channelOf(client: Client, { id, parent }: Place): Promise<GuildBasedChannel | undefined> {
  const channel = await client.channels.fetch(parent ?? id, { cache: false }).catch(() => null);
  return channel === null || channel.isDMBased() ? undefined : channel;
}

function missingFor({ members: { me } }: Guild, channel: GuildBasedChannel, place: Place): string[] {
  const thread = inThread(place) || channel.isThread();
  return missingToPost(me ? channel.permissionsFor(me).bitfield : 0n, thread);
}

function inThread({ parent }: Place): boolean {
  return parent !== undefined;
}

/** Nothing can be posted here directly, only in their posts. */
const FORUMS: ReadonlySet<ChannelType> = new Set([
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
  ChannelType.GuildCategory,
]);
