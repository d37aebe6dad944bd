import { describeAdapter } from "../contracts/adapter.ts";
import { makeDiscordHarness } from "../fakes/discord-harness.ts";

describeAdapter("discord.js over a loopback gateway", makeDiscordHarness);
