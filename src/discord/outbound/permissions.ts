import { PermissionFlagsBits } from "discord-api-types/v10";

/** Permissions, by their names in Discord's settings. */
const NAMES = {
  ViewChannel: "View Channel",
  SendMessages: "Send Messages",
  SendMessagesInThreads: "Send Messages in Threads",
} as const satisfies Partial<Record<keyof typeof PermissionFlagsBits, string>>;

/** All of them combined, for an invite. */
export const PERMISSIONS_TO_POST: bigint = Object.keys(NAMES).reduce(
  (all, name) => all | PermissionFlagsBits[name as keyof typeof NAMES],
  0n,
);

/**
 * Which permissions for posting are missing: https://docs.discord.com/developers/topics/permissions and, in threads,
 * /topics/threads.
 */
export function missingToPost(permissions: string | bigint, inThread: boolean): string[] {
  const needed = ["ViewChannel", inThread ? "SendMessagesInThreads" : "SendMessages"] as const;
  return needed.filter((name) => !holds(permissions, PermissionFlagsBits[name])).map((name) => NAMES[name]);
}

/** Which of all these permissions are missing. */
export function missingAnywhere(permissions: string): string[] {
  return [...new Set([...missingToPost(permissions, false), ...missingToPost(permissions, true)])];
}

/** What an interaction says about a member and the bot in its channel: permissions as Discord computes them. */
export type HeldPermissions = {
  readonly member: string;
  readonly bot: string;
  /** Other servers can follow the channel. */
  readonly isFollowed?: true;
  /** Set where the bot isn't a member but came with a person who installed it. */
  readonly outside?: "between people" | "a server";
};

/**
 * Who may schedule. `members`: whoever manages the channel or the server; `admins`: only whoever manages the server.
 */
export type Schedulers = "members" | "admins";

/** Whether someone with these permissions in a channel may schedule there. */
export function maySchedule(permissions: string | bigint, schedulers: Schedulers): boolean {
  if (holds(permissions, PermissionFlagsBits.ManageGuild)) return true;
  return schedulers === "members" && holds(permissions, PermissionFlagsBits.ManageChannels);
}

/** Whether someone manages the server. */
export function mayManage(permissions: string | bigint): boolean {
  return holds(permissions, PermissionFlagsBits.ManageGuild);
}

function holds(permissions: string | bigint, bit: bigint): boolean {
  const held = typeof permissions === "bigint" ? permissions : /^\d+$/.test(permissions) ? BigInt(permissions) : 0n;
  return (held & PermissionFlagsBits.Administrator) !== 0n || (held & bit) !== 0n;
}
