import type { Settings } from "./settings.ts";

/** Advice on settings that are each valid but together lock people out, expose something or silence reports. */
export function adviceOn(settings: Settings): readonly string[] {
  const { PUBLIC_URL, CONSOLE_PASSWORD, OPERATOR, SLACK_SIGNING_SECRET, SLACK_APP_TOKEN } = settings;
  const advice: string[] = [];
  if (PUBLIC_URL !== undefined && CONSOLE_PASSWORD === undefined)
    advice.push(
      "PUBLIC_URL is set but CONSOLE_PASSWORD is not, so nobody can log in to the console, even on this machine: " +
        "/status, /subscriptions, /deliveries, /problems, /metrics and restricted briefings are closed. " +
        "Set CONSOLE_PASSWORD (at least 8 characters)",
    );
  const calledFromElsewhere = SLACK_SIGNING_SECRET !== undefined && SLACK_APP_TOKEN === undefined;
  if (calledFromElsewhere && PUBLIC_URL === undefined && CONSOLE_PASSWORD === undefined)
    advice.push(
      "SLACK_SIGNING_SECRET is set but neither PUBLIC_URL nor CONSOLE_PASSWORD is: the proxy or tunnel that lets Slack in may let others in, " +
        "looking like this machine, which can see everything. Set both",
    );
  const isThere: Readonly<Record<string, boolean>> = {
    slack: settings.SLACK_BOT_TOKEN !== undefined,
    discord: settings.DISCORD_TOKEN !== undefined,
  };
  if (OPERATOR && !isThere[OPERATOR.platform]) {
    const { platform, tenant, id } = OPERATOR;
    advice.push(
      `OPERATOR is ${platform}:${tenant}/${id}, and ${platform} is not connected, so nobody is told about problems. Set its credentials, or choose another place`,
    );
  }
  return advice;
}
