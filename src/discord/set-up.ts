import type { SetUp } from "#chat";
import { optionsOf } from "./options.ts";

const NEW_APPLICATION = "https://discord.com/developers/applications?new_application=true";

/** How to create the Discord application, register its commands, and add it to a server. */
export const setUp: SetUp = {
  begin: async () => ({
    address: NEW_APPLICATION,
    steps: ["Give it a name, then Create.", "Under Bot, choose Reset Token. It needs no privileged intent."],
  }),
  asks: () => [{ setting: "DISCORD_TOKEN", where: "Bot, Reset Token" }],
  async complete(given, tools) {
    const { ownApplication } = await import("./check-credentials.ts");
    const id = await ownApplication({ ...tools, ...optionsOf(given) });
    return id === undefined ? {} : { DISCORD_APPLICATION_ID: id };
  },
  async finish(given, { specs, schedulers }, tools) {
    const { registerCommands } = await import("./register-commands.ts");
    const { PERMISSIONS_TO_POST } = await import("./outbound/permissions.ts");
    const options = optionsOf(given);
    const registered = await registerCommands({ ...tools, ...options, specs, schedulers }).then(
      () => "Discord knows the commands",
      (error: Error) => `The commands couldn't be registered with Discord: ${error.message}. Try npm run register`,
    );
    const query = new URLSearchParams({
      client_id: options.applicationId,
      scope: "bot applications.commands",
      permissions: String(PERMISSIONS_TO_POST),
    });
    return {
      said: [registered, "Add the bot to your server at the address below, then type /whats-next there"],
      address: `https://discord.com/oauth2/authorize?${query}`,
    };
  },
};
