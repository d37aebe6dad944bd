import type { SetUp } from "#chat";

const NEW_APP = "https://api.slack.com/apps?new_app=1&manifest_json=";

/** How the Slack app is made from our manifest: https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests */
export const setUp: SetUp = {
  async begin({ COMMAND_PREFIX }, { specs, publicUrl }) {
    const { manifest } = await import("./manifest.ts");
    const made = manifest({
      specs,
      ...(COMMAND_PREFIX !== undefined && { commandPrefix: COMMAND_PREFIX }),
      ...(publicUrl !== undefined && { publicUrl }),
    });
    const address = NEW_APP + encodeURIComponent(JSON.stringify(made));
    return {
      address,
      steps: ["Choose your workspace, then Create.", "Under Install App, install it to the workspace."],
    };
  },
  asks({ publicUrl }) {
    const bot = {
      setting: "SLACK_BOT_TOKEN",
      where: "OAuth & Permissions, Bot User OAuth Token, which begins with xoxb-",
    };
    if (publicUrl !== undefined)
      return [bot, { setting: "SLACK_SIGNING_SECRET", where: "Basic Information, App Credentials, Signing Secret" }];
    const where =
      "Basic Information, App-Level Tokens: generate one with the scope connections:write, which begins with xapp-";
    return [bot, { setting: "SLACK_APP_TOKEN", where }];
  },
  // With an app token the bot connects by Socket Mode, whatever else is set.
  unsets: ({ publicUrl }) => (publicUrl === undefined ? [] : ["SLACK_APP_TOKEN"]),
  complete: async () => ({}),
  async finish({ COMMAND_PREFIX = "" }) {
    const { slackName } = await import("./render/command-names.ts");
    return { said: [`In a Slack channel type /invite @nutgraf, then ${slackName("whats-next", COMMAND_PREFIX)}`] };
  },
};
