import { ChannelType, type Client, type Guild, type GuildBasedChannel } from "discord.js";
import { type About, type Asker, ChatError, type Place } from "#chat";
import { mayManage, missingToPost } from "./permissions.ts";

/** What bot and member may do in a place. What cannot be found out is not allowed. */
export async function aboutMember(
  client: Client,
  by: Asker,
  place: Place,
  schedulers: "members" | "admins",
): Promise<About> {
  if (place.tenant === "") return { maySchedule: true, botMayPost: true };
  const guild = client.guilds.cache.get(place.tenant);
  const channel = guild && (await channelOf(client, place));
  if (!guild || !channel) return { maySchedule: false, botMayPost: false };
  const missing = missingFor(guild, channel, place);
  const member = await guild.members.fetch({ user: by.id, cache: false }).catch(() => undefined);
  const held = member && channel.permissionsFor(member).bitfield;
  if (held === undefined) return { maySchedule: false, botMayPost: missing.length === 0 };
  const mayPost = missingToPost(held, place.parent !== undefined).length === 0;
  return { maySchedule: mayManage(held) || (schedulers === "members" && mayPost), botMayPost: missing.length === 0 };
}

/** Says more of a refused post than its code does: a server that was left, the permission that is missing. */
export function explainRefusal(client: Client | undefined, error: ChatError, place: Place, code?: number): ChatError {
  if (!client?.isReady() || (code !== MISSING_ACCESS && code !== MISSING_PERMISSIONS) || place.tenant === "")
    return error;
  const guild = client.guilds.cache.get(place.tenant);
  if (!guild) return new ChatError("tenant-gone", "the bot is no longer in this server", { cause: error.cause });
  const channel = guild.channels.cache.get(place.parent ?? place.id);
  const missing = channel ? missingFor(guild, channel, place) : [];
  const names = missing.length > 0 ? missing : missingToPost(0n, place.parent !== undefined);
  const words = `the bot lacks ${names.map((name) => `“${name}”`).join(" and ")} in this channel`;
  return new ChatError(error.trouble, `${words} (${code})`, { cause: error.cause });
}

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const MISSING_ACCESS = 50001;
const MISSING_PERMISSIONS = 50013;

async function channelOf(client: Client, { id, parent }: Place): Promise<GuildBasedChannel | undefined> {
  const channel = await client.channels.fetch(parent ?? id, { cache: false }).catch(() => null);
  return channel === null || channel.isDMBased() ? undefined : channel;
}

function missingFor({ members: { me } }: Guild, channel: GuildBasedChannel, { parent }: Place): string[] {
  const inThread = parent !== undefined || channel.isThread();
  if (parent === undefined && FORUMS.has(channel.type)) return ["a post of this forum"];
  return me ? missingToPost(channel.permissionsFor(me).bitfield, inThread) : missingToPost(0n, inThread);
}

/** Nothing can be posted here directly, only in their posts. */
const FORUMS: ReadonlySet<ChannelType> = new Set([
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
  ChannelType.GuildCategory,
]);
