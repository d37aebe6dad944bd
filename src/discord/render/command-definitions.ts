import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  Locale,
  type LocalizationMap,
  PermissionFlagsBits,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from "discord-api-types/v10";
import { type Option, type Spec, shorten } from "#chat";
import { CHOICE_NAME, CHOICES, COMMAND_DESCRIPTION, OPTION_TYPED } from "./limits.ts";

export type DefinitionOptions = {
  /** People may install the bot for themselves and use it in servers it is not a member of: anyone can then use it. */
  readonly userInstalls?: boolean;
  /** Who may schedule. Absent: whoever manages channels or the server. */
  readonly schedulers?: "members" | "admins";
  /**
   * Translations by locale of a summary, or of a command's or option's name. Names may contain only the letters that
   * Discord allows.
   */
  readonly translate?: (english: string) => LocalizationMap;
};

type Definition = RESTPostAPIChatInputApplicationCommandsJSONBody;

/** Commands as they are registered with Discord, for servers and direct messages. */
export function definitionsOf(specs: readonly Spec[], options: DefinitionOptions = {}): Definition[] {
  const { userInstalls = false, schedulers = "members", translate = () => ({}) } = options;
  /** Set explicitly for both kinds of English: otherwise readers of one may be shown the other's words. */
  const described = (text: string) => {
    const description = shorten(text, COMMAND_DESCRIPTION);
    const localised = { [Locale.EnglishUS]: description, [Locale.EnglishGB]: description, ...translate(text) };
    return { description, description_localizations: localised };
  };
  const named = (name: string) => ({ name, name_localizations: translate(name) });
  return specs.map(({ name, summary, options, offeredTo }) => ({
    type: ApplicationCommandType.ChatInput,
    ...named(name),
    ...described(summary),
    options: options
      .filter(({ unlisted }) => !unlisted)
      .map((option) => ({ ...named(option.name), ...described(option.summary), ...optionOf(option) })),
    // A server's own settings override this: its admins can offer a command to anyone.
    ...(offeredTo && {
      default_member_permissions: String(
        offeredTo === "schedulers" && schedulers === "members"
          ? PermissionFlagsBits.ManageChannels
          : PermissionFlagsBits.ManageGuild,
      ),
    }),
    contexts: [
      InteractionContextType.Guild,
      InteractionContextType.BotDM,
      ...(userInstalls ? [InteractionContextType.PrivateChannel] : []),
    ],
    integration_types: [
      ApplicationIntegrationType.GuildInstall,
      ...(userInstalls ? [ApplicationIntegrationType.UserInstall] : []),
    ],
  }));
}

/** Discord can't offer several values of a choice to tick, so they are typed, with suggestions. */
function optionOf({ kind, choices = [], many, suggests, most = OPTION_TYPED }: Option) {
  const typed = { type: ApplicationCommandOptionType.String as const, required: false };
  if (kind === "choice" && !many && choices.length <= CHOICES)
    return { ...typed, choices: choices.map(({ value, label }) => ({ name: shorten(label, CHOICE_NAME), value })) };
  if (kind === "text" && !suggests) return { ...typed, max_length: most };
  return { ...typed, autocomplete: true as const, max_length: OPTION_TYPED };
}
