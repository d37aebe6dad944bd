import { commands } from "#commands";
import { optionsOf, platform, registerCommands } from "#discord";
import { openLog } from "../../app/log.ts";
import { orExit, readSettings } from "../../app/settings.ts";

const { platforms, SCHEDULERS } = orExit(() => readSettings());
if (!platform.isSet(platforms)) {
  console.error(
    "To register the commands with Discord, set DISCORD_TOKEN and DISCORD_APPLICATION_ID (see .env.example)",
  );
  process.exit(1);
}
try {
  const outcome = await registerCommands({
    ...optionsOf(platforms),
    schedulers: SCHEDULERS,
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
