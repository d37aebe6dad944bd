import { Command, InvalidArgumentError } from "commander";
import { serveMcpOverStdio, type Token } from "#api";
import { editionsBeside } from "../app/api/editions-beside.ts";
import { apiContent, ownVersion } from "../app/api/open-api.ts";
import { createApp } from "../app/create-app.ts";
import { openLog } from "../app/log/log.ts";
import { readScope } from "../app/settings/api-tokens.ts";
import { orExit, readSettings } from "../app/settings/settings.ts";
import { followWithheld } from "../app/withdrawing/follow-withdrawn.ts";
import { refusal } from "../app/withdrawing/unread-warning.ts";

type Scopes = Token["scopes"];

const program = new Command("npm run --silent mcp --")
  .description("Serves the stories to an agent as MCP tools, over standard input and output. It changes nothing.")
  .option(
    "--in <place...>",
    "read what people there may read too, like slack:T0123 or slack:T0123/C045",
    readPlaces,
    [],
  )
  .option("--full-text", "read whole source texts, not only what is quoted")
  .parse();

const { in: scopes, fullText = false } = program.opts<{ readonly in: Scopes; readonly fullText?: boolean }>();
const settings = orExit(() => readSettings());
const log = openLog(settings.LOG_LEVEL === "info" ? "warn" : settings.LOG_LEVEL);
const { library, answers } = await createApp(settings, log, Date.now);
const following = await followWithheld(settings, library.withhold);
if (following.unread) {
  process.stderr.write(`${refusal(following.unread)}\n`);
  if (following.unread.isBlind) process.exit(1);
}
const content = apiContent(
  settings,
  { library: () => library.current(), answers, editions: editionsBeside(settings, Date.now, log) },
  log,
);
const onFailure = (error: unknown) => log.error({ err: error }, "an agent could not be answered");
process.stdin.once("end", () => {
  library.close();
  void following.stop();
});
await serveMcpOverStdio({ ...content, version: ownVersion(), onFailure }, { scopes, readsWhole: fullText });

function readPlaces(text: string, before: Scopes): Scopes {
  const scope = readScope(text);
  if (!scope) throw new InvalidArgumentError("Use platform:tenant or platform:tenant/place, like slack:T0123/C045.");
  return [...before, scope];
}
