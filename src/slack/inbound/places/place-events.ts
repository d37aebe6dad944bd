import type { ChatTrouble } from "#chat";

/** Events after which nothing can be posted in a channel, each with the reason in words for whoever scheduled there. */
export const LOST_PLACE_EVENTS = [
  ["channel_archive", "gone", "the channel was archived"],
  ["group_archive", "gone", "the channel was archived"],
  ["channel_deleted", "gone", "the channel was deleted"],
  ["group_deleted", "gone", "the channel was deleted"],
  ["channel_left", "needs-invite", "the bot was removed from the channel"],
  ["group_left", "needs-invite", "the bot was removed from the channel"],
] as const satisfies readonly (readonly [string, ChatTrouble, string])[];

/** Events after which an archived channel accepts posts again. */
export const REOPENED_PLACE_EVENTS = ["channel_unarchive", "group_unarchive"] as const;

/**
 * The events the app subscribes to besides messages. Removal of the bot needs no scope; public channels need
 * `channels:read`, private ones `groups:read`. https://docs.slack.dev/reference/events
 */
export const PLACE_EVENTS: readonly string[] = [
  "app_uninstalled",
  "tokens_revoked",
  "member_joined_channel",
  "channel_id_changed",
  ...LOST_PLACE_EVENTS.map(([name]) => name),
  ...REOPENED_PLACE_EVENTS,
];
