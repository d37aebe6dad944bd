/** The least scopes of the bot's token, each with what is missing without it. */
export const SCOPES: Readonly<Record<string, string>> = {
  commands: "slash commands",
  "chat:write": "answers in threads, shares and scheduled posts",
  "app_mentions:read": "answering mentions",
  "im:history": "answering direct messages",
  "mpim:history": "answering group direct messages",
  // Who reads along there: without these scopes, restricted stories are shown to nobody there.
  "im:read": "showing restricted stories in direct messages",
  "mpim:read": "showing restricted stories in group direct messages",
  // Whether people from outside read along (Slack Connect), whether the bot may post, and events when either changes.
  "channels:read": "detecting when a public channel is shared with outsiders, archived, or left by the bot",
  // The same for private channels with the bot in them.
  "groups:read": "detecting when a private channel is shared with outsiders, archived, or left by the bot",
  // Guests may not set up schedules, nor may members if only admins may. Times are in the person's own zone.
  "users:read": "the time zone and permissions of whoever sets up a schedule",
};

/** Only for settling an unknown outcome by reading the channel; Slack's Marketplace reviews it closely. */
export const HISTORY_SCOPES: Readonly<Record<string, string>> = {
  "channels:history": "finding an unconfirmed post in a public channel",
  "groups:history": "finding an unconfirmed post in a private channel",
};

/** What to do about scopes that a token lacks; undefined if it has all, or if Slack didn't say. */
export function adviceOnScopes(granted: readonly string[] | undefined): string | undefined {
  const missing = granted ? Object.keys(SCOPES).filter((scope) => !granted.includes(scope)) : [];
  if (missing.length === 0) return undefined;
  const what = missing.map((scope) => `${scope} (${SCOPES[scope]})`).join(", ");
  return `SLACK_BOT_TOKEN lacks ${what}. Add ${missing.length === 1 ? "it" : "them"} under OAuth & Permissions of the app, or use the manifest from npm run manifest, then reinstall the app to the workspace`;
}
