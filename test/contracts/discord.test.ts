import { makeDiscordHarness, makeDiscordTrouble } from "../fakes/discord/harness.ts";
import { describeAdapter } from "./adapter.ts";
import { describeTrouble } from "./trouble.ts";

describeAdapter("discord.js over a loopback gateway", makeDiscordHarness);
describeTrouble("discord.js over a loopback gateway", makeDiscordTrouble);
