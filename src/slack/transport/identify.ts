import { webApi } from "@slack/bolt";
import { tryAgain } from "#chat";
import { codeOf, isTokenRefused, toChatError, toldToWait } from "./errors.ts";
import type { Log } from "./log.ts";
import { adviceOnScopes } from "./scopes.ts";

/** Who the bot is, from `auth.test`. */
export type Me = {
  readonly botId: string;
  readonly userId: string;
  readonly teamId: string;
  readonly team: string;
  /** The organization (Enterprise Grid) of the workspace. */
  readonly enterpriseId?: string;
};

/** The token belongs to an organization-wide installation, which has no workspace of its own. */
export class OrgWideTokenError extends Error {}

/** Asks Slack once who the bot is. @throws what the library throws, or OrgWideTokenError */
export async function askWhoIAm(client: webApi.WebClient, log: Log): Promise<Me> {
  const answered = await client.auth.test();
  const { bot_id = "", user_id = "", team_id = "", team = "", enterprise_id, response_metadata } = answered;
  if (answered.is_enterprise_install) throw new OrgWideTokenError(ORG_WIDE);
  if (bot_id === "") log.warn({ team }, "SLACK_BOT_TOKEN is not a bot token: use the one that starts with xoxb-");
  const lacking = adviceOnScopes(response_metadata?.scopes);
  if (lacking !== undefined) log.warn({ team }, lacking);
  return {
    botId: bot_id,
    userId: user_id,
    teamId: team_id,
    team,
    ...(enterprise_id && { enterpriseId: enterprise_id }),
  };
}

/**
 * Asks Slack who the bot is, again a few times if Slack fails.
 * @throws Error with a sentence for whoever runs the bot
 */
export async function identify(client: webApi.WebClient, log: Log): Promise<Me> {
  try {
    return await patiently(() => askWhoIAm(client, log), log);
  } catch (error) {
    throw explainLogIn(error);
  }
}

/** An error that says what to do about a bot token that Slack refuses. */
export function explainLogIn(error: unknown): Error {
  return explain(error, BOT_TOKEN);
}

/** An error that says what to do about a Socket Mode connection that could not be opened. */
export function explainSocket(error: unknown): Error {
  return explain(error, APP_TOKEN);
}

/** Whether Slack refused the credentials: asking again would not help. */
export function isRefused(error: unknown): boolean {
  return error instanceof OrgWideTokenError || (codeOf(error) !== undefined && !isUnwell(error));
}

type Advice = {
  readonly setting: string;
  readonly renew: string;
  readonly codes: Readonly<Record<string, string>>;
};

const BOT_TOKEN: Advice = {
  setting: "SLACK_BOT_TOKEN",
  renew: "copy the Bot User OAuth Token (xoxb-…) again from OAuth & Permissions of the app",
  codes: {
    not_allowed_token_type: "it must be the Bot User OAuth Token (xoxb-…) from OAuth & Permissions of the app",
    account_inactive:
      "the app was removed from the workspace: install it again under Install App, then copy the new token",
    token_revoked: "the token was revoked: install the app again under Install App, then copy the new token",
  },
};

const ORG_WIDE =
  "SLACK_BOT_TOKEN is of an org-wide installation (Enterprise Grid), and this bot serves one workspace. Install the app in that workspace (Install App, with org-wide deployment turned off in Org Level Apps), then copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions there; run one bot for each workspace";

const APP_TOKEN: Advice = {
  setting: "SLACK_APP_TOKEN",
  renew:
    "create an App-Level Token (xapp-…) with the scope connections:write under Basic Information of the app, and turn on Socket Mode",
  codes: {
    missing_scope: "the token lacks the scope connections:write: create a new one under Basic Information of the app",
    not_allowed_token_type: "it must be an App-Level Token (xapp-…) from Basic Information of the app",
  },
};

/** Waits between attempts while Slack is failing. */
const WAITS_MS = [500, 1_000, 2_000];
const LONGEST_WAIT_MS = 10_000;

/** Tries a few more times while Slack is failing, after growing waits or as long as it asks to wait. */
async function patiently<T>(call: () => Promise<T>, log: Log): Promise<T> {
  return tryAgain(call, (error, failuresBefore) => {
    const waitMs = WAITS_MS[failuresBefore];
    if (waitMs === undefined || !isUnwell(error)) return undefined;
    // Not a warning: the next attempt may work, and warnings are listed among what a check found.
    log.info({ from: "slack" }, toChatError(error, "logging in to Slack").message);
    return Math.min(LONGEST_WAIT_MS, toldToWait(error) ?? waitMs);
  });
}

/** Whether Slack itself failed, rather than refusing the request. */
function isUnwell(error: unknown): boolean {
  if (isTokenRefused(error) || error instanceof OrgWideTokenError) return false;
  if (toldToWait(error) !== undefined) return true;
  if (error instanceof webApi.WebAPIHTTPError) return error.statusCode >= 500;
  const { trouble } = toChatError(error, "asking Slack");
  return codeOf(error) !== undefined && (trouble === "busy" || trouble === "unknown-outcome");
}

function explain(error: unknown, { setting, renew, codes }: Advice): Error {
  if (error instanceof OrgWideTokenError) return error;
  const code = codeOf(error);
  if (code === TOO_MANY) return new Error(TOO_MANY_CONNECTIONS, { cause: error });
  if (isUnwell(error)) {
    const { message } = toChatError(error, `asking Slack about ${setting}`);
    return new Error(
      `Slack is having problems: ${message}. This doesn't mean the token is wrong; try again in a few minutes`,
      {
        cause: error,
      },
    );
  }
  if (code !== undefined) {
    const step = codes[code] ?? renew;
    const words = `Slack rejects ${setting}: ${code}. ${step[0]?.toUpperCase()}${step.slice(1)}`;
    return new Error(words, { cause: error });
  }
  const { message } = toChatError(error, `asking Slack about ${setting}`);
  return new Error(`${message}. Check the network and SLACK_API_URL`, { cause: error });
}

/**
 * What Slack answers, or says as it closes a connection, if an app has more than ten.
 * https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export const TOO_MANY = "too_many_websockets";

export const TOO_MANY_CONNECTIONS =
  "Slack refuses more connections for this app (too_many_websockets): the limit is ten. Stop other copies of the bot that use this SLACK_APP_TOKEN, or give them their own app. The bot keeps trying";
