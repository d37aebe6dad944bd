import { Command } from "commander";
import { commands } from "#commands";
import { PLATFORMS } from "../../app/settings/platforms.ts";
import { orExit, readSettings } from "../../app/settings/settings.ts";

const made = PLATFORMS.filter(({ manifest }) => manifest);
const labels = made.map(({ label }) => label).join(" or ");
const program = new Command("npm run manifest --")
  .description(`Prints the manifest to create the ${labels} app from, for Socket Mode or for HTTP at PUBLIC_URL.`)
  .option("--http", `use signed HTTP: ${labels} calls PUBLIC_URL`)
  .option("--history", "let the bot read channels, to check whether an unconfirmed post arrived")
  .parse();

const { http, history } = program.opts<{ http?: boolean; history?: boolean }>();
const { PUBLIC_URL, platforms: given } = orExit(() => readSettings());
if (http && !PUBLIC_URL?.startsWith("https:"))
  program.error(`--http needs PUBLIC_URL, the https address where ${labels} reaches this bot`);
const about = {
  specs: commands,
  ...(http && PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
  ...(history && { readHistory: true }),
};
for (const { manifest } of made) console.log(JSON.stringify(await manifest?.(given, about), null, 2));
