import { ChannelType } from "discord-api-types/v10";

/** Threads need another permission, and their audience may be that of the channel they belong to. */
export function isThread(type: ChannelType | undefined): boolean {
  return type !== undefined && THREADS.has(type);
}

const THREADS: ReadonlySet<ChannelType> = new Set([
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
]);
