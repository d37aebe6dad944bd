import { type Spec, shorten } from "#chat";
import { PLACE_EVENTS } from "./inbound/places/place-events.ts";
import { slackName } from "./render/command-names.ts";
import { LIMITS } from "./render/limits.ts";
import { EVENTS_PATH } from "./transport/events-path.ts";
import { HISTORY_SCOPES, SCOPES } from "./transport/scopes.ts";

/** What a manifest is made from. */
export type ManifestOptions = {
  readonly specs: readonly Spec[];
  readonly commandPrefix?: string;
  /** The origin at which Slack reaches us, without a path. Absent: Socket Mode. */
  readonly publicUrl?: string;
  /**
   * Asks for the scopes to read history, which settle an unknown outcome; Slack's Marketplace reviews them more
   * closely.
   */
  readonly readHistory?: boolean;
};

/** An app manifest: https://docs.slack.dev/reference/app-manifest */
export type Manifest = Readonly<Record<string, unknown>>;

/** Makes the manifest of the app, for Socket Mode or, with a public address, for signed HTTP. */
export function manifest({ specs, commandPrefix = "", publicUrl, readHistory = false }: ManifestOptions): Manifest {
  const url = publicUrl === undefined ? {} : { url: publicUrl + EVENTS_PATH };
  const request = publicUrl === undefined ? {} : { request_url: publicUrl + EVENTS_PATH };
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: "Nutgraf",
      description: "What's happening, why it's important, what's next: every sentence cited to its source",
      background_color: "#1f2937",
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: "nutgraf", always_online: true },
      slash_commands: specs.map((spec) => slashCommand(spec, commandPrefix, url)),
    },
    oauth_config: { scopes: { bot: Object.keys({ ...SCOPES, ...(readHistory && HISTORY_SCOPES) }) } },
    settings: {
      event_subscriptions: {
        ...request,
        bot_events: ["app_home_opened", "app_mention", "message.im", "message.mpim", ...PLACE_EVENTS],
      },
      interactivity: {
        is_enabled: true,
        ...request,
        // Topic pickers get their options from here.
        ...(publicUrl !== undefined && { message_menu_options_url: publicUrl + EVENTS_PATH }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: publicUrl === undefined,
      token_rotation_enabled: false,
    },
  };
}

function slashCommand({ name, summary, hint }: Spec, prefix: string, url: { url?: string }): object {
  const command = slackName(name, prefix);
  if (command.length > LIMITS.commandName || !/^\/[a-z0-9-]+$/.test(command))
    throw new RangeError(
      `${command} is not a valid Slack command: use at most ${LIMITS.commandName} of a-z, 0-9 and hyphens. Set a shorter COMMAND_PREFIX`,
    );
  return {
    command,
    ...url,
    description: shorten(summary, LIMITS.commandSummary),
    ...(hint !== "" && { usage_hint: shorten(hint, LIMITS.commandHint) }),
    // Slack then sends people and channels with their ids.
    should_escape: true,
  };
}
