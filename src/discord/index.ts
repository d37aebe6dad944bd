import type { Discord, DiscordOptions } from "./adapter.ts";
import type { CheckOptions } from "./check-credentials.ts";
import type { RegisterOptions } from "./register-commands.ts";

export { optionsOf, platform } from "./platform.ts";
export { definitionsOf } from "./render/command-definitions.ts";
export { discordPayload } from "./render/payload.ts";
export { discordPreview } from "./render/preview.ts";
export type { CheckOptions, Discord, DiscordOptions, RegisterOptions };

/** Makes the Discord adapter. discord.js is loaded here and not before: drawing a message does without it. */
export async function openDiscord(options: DiscordOptions): Promise<Discord> {
  const { createDiscord } = await import("./adapter.ts");
  return createDiscord(options);
}

/** Tells Discord of the commands, only when what it has differs. */
export async function registerCommands(options: RegisterOptions): Promise<"unchanged" | "changed"> {
  const register = await import("./register-commands.ts");
  return register.registerCommands(options);
}

/** Whether Discord takes the credentials, without connecting: what is well, or what to mend. */
export async function checkDiscord(options: CheckOptions): Promise<{ ok: boolean; what: string }> {
  const credentials = await import("./check-credentials.ts");
  return credentials.checkDiscord(options);
}
