import { PLATFORMS, platformsSet } from "./platforms.ts";
import type { Settings } from "./settings.ts";

/** Advice on settings that are each valid but together lock people out, expose something or silence reports. */
export function adviceOn(settings: Settings): readonly string[] {
  const { PUBLIC_URL, CONSOLE_PASSWORD, OPERATOR, platforms } = settings;
  const advice: string[] = [];
  if (PUBLIC_URL !== undefined && CONSOLE_PASSWORD === undefined)
    advice.push(
      "PUBLIC_URL is set but CONSOLE_PASSWORD is not, so nobody can log in to the console, even on this machine: " +
        "/status, /subscriptions, /deliveries, /problems, /metrics and restricted briefings are closed. " +
        "Set CONSOLE_PASSWORD (at least 8 characters)",
    );
  const called = PLATFORMS.filter((platform) => platform.isCalledByHttp(platforms)).map(({ label }) => label);
  if (called.length > 0 && PUBLIC_URL === undefined && CONSOLE_PASSWORD === undefined)
    advice.push(
      `${called.join(" and ")} calls this bot by HTTP, but neither PUBLIC_URL nor CONSOLE_PASSWORD is set: the proxy or tunnel that lets it in ` +
        "may let others in, looking like this machine, which can see everything. Set both",
    );
  if (OPERATOR && !platformsSet(platforms).some(({ name }) => name === OPERATOR.platform)) {
    const { platform, tenant, id } = OPERATOR;
    advice.push(
      `OPERATOR is ${platform}:${tenant}/${id}, and ${platform} is not connected, so nobody is told about problems. Set its credentials, or choose another place`,
    );
  }
  return advice;
}
