import type { Given } from "#chat";

/** Discord's settings as options for its adapter and for registering commands. */
export function optionsOf({ DISCORD_TOKEN, DISCORD_APPLICATION_ID, DISCORD_USER_INSTALLS, DISCORD_API_URL }: Given) {
  return {
    token: DISCORD_TOKEN ?? "",
    applicationId: DISCORD_APPLICATION_ID ?? "",
    userInstalls: DISCORD_USER_INSTALLS === "yes",
    ...(DISCORD_API_URL !== undefined && { apiUrl: DISCORD_API_URL }),
  };
}
