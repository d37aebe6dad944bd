import { PermissionFlagsBits } from "discord-api-types/v10";

/** Permissions by the names that people see in Discord's settings. */
const NAMES = {
  ViewChannel: "View Channel",
  SendMessages: "Send Messages",
  SendMessagesInThreads: "Send Messages in Threads",
} as const satisfies Partial<Record<keyof typeof PermissionFlagsBits, string>>;

/** All of them, as an invite asks for them. */
export const PERMISSIONS_TO_POST: bigint = Object.keys(NAMES).reduce(
  (all, name) => all | PermissionFlagsBits[name as keyof typeof NAMES],
  0n,
);

/** What it takes to post: https://docs.discord.com/developers/topics/permissions and, in threads, /topics/threads. */
export function missingToPost(permissions: string | bigint, inThread: boolean): string[] {
  const needed = ["ViewChannel", inThread ? "SendMessagesInThreads" : "SendMessages"] as const;
  return needed.filter((name) => !holds(permissions, PermissionFlagsBits[name])).map((name) => NAMES[name]);
}

/** Which of all of them someone does not hold. */
export function missingAnywhere(permissions: string): string[] {
  return [...new Set([...missingToPost(permissions, false), ...missingToPost(permissions, true)])];
}

/** What an interaction tells of a member and of the bot in its channel: permissions as Discord reckons them. */
export type HeldPermissions = {
  readonly member: string;
  readonly bot: string;
  /** Other servers follow the channel. */
  readonly isFollowed?: true;
  /** Where the bot is no member, and was brought along by a person alone. */
  readonly outside?: "between people" | "a server";
};

/** Who may schedule: those who manage the channel or the server, or of these the latter alone. */
export type Schedulers = "members" | "admins";

/** Whether someone may schedule in a channel with what they hold there. */
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
