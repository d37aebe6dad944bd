import { ChannelType, type Client, type Guild, type GuildBasedChannel } from "discord.js";
import { type About, type Asker, ChatError, type Place } from "#chat";
import { discordCode } from "../transport/errors.ts";
import { type HeldPermissions, mayManage, maySchedule, missingToPost, type Schedulers } from "./permissions.ts";

/**
 * What a member and the bot may do in a place. What can't be found out is not allowed. `held`: permissions from a
 * recent interaction.
 */
export async function memberAccess(
  client: Client | undefined,
  by: Asker,
  place: Place,
  { schedulers, held }: { readonly schedulers: Schedulers; readonly held: HeldPermissions | undefined },
): Promise<About> {
  if (held?.outside) return { maySchedule: false, botMayPost: false, advice: ADVICE[held.outside] };
  if (place.tenant === "") return { maySchedule: true, botMayPost: true };
  if (held)
    return {
      ...forMember(held.member, schedulers),
      ...forBot(missingToPost(held.bot, inThread(place))),
      ...(held.isFollowed && { publishes: true }),
    };
  const guild = client?.guilds.cache.get(place.tenant);
  const channel = client && guild && (await channelOf(client, place));
  if (!guild || !channel) return { maySchedule: false, botMayPost: false };
  const inForum = place.parent === undefined && FORUMS.has(channel.type);
  const bot = inForum
    ? await inForumOf(guild, channel)
    : { ...forBot(missingFor(guild, channel, place)), ...(isFollowed(channel, place) && { publishes: true }) };
  // Without an id, discord.js would request all members, which the gateway doesn't send.
  if (by.id === "") return { maySchedule: false, ...bot };
  try {
    const member = await guild.members.fetch({ user: by.id, cache: false });
    return { ...forMember(channel.permissionsFor(member).bitfield, schedulers), ...bot };
  } catch (error) {
    return { maySchedule: false, ...bot, ...(NO_MEMBER.has(discordCode(error)) && { left: true }) };
  }
}

/** Servers can follow announcement channels, but not their threads. */
function isFollowed({ type }: GuildBasedChannel, place: Place): boolean {
  return type === ChannelType.GuildAnnouncement && !inThread(place);
}

const ADVICE = {
  "between people":
    "The bot isn't a member of this conversation, so it can't post here by itself. Schedule in a channel of a server that has added it, or in a direct message with it.",
  "a server":
    "The bot is here through your own account only and can post nothing here by itself. Ask someone who manages this server to add it, or schedule in a direct message with it.",
} as const satisfies Record<NonNullable<HeldPermissions["outside"]>, string>;

/** In a forum only its open threads accept posts. */
async function inForumOf(guild: Guild, forum: GuildBasedChannel): Promise<Omit<About, "maySchedule">> {
  const lacks = missingToPost(guild.members.me ? forum.permissionsFor(guild.members.me).bitfield : 0n, true);
  if (lacks.length > 0 || forum.type === ChannelType.GuildCategory) return forBot(lacks.length > 0 ? lacks : NEVER);
  const active = await guild.channels.fetchActiveThreads(false).catch(() => undefined);
  const threads = [...(active?.threads.values() ?? [])]
    .filter(({ parentId, locked }) => parentId === forum.id && !locked)
    .map(({ id, name }) => ({ id, name }));
  return { botMayPost: false, threads };
}

/** Nobody can post in a category. */
const NEVER = ["Send Messages"];

function forMember(permissions: string | bigint, schedulers: Schedulers): Pick<About, "maySchedule" | "mayManage"> {
  return { maySchedule: maySchedule(permissions, schedulers), ...(mayManage(permissions) && { mayManage: true }) };
}

function forBot(lacks: readonly string[]): Pick<About, "botMayPost" | "lacks"> {
  return lacks.length === 0 ? { botMayPost: true } : { botMayPost: false, lacks };
}

/**
 * Adds to a refused post's error what its code doesn't say: that the bot left the server, or which permission is
 * missing.
 */
export function explainRefusal(client: Client | undefined, error: ChatError, place: Place, code?: number): ChatError {
  if (!client?.isReady() || (code !== MISSING_ACCESS && code !== MISSING_PERMISSIONS) || place.tenant === "")
    return error;
  const guild = client.guilds.cache.get(place.tenant);
  if (!guild) return new ChatError("tenant-gone", LEFT, { cause: error.cause, remedy: "Add it to the server again" });
  const channel = guild.channels.cache.get(place.parent ?? place.id);
  const missing = channel ? missingFor(guild, channel, place) : [];
  const names = missing.length > 0 ? missing : missingToPost(0n, inThread(place));
  const words = `the bot lacks ${names.map((name) => `“${name}”`).join(" and ")} in this channel`;
  const remedy = "Allow it that in the channel's permissions";
  return new ChatError(error.trouble, `${words} (${code})`, { cause: error.cause, forPeople: words, remedy });
}

const LEFT = "the bot is no longer in this server";

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const MISSING_ACCESS = 50001;
const MISSING_PERMISSIONS = 50013;
/** Not a member of the server, or no such person. */
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

/** Channels in which nothing can be posted directly, only in threads. */
const FORUMS: ReadonlySet<ChannelType> = new Set([
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
  ChannelType.GuildCategory,
]);
