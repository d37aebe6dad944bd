import { Command } from "commander";
import { commands } from "#commands";
import { makeManifest } from "#slack";
import { orExit, readSettings } from "../../app/settings.ts";

const program = new Command("npm run manifest --")
  .description("Prints the manifest to create the Slack app from, for Socket Mode or for HTTP at PUBLIC_URL.")
  .option("--http", "use signed HTTP: Slack calls PUBLIC_URL")
  .option("--history", "let the bot read channels, to check whether an unconfirmed post arrived")
  .parse();

const { http, history } = program.opts<{ http?: boolean; history?: boolean }>();
const { PUBLIC_URL, platforms } = orExit(() => readSettings());
const { COMMAND_PREFIX } = platforms;
if (http && !PUBLIC_URL?.startsWith("https:"))
  program.error("--http needs PUBLIC_URL, the https address where Slack reaches this bot");
const made = await makeManifest({
  specs: commands,
  ...(COMMAND_PREFIX !== undefined && { commandPrefix: COMMAND_PREFIX }),
  ...(http && PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
  ...(history && { readHistory: true }),
});
console.log(JSON.stringify(made, null, 2));
