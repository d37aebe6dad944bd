import type { Discord, DiscordOptions } from "./adapter.ts";

export { platform } from "./platform.ts";
export type { Discord, DiscordOptions };

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
