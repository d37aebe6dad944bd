import { PLATFORMS, platformsSet } from "./platforms.ts";
import type { Settings } from "./settings.ts";

/** What settings that are right one by one leave shut, open or unheard, each with what to do. */
export function adviceOn(settings: Settings): readonly string[] {
  const { PUBLIC_URL, CONSOLE_PASSWORD, OPERATOR, platforms } = settings;
  const advice: string[] = [];
  if (PUBLIC_URL !== undefined && CONSOLE_PASSWORD === undefined)
    advice.push(
      "PUBLIC_URL is set and CONSOLE_PASSWORD is not, so nobody can log in to the console, not on this machine either: " +
        "/status, /subscriptions, /deliveries, /problems, /metrics and restricted briefings are closed. " +
        "Set CONSOLE_PASSWORD (at least 8 characters)",
    );
  const called = PLATFORMS.filter((platform) => platform.isCalledByHttp(platforms)).map(({ label }) => label);
  if (called.length > 0 && PUBLIC_URL === undefined && CONSOLE_PASSWORD === undefined)
    advice.push(
      `${called.join(" and ")} calls this bot by HTTP and neither PUBLIC_URL nor CONSOLE_PASSWORD is set: what lets it in ` +
        "may let others in and make them look like this machine, which is shown everything. Set both",
    );
  if (OPERATOR && !platformsSet(platforms).some(({ name }) => name === OPERATOR.platform)) {
    const { platform, tenant, id } = OPERATOR;
    advice.push(
      `OPERATOR is ${platform}:${tenant}/${id}, and ${platform} is not connected, so nobody hears of problems. Set its credentials, or another place`,
    );
  }
  return advice;
}
