import { commands } from "#commands";
import { registerCommands } from "#discord";
import { openLog } from "../app/log.ts";
import { orExit, readSettings } from "../app/settings.ts";

const { DISCORD_TOKEN, DISCORD_APPLICATION_ID, DISCORD_API_URL, DISCORD_USER_INSTALLS } = orExit(() => readSettings());
if (DISCORD_TOKEN === undefined || DISCORD_APPLICATION_ID === undefined) {
  console.error(
    "To register the commands with Discord, set DISCORD_TOKEN and DISCORD_APPLICATION_ID (see .env.example)",
  );
  process.exit(1);
}
try {
  const outcome = await registerCommands({
    token: DISCORD_TOKEN,
    applicationId: DISCORD_APPLICATION_ID,
    ...(DISCORD_API_URL !== undefined && { apiUrl: DISCORD_API_URL }),
    userInstalls: DISCORD_USER_INSTALLS === "yes",
    specs: commands,
    log: openLog("warn"),
    now: Date.now,
  });
  console.log(
    outcome === "changed" ? "The commands are registered with Discord." : "Discord already has these commands.",
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
