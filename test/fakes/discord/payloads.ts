import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIChatInputApplicationCommandInteraction,
  type APIInteractionDataResolvedChannel,
  type APIInteractionGuildMember,
  type APIMessage,
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
  type APIUser,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ChannelType,
  ComponentType,
  GuildMemberFlags,
  InteractionContextType,
  InteractionType,
  Locale,
  MessageType,
  UserFlags,
} from "discord-api-types/v10";

/** The application, server, channel and person of the tests. */
export const APPLICATION = "845027738276462632";
export const SERVER = "290926798626357999";
export const CHANNEL = "645027906669510667";
export const THREAD = "1181234567890123456";
export const MEMBER = "53908232506183680";
export const TOKEN = "loopback.token.of-no-value";

/** Send Messages, View Channel, in threads too: what members hold in an ordinary server, among much else. */
export const ORDINARY_PERMISSIONS = "2222085186637377";

/** Where and by whom a command is used. */
export type Scene = {
  readonly server?: string;
  readonly channel?: string;
  readonly channelType?: ChannelType.GuildText | ChannelType.GuildAnnouncement | ChannelType.PublicThread;
  readonly appPermissions?: string;
  readonly memberPermissions?: string;
  readonly member?: string;
  /** How the application got there: added by the server, or by the person alone. */
  readonly installedBy?: "server" | "person";
  readonly directMessage?: boolean;
  /** Between people, where the bot is no member. */
  readonly groupMessage?: boolean;
};

let last = BigInt("1310000000000000000");

/** A new snowflake. */
export function snowflake(): string {
  last += 4_194_304n;
  return String(last);
}

let made = 0n;

/** A new snowflake of a moment, in milliseconds since 1970. https://docs.discord.com/developers/reference#snowflakes */
export function snowflakeAt(ms: number): string {
  made = (made + 1n) & 0xfffn;
  return String((BigInt(Math.round(ms) - 1_420_070_400_000) << 22n) | made);
}

/** A slash command as the gateway delivers it. https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
export function commandInteraction(
  name: string,
  options: Readonly<Record<string, string>> = {},
  scene: Scene = {},
): APIChatInputApplicationCommandInteraction {
  return {
    ...sceneOf(scene),
    type: InteractionType.ApplicationCommand,
    data: {
      id: "771825006014889984",
      name,
      type: ApplicationCommandType.ChatInput,
      options: Object.entries(options).map(([name, value]) => ({
        name,
        type: ApplicationCommandOptionType.String,
        value,
      })),
    },
  };
}

/** Someone typing an option. */
export function typingInteraction(
  name: string,
  option: string,
  typed: string,
  scene: Scene = {},
): APIApplicationCommandAutocompleteInteraction {
  return {
    ...sceneOf(scene),
    type: InteractionType.ApplicationCommandAutocomplete,
    data: {
      id: "771825006014889984",
      name,
      type: ApplicationCommandType.ChatInput,
      options: [{ name: option, type: ApplicationCommandOptionType.String, value: typed, focused: true }],
    },
  };
}

/** A button pressed. */
export function buttonInteraction(customId: string, scene: Scene = {}): APIMessageComponentInteraction {
  return {
    ...sceneOf(scene),
    type: InteractionType.MessageComponent,
    message: messageOf(),
    data: { component_type: ComponentType.Button, custom_id: customId },
  };
}

/** An option of a menu chosen. */
export function menuInteraction(customId: string, value: string, scene: Scene = {}): APIMessageComponentInteraction {
  return {
    ...sceneOf(scene),
    type: InteractionType.MessageComponent,
    message: messageOf(),
    data: { component_type: ComponentType.StringSelect, custom_id: customId, values: [value] },
  };
}

/** A channel that was chosen in a form, as it is told beside it. */
export type Chosen = { readonly id: string; readonly type?: number; readonly parent_id?: string };

/** A form that opened after a press, filled in and sent; each field stands in a label. */
export function modalInteraction(
  customId: string,
  written: Readonly<Record<string, string | readonly string[] | Chosen>>,
  scene: Scene = {},
): APIModalSubmitInteraction {
  return {
    ...sceneOf(scene),
    type: InteractionType.ModalSubmit,
    message: messageOf(),
    data: {
      custom_id: customId,
      components: [
        { type: ComponentType.TextDisplay, id: 1 },
        ...Object.entries(written).map(([name, value], index) => ({
          type: ComponentType.Label as const,
          id: 2 * index + 2,
          component: submitted(name, value, 2 * index + 3),
        })),
      ],
      resolved: {
        channels: Object.fromEntries(
          Object.values(written).flatMap((value) => (isChosen(value) ? [[value.id, channelOf(value)]] : [])),
        ),
      },
    },
  };
}

function submitted(name: string, value: string | readonly string[] | Chosen, id: number) {
  const common = { id, custom_id: name };
  if (typeof value === "string") return { ...common, type: ComponentType.TextInput as const, value };
  if (isChosen(value)) return { ...common, type: ComponentType.ChannelSelect as const, values: [value.id] };
  return { ...common, type: ComponentType.StringSelect as const, values: [...value] };
}

function isChosen(value: string | readonly string[] | Chosen): value is Chosen {
  return typeof value === "object" && "id" in value;
}

