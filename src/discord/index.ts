import type { Discord, DiscordOptions } from "./adapter.ts";
import type { RegisterOptions } from "./register-commands.ts";

export { optionsOf } from "./options.ts";
export { platform } from "./platform.ts";
export type { Discord, DiscordOptions, RegisterOptions };

/** Makes the Discord adapter. discord.js is loaded here and not before: whoever has no Discord does not pay for it. */
export async function openDiscord(options: DiscordOptions): Promise<Discord> {
  const { createDiscord } = await import("./adapter.ts");
  return createDiscord(options);
}

/** Tells Discord of the commands, only when what it has differs. */
export async function registerCommands(options: RegisterOptions): Promise<"unchanged" | "changed"> {
  const register = await import("./register-commands.ts");
  return register.registerCommands(options);
}
