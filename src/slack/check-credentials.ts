import type { Finding } from "#chat";
import type { SlackOptions } from "./options.ts";

/** Logs in as a start would, but doesn't connect: checks the bot's token with its scopes, and the app's token. */
export async function checkSlack(options: SlackOptions): Promise<readonly Finding[]> {
  const { botToken, appToken, apiUrl, commandPrefix = "" } = options;
  const { webApi } = await import("@slack/bolt");
  const { boltLogger } = await import("./transport/log.ts");
  const { explainSocket, identify } = await import("./transport/identify.ts");
  const clientOptions = {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    timeout: 10_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: boltLogger(SILENT),
  };
  const findings: Finding[] = [];
  const ill = (what: string) => void findings.push({ ok: false, what });
  const log = { info: () => {}, warn: (_: object, message: string) => ill(message), error: () => {} };
  try {
    const { team } = await identify(new webApi.WebClient(botToken, clientOptions), log);
    findings.push({ ok: true, what: `Slack accepts SLACK_BOT_TOKEN, for the workspace ${team}` });
    if (commandPrefix === "") findings.push({ ok: true, toLookAt: true, what: SHARED_NAMES });
  } catch (error) {
    ill(error instanceof Error ? error.message : String(error));
  }
  if (appToken === undefined) return findings;
  try {
    await new webApi.WebClient(appToken, clientOptions).apps.connections.open({});
    findings.push({ ok: true, what: "Slack accepts SLACK_APP_TOKEN: Socket Mode can connect" });
  } catch (error) {
    ill(explainSocket(error).message);
  }
  return findings;
}

/** Slack doesn't report this to any app. */
const SHARED_NAMES =
  "COMMAND_PREFIX is not set: if another app in the workspace has a command of the same name, Slack asks only the one " +
  "installed last. If a command is answered by another app, or not at all, see “When something is wrong” in docs/run.md";

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
