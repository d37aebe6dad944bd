import { makeDiscordHarness } from "../fakes/discord/harness.ts";
import { describeAdapter } from "./adapter.ts";

describeAdapter("discord.js over a loopback gateway", makeDiscordHarness);
