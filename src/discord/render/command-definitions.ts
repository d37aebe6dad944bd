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
  /** People may take the bot along to where it is not a member: anyone can then use it. */
  readonly userInstalls?: boolean;
  /** Who may schedule; those who manage channels or the server where absent. */
  readonly schedulers?: "members" | "admins";
  /** A summary, or the name of a command or an option, in other languages: by locale. Names keep to Discord's letters. */
  readonly translate?: (english: string) => LocalizationMap;
};

type Definition = RESTPostAPIChatInputApplicationCommandsJSONBody;

/** Commands as Discord is told of them, for servers and direct messages. */
export function definitionsOf(specs: readonly Spec[], options: DefinitionOptions = {}): Definition[] {
  const { userInstalls = false, schedulers = "members", translate = () => ({}) } = options;
  /** The words themselves are named for both kinds of English, or readers of one may be shown the other's. */
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
    // A server's own settings go before it: its admins can offer a command to whom they like.
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

/** Several values of a choice cannot be ticked on Discord: they are typed, with suggestions. */
function optionOf({ kind, choices = [], many, suggests, most = OPTION_TYPED }: Option) {
  const typed = { type: ApplicationCommandOptionType.String as const, required: false };
  if (kind === "choice" && !many && choices.length <= CHOICES)
    return { ...typed, choices: choices.map(({ value, label }) => ({ name: shorten(label, CHOICE_NAME), value })) };
  if (kind === "text" && !suggests) return { ...typed, max_length: most };
  return { ...typed, autocomplete: true as const, max_length: OPTION_TYPED };
}