function channelOf({ id, type = ChannelType.GuildText, parent_id }: Chosen): APIInteractionDataResolvedChannel {
  const thread = parent_id === undefined ? {} : { parent_id, thread_metadata: { archived: false } };
  return { id, type, name: "chosen", permissions: "0", ...thread } as APIInteractionDataResolvedChannel;
}

function sceneOf({
  server = SERVER,
  channel = CHANNEL,
  channelType = ChannelType.GuildText,
  appPermissions = ORDINARY_PERMISSIONS,
  memberPermissions = ORDINARY_PERMISSIONS,
  member = MEMBER,
  installedBy = "server",
  directMessage = false,
  groupMessage = false,
}: Scene) {
  const id = snowflake();
  const common = {
    id,
    application_id: APPLICATION,
    token: `aW50ZXJhY3Rpb246${id}`,
    version: 1 as const,
    app_permissions: appPermissions,
    locale: Locale.EnglishUS,
    entitlements: [],
    attachment_size_limit: 10_485_760,
  };
  if (groupMessage)
    return {
      ...common,
      channel_id: channel,
      channel: {
        id: channel,
        type: ChannelType.GroupDM as const,
        last_message_id: snowflake(),
        flags: 0,
        name: "us three",
        icon: null,
        owner_id: member,
        recipients: [userOf(member)],
      },
      user: userOf(member),
      context: InteractionContextType.PrivateChannel,
      authorizing_integration_owners: { 1: member },
    };
  if (directMessage)
    return {
      ...common,
      channel_id: channel,
      channel: {
        id: channel,
        type: ChannelType.DM as const,
        last_message_id: snowflake(),
        flags: 0,
        name: null,
        recipients: [userOf(member)],
      },
      user: userOf(member),
      context: InteractionContextType.BotDM,
      authorizing_integration_owners: installedBy === "server" ? { 0: "0" } : { 1: member },
    };
  const thread = channelType === ChannelType.PublicThread;
  return {
    ...common,
    guild_id: server,
    guild: { id: server, features: [], locale: Locale.EnglishUS },
    guild_locale: Locale.EnglishUS,
    channel_id: thread ? THREAD : channel,
    channel: thread
      ? {
          id: THREAD,
          type: ChannelType.PublicThread as const,
          name: "about the strike",
          guild_id: server,
          parent_id: channel,
          flags: 0,
        }
      : {
          id: channel,
          type: (channelType === ChannelType.GuildAnnouncement ? channelType : ChannelType.GuildText) as
            | ChannelType.GuildText
            | ChannelType.GuildAnnouncement,
          name: "newsroom",
          guild_id: server,
          parent_id: null,
          position: 3,
          flags: 0,
        },
    member: memberOf(member, memberPermissions),
    context: InteractionContextType.Guild,
    authorizing_integration_owners: installedBy === "server" ? { 0: server } : { 1: member },
  };
}

function memberOf(id: string, permissions: string): APIInteractionGuildMember {
  return {
    user: userOf(id),
    nick: null,
    avatar: null,
    banner: null,
    roles: ["539082325061836999"],
    joined_at: "2017-03-13T19:19:14.040000+00:00",
    premium_since: null,
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: GuildMemberFlags.CompletedOnboarding,
    permissions,
  };
}

/** A person as Discord describes one. */
export function userOf(id: string, more: Partial<APIUser> = {}): APIUser {
  return {
    id,
    username: "mason",
    global_name: "Mason",
    discriminator: "0",
    avatar: "a_d5efa99b3eeaa7dd43acca82f5692432",
    public_flags: UserFlags.ActiveDeveloper,
    ...more,
  };
}

/** A message of the bot's, as a button's interaction carries it. */
export function messageOf(channel = CHANNEL): APIMessage {
  return {
    id: snowflake(),
    channel_id: channel,
    type: MessageType.Default,
    author: userOf(APPLICATION, { username: "nutgraf", bot: true }),
    content: "",
    timestamp: "2026-11-20T09:00:00.000000+00:00",
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    pinned: false,
    flags: 32_768,
    components: [],
  };
}

/** Who says what, and where. */
export type Saying = {
  readonly by?: string;
  readonly channel?: string;
  /** None: a direct message. */
  readonly server?: string | undefined;
  readonly more?: object;
};

/**
 * A message as MESSAGE_CREATE tells of it. Without the privileged intent the words are there only for a bot that is
 * mentioned, or alone with whoever writes. https://docs.discord.com/developers/events/gateway#message-content-intent
 */
export function saidMessage(content: string, { by = MEMBER, channel = CHANNEL, more = {}, ...where }: Saying = {}) {
  const server = "server" in where ? where.server : SERVER;
  const mentioned = [...content.matchAll(/<@!?(\d+)>/g)].map(([, id = ""]) => userOf(id, { username: `user${id}` }));
  const mentions = "mentions" in more && Array.isArray(more.mentions) ? more.mentions : mentioned;
  const isForUs = server === undefined || mentions.some(({ id }) => id === APPLICATION);
  return {
    ...messageOf(channel),
    flags: 0,
    author: userOf(by),
    content: isForUs ? content : "",
    mentions,
    ...(server !== undefined && { guild_id: server, member: { ...memberOf(by, "0"), user: undefined } }),
    ...more,
  };
}
