import { commands } from "#commands";
import { openLog } from "../../app/log/log.ts";
import { neededBy, PLATFORMS } from "../../app/settings/platforms.ts";
import { orExit, readSettings } from "../../app/settings/settings.ts";

const { platforms: given, SCHEDULERS } = orExit(() => readSettings());
const told = PLATFORMS.filter(({ register }) => register);
const set = told.filter((platform) => platform.isSet(given));
if (set.length === 0) {
  for (const platform of told)
    console.error(
      `To register the commands with ${platform.label}, set ${neededBy(platform).join(" and ")} (see .env.example)`,
    );
  process.exit(1);
}
const about = { specs: commands, schedulers: SCHEDULERS };
const tools = { log: openLog("warn"), now: Date.now };
for (const { label, register } of set)
  try {
    const outcome = await register?.(given, about, tools);
    console.log(
      outcome === "changed" ? `The commands are registered with ${label}.` : `${label} already has these commands.`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
