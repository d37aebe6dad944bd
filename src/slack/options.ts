import type { Given, PublicRecord } from "#chat";
import type { PlaceListeners } from "./inbound/places/place-changes.ts";
import type { WelcomeListener } from "./inbound/places/welcome.ts";
import type { Schedulers } from "./outbound/member-access.ts";
import type { Log } from "./transport/log.ts";
import type { OnCall } from "./transport/observed-fetch.ts";

/** What the Slack adapter needs: credentials, clock and log, and who is called when something happens. */
export type SlackOptions = PlaceListeners &
  WelcomeListener & {
    /** `xoxb-…` */
    readonly botToken: string;
    /** `xapp-…`: Socket Mode, which then needs no signing secret. */
    readonly appToken?: string;
    /** For signed HTTP. */
    readonly signingSecret?: string;
    /** The address of the Web API; Slack's own if absent. */
    readonly apiUrl?: string;
    /** `acme` makes `/acme-whats-next`. */
    readonly commandPrefix?: string;
    /** Ids of the workspaces that are served. Absent or empty: all. */
    readonly allowedTenants?: readonly string[];
    readonly schedulers?: Schedulers;
    /** Called when nothing can work any more, with a sentence for whoever runs the bot. */
    readonly onFatal?: (sentence: string) => void;
    /** Records what people have posted in public. */
    readonly record?: PublicRecord;
    readonly log: Log;
    /** Milliseconds since 1970. */
    readonly now: () => number;
    readonly onCall?: OnCall;
  };

/** Slack's own settings as its adapter takes them. */
export function optionsOf(given: Given): Omit<SlackOptions, "log" | "now"> {
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL, COMMAND_PREFIX } = given;
  return {
    botToken: SLACK_BOT_TOKEN ?? "",
    ...(SLACK_APP_TOKEN !== undefined && { appToken: SLACK_APP_TOKEN }),
    ...(SLACK_SIGNING_SECRET !== undefined && { signingSecret: SLACK_SIGNING_SECRET }),
    ...(SLACK_API_URL !== undefined && { apiUrl: SLACK_API_URL }),
    ...(COMMAND_PREFIX !== undefined && { commandPrefix: COMMAND_PREFIX }),
  };
}
