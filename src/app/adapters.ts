import type { ChatAdapter, ChatError, ChatTrouble, Lead, Place, PublicRecord } from "#chat";
import type { Log } from "./log.ts";
import type { Settings } from "./settings.ts";

export type AdapterEvents = {
  /** Nothing can work any more on a platform: a sentence for whoever runs the bot. */
  readonly onFatal: (platform: string, sentence: string) => void;
  /** The bot was removed from a workspace or server. */
  readonly onRemoved: (from: Tenant) => void;
  /** It is there, at a start or again. */
  readonly onBack: (to: Tenant) => void;
  /** Somebody added the bot there. */
  readonly onAdded: (to: Tenant, person: string) => void;
  /** Nothing can be posted in a place any more, and why; or it can again. */
  readonly onPlaceLost: (place: Place, why: ChatError) => void;
  readonly onPlaceBack: (place: Place) => void;
  /** Which of several processes does what only one may do. */
  readonly lead: (what: string) => Lead;
  /** A platform was called: what kind of call, of which there are few, and how it came out. */
  readonly onCall: (platform: string, call: string, result: "ok" | ChatTrouble) => void;
  /** Hears of what people have posted where all can read it. */
  readonly record: PublicRecord;
};

/** A workspace or server. */
export type Tenant = { readonly platform: string; readonly tenant: string };

/** Makes an adapter for each platform that has credentials. A platform that has none is not loaded. */
export async function openAdapters(
  settings: Settings,
  log: Log,
  now: () => number,
  { onFatal, onRemoved, onBack, onAdded, onCall, lead, ...rest }: AdapterEvents,
): Promise<readonly ChatAdapter[]> {
  const { SLACK_BOT_TOKEN, DISCORD_TOKEN, DISCORD_APPLICATION_ID, ALLOWED_TENANTS = [] } = settings;
  const shared = { ...rest, allowedTenants: ALLOWED_TENANTS, schedulers: settings.SCHEDULERS, log, now };
  const events = (platform: string) => ({
    onFatal: (sentence: string) => onFatal(platform, sentence),
    onCall: (call: string, result: "ok" | ChatTrouble) => onCall(platform, call, result),
    onRemoved: (tenant: string) => onRemoved({ platform, tenant }),
    onBack: (tenant: string) => onBack({ platform, tenant }),
    onAdded: (tenant: string, person: string) => onAdded({ platform, tenant }, person),
  });
  const adapters: ChatAdapter[] = [];
  if (SLACK_BOT_TOKEN !== undefined) {
    const { openSlack } = await import("#slack");
    adapters.push(await openSlack({ ...shared, ...events("slack"), ...slackOptions(settings, SLACK_BOT_TOKEN) }));
  }
  if (DISCORD_TOKEN !== undefined && DISCORD_APPLICATION_ID !== undefined) {
    const { openDiscord } = await import("#discord");
    const discord = await openDiscord({
      ...shared,
      ...events("discord"),
      token: DISCORD_TOKEN,
      applicationId: DISCORD_APPLICATION_ID,
      userInstalls: settings.DISCORD_USER_INSTALLS === "yes",
      lead: lead(`discord:${DISCORD_APPLICATION_ID}`),
      ...given("apiUrl", settings.DISCORD_API_URL),
    });
    adapters.push(discord);
  }
  return adapters;
}

/** Slack's own settings as its adapter takes them. */
export function slackOptions(settings: Settings, botToken: string) {
  return {
    botToken,
    ...given("appToken", settings.SLACK_APP_TOKEN),
    ...given("signingSecret", settings.SLACK_SIGNING_SECRET),
    ...given("apiUrl", settings.SLACK_API_URL),
    ...given("commandPrefix", settings.COMMAND_PREFIX),
  };
}

/** An option only where it has a value. */
function given<K extends string>(name: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [P in K]?: string });
}
