import type { ChatTrouble } from "#chat";

/** Events after which nothing can be posted in a channel, with why, in words for whoever scheduled something there. */
export const LOST_PLACE_EVENTS = [
  ["channel_archive", "gone", "the channel was archived"],
  ["group_archive", "gone", "the channel was archived"],
  ["channel_deleted", "gone", "the channel was deleted"],
  ["group_deleted", "gone", "the channel was deleted"],
  ["channel_left", "needs-invite", "the bot was removed from the channel"],
  ["group_left", "needs-invite", "the bot was removed from the channel"],
] as const satisfies readonly (readonly [string, ChatTrouble, string])[];

/** Events after which a channel that was archived takes posts again. */
export const REOPENED_PLACE_EVENTS = ["channel_unarchive", "group_unarchive"] as const;

/**
 * What the app subscribes to beside being asked. The bot's removal takes no scope; channels take `channels:read`, private
 * ones `groups:read`. https://docs.slack.dev/reference/events
 */
export const PLACE_EVENTS: readonly string[] = [
  "app_uninstalled",
  "tokens_revoked",
  "member_joined_channel",
  "channel_id_changed",
  ...LOST_PLACE_EVENTS.map(([name]) => name),
  ...REOPENED_PLACE_EVENTS,
];
