import type { Platform } from "#chat";
import { optionsOf } from "./options.ts";
import { setUp } from "./set-up.ts";

/** Slack as a platform. Bolt is loaded only to connect, and rendering only to render. */
export const platform: Platform = {
  name: "slack",
  label: "Slack",
  settings: {
    COMMAND_PREFIX: { form: /^[a-z0-9]{1,12}$/, says: "at most 12 of a-z and 0-9, like acme" },
    SLACK_BOT_TOKEN: {
      form: /^xoxb-/,
      says: "a bot token, which begins with xoxb- (your app, OAuth & Permissions)",
    },
    SLACK_APP_TOKEN: {
      form: /^xapp-/,
      says: "an app-level token, which begins with xapp- (your app, Basic Information)",
    },
    SLACK_SIGNING_SECRET: {
      form: /^[0-9a-z]{16,}$/i,
      says: "the app's signing secret (your app, Basic Information)",
    },
    SLACK_API_URL: { form: /^https?:\/\/[^\s/]/i, says: "an http or https address; leave it empty for Slack's own" },
  },
  problemsIn({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }) {
    const way = SLACK_APP_TOKEN ?? SLACK_SIGNING_SECRET;
    if (way !== undefined && SLACK_BOT_TOKEN === undefined)
      return ["SLACK_BOT_TOKEN: set it, since the Slack app's other settings are"];
    if (SLACK_BOT_TOKEN !== undefined && way === undefined)
      return [
        "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET: set the one for Socket Mode or the other for HTTP, since SLACK_BOT_TOKEN is set",
      ];
    return [];
  },
  isSet: ({ SLACK_BOT_TOKEN }) => SLACK_BOT_TOKEN !== undefined,
  isCalledByHttp: ({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }) =>
    SLACK_SIGNING_SECRET !== undefined && SLACK_APP_TOKEN === undefined,
  async open(given, { lead: _, ...wiring }) {
    const { createSlack } = await import("./adapter.ts");
    return createSlack({ ...wiring, ...optionsOf(given) });
  },
  async check(given, tools) {
    const { checkSlack } = await import("./check-credentials.ts");
    return checkSlack({ ...tools, ...optionsOf(given) });
  },
  setUp,
  async manifest({ COMMAND_PREFIX }, about) {
    const { manifest } = await import("./manifest.ts");
    return manifest({ ...about, ...(COMMAND_PREFIX !== undefined && { commandPrefix: COMMAND_PREFIX }) });
  },
  async preview({ COMMAND_PREFIX }) {
    const { slackPreview } = await import("./render/preview.ts");
    return slackPreview(COMMAND_PREFIX);
  },
  async payload(reply, { COMMAND_PREFIX = "" }) {
    const { renderMessage } = await import("./render/message.ts");
    return renderMessage(reply, { seenBy: "asker", prefix: COMMAND_PREFIX });
  },
};
