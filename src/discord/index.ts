export { createDiscord, type Discord, type DiscordOptions } from "./adapter.ts";
export { discordPayload } from "./payload.ts";
