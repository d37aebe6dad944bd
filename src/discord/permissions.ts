import { PermissionFlagsBits } from "discord-api-types/v10";

/** Permissions by the names that people see in Discord's settings. */
const NAMES = {
  ViewChannel: "View Channel",
  SendMessages: "Send Messages",
  SendMessagesInThreads: "Send Messages in Threads",
} as const satisfies Partial<Record<keyof typeof PermissionFlagsBits, string>>;

/** What it takes to post: https://docs.discord.com/developers/topics/permissions and, in threads, /topics/threads. */
export function missingToPost(permissions: string | bigint, inThread: boolean): string[] {
  const needed = ["ViewChannel", inThread ? "SendMessagesInThreads" : "SendMessages"] as const;
  return needed.filter((name) => !holds(permissions, PermissionFlagsBits[name])).map((name) => NAMES[name]);
}

/** Whether someone runs the server. */
export function mayManage(permissions: string | bigint): boolean {
  return holds(permissions, PermissionFlagsBits.ManageGuild);
}

function holds(permissions: string | bigint, bit: bigint): boolean {
  const held = typeof permissions === "bigint" ? permissions : /^\d+$/.test(permissions) ? BigInt(permissions) : 0n;
  return (held & PermissionFlagsBits.Administrator) !== 0n || (held & bit) !== 0n;
}
