import type { Platform } from "#chat";
import { optionsOf } from "./options.ts";
import { setUp } from "./set-up.ts";

/** Discord as a platform. discord.js is loaded only to connect, and rendering only to render. */
export const platform: Platform = {
  name: "discord",
  label: "Discord",
  settings: {
    DISCORD_TOKEN: {
      form: /^[\w-]+\.[\w-]+\.[\w-]+$/,
      says: "a bot token in three parts (your application, Bot, Reset Token)",
    },
    DISCORD_APPLICATION_ID: {
      form: /^\d{15,22}$/,
      says: "the application's id, a long number (your application, General Information)",
    },
    DISCORD_USER_INSTALLS: { form: /^(?:yes|no)$/, says: "yes or no", otherwise: "no" },
    DISCORD_API_URL: {
      form: /^https?:\/\/[^\s/]/i,
      says: "an http or https address; leave it empty for Discord's own",
    },
  },
  problemsIn({ DISCORD_TOKEN, DISCORD_APPLICATION_ID }) {
    if (DISCORD_TOKEN === undefined && DISCORD_APPLICATION_ID !== undefined)
      return ["DISCORD_TOKEN: set it, since DISCORD_APPLICATION_ID is"];
    if (DISCORD_TOKEN !== undefined && DISCORD_APPLICATION_ID === undefined)
      return ["DISCORD_APPLICATION_ID: set it, since DISCORD_TOKEN is"];
    return [];
  },
  isSet: ({ DISCORD_TOKEN, DISCORD_APPLICATION_ID }) =>
    DISCORD_TOKEN !== undefined && DISCORD_APPLICATION_ID !== undefined,
  isCalledByHttp: () => false,
  async open(given, { lead, ...wiring }) {
    const { createDiscord } = await import("./adapter.ts");
    const application = optionsOf(given);
    return createDiscord({ ...wiring, ...application, lead: lead(`discord:${application.applicationId}`) });
  },
  async check(given, tools) {
    const { checkDiscord } = await import("./check-credentials.ts");
    const { token, applicationId, apiUrl } = optionsOf(given);
    return checkDiscord({ ...tools, token, applicationId, ...(apiUrl !== undefined && { apiUrl }) });
  },
  setUp,
  async register(given, about, tools) {
    const { registerCommands } = await import("./register-commands.ts");
    return registerCommands({ ...tools, ...about, ...optionsOf(given) });
  },
  async preview() {
    const { discordPreview } = await import("./render/preview.ts");
    return discordPreview;
  },
  async payload(reply) {
    const { discordPayload } = await import("./render/payload.ts");
    return discordPayload(reply);
  },
};
