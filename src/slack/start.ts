import type { webApi } from "@slack/bolt";
import type { Me } from "./context.ts";
import { codeOf, toChatError } from "./errors.ts";
import type { Log } from "./log.ts";

/** Asks Slack who the bot is: a token that does not work is told of before anything else starts. */
export async function identify(client: webApi.WebClient, log: Log): Promise<Me> {
  try {
    const { bot_id = "", user_id = "", team_id = "", team = "" } = await client.auth.test();
    if (bot_id === "") log.warn({ team }, "SLACK_BOT_TOKEN is no bot's token: use the one that begins with xoxb-");
    return { botId: bot_id, userId: user_id, teamId: team_id, team };
  } catch (error) {
    throw new Error(`Slack did not take SLACK_BOT_TOKEN: ${whatToDo(error, BOT_TOKEN)}`, { cause: error });
  }
}

/** Says what to do about a connection that Socket Mode could not open. */
export function explainSocket(error: unknown): Error {
  return new Error(`Slack did not open a Socket Mode connection with SLACK_APP_TOKEN: ${whatToDo(error, APP_TOKEN)}`, {
    cause: error,
  });
}

type Advice = { readonly renew: string; readonly codes: Readonly<Record<string, string>> };

const BOT_TOKEN: Advice = {
  renew: "copy the Bot User OAuth Token (xoxb-…) again from OAuth & Permissions of the app",
  codes: {
    not_allowed_token_type: "it must be the Bot User OAuth Token (xoxb-…) from OAuth & Permissions of the app",
    account_inactive:
      "the app was removed from the workspace: install it again under Install App, then copy the new token",
    token_revoked: "the token was revoked: install the app again under Install App, then copy the new token",
  },
};

const APP_TOKEN: Advice = {
  renew:
    "make an App-Level Token (xapp-…) with the scope connections:write under Basic Information of the app, and turn on Socket Mode",
  codes: {
    missing_scope: "the token lacks the scope connections:write: make a new one under Basic Information of the app",
    not_allowed_token_type: "it must be an App-Level Token (xapp-…) from Basic Information of the app",
  },
};

function whatToDo(error: unknown, { renew, codes }: Advice): string {
  const code = codeOf(error);
  if (code === undefined) {
    const { message } = toChatError(error, "calling Slack");
    return `${message}. Check the network and SLACK_API_URL, then start again`;
  }
  return `${code}. Please ${codes[code] ?? renew}`.replace(/Please (it|the)\b/, (_, word: string) =>
    word === "it" ? "It" : "The",
  );
}
