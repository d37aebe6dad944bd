export { createDiscord, type Discord, type DiscordOptions } from "./adapter.ts";
export { definitionsOf } from "./definitions.ts";
export { discordPayload } from "./payload.ts";
export { discordPreview } from "./preview.ts";
export { type RegisterOptions, registerCommands } from "./register.ts";
