import type { Discord, DiscordOptions } from "./adapter.ts";
import type { RegisterOptions } from "./register-commands.ts";

export { optionsOf } from "./options.ts";
export { platform } from "./platform.ts";
export type { Discord, DiscordOptions, RegisterOptions };

/**
 * Makes the Discord adapter, which connects when it is started. discord.js is loaded only now: whoever has no Discord
 * does not pay for it.
 *
 * @example
 * const discord = await openDiscord({ token, applicationId: "1122", log, now });
 * await discord.start(bot);
 */
export async function openDiscord(options: DiscordOptions): Promise<Discord> {
  const { createDiscord } = await import("./adapter.ts");
  return createDiscord(options);
}

/**
 * Registers the commands with Discord, only if its list differs: each new name counts toward 200 a day.
 *
 * @throws {Error} when Discord refuses or can't be reached: a sentence for whoever runs the bot
 * @example
 * const outcome = await registerCommands({ token, applicationId: "1122", specs: bot.specs, log, now });
 */
export async function registerCommands(options: RegisterOptions): Promise<"unchanged" | "changed"> {
  const register = await import("./register-commands.ts");
  return register.registerCommands(options);
}
