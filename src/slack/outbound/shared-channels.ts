import type { webApi } from "@slack/bolt";
import { toChatError } from "../transport/errors.ts";
import type { Log } from "../transport/log.ts";

/**
 * Looks up whether people from outside can read along in a channel (Slack Connect). Asked every time, since a channel
 * may have been shared a minute ago. "unknown" is treated as shared, so that nothing for a smaller audience is shown.
 */
export function createOutsiderLookup(client: webApi.WebClient, log: Log) {
  return async (channel: string): Promise<boolean | "unknown"> => {
    // A person's id means the App Home. A direct message may be with somebody from anywhere.
    if (/^[UW]/.test(channel)) return false;
    try {
      return await lookUp(client, channel);
    } catch (error) {
      const { message } = toChatError(error, "looking up a channel");
      log.warn({ channel }, `${message}; it counts as shared with outsiders`);
      return "unknown";
    }
  };
}

/**
 * `is_shared` also covers workspaces of one organization, which may still be separate: a briefing's audience names one.
 */
async function lookUp(client: webApi.WebClient, channel: string): Promise<boolean> {
  const { channel: found } = await client.conversations.info({ channel });
  const { is_im, is_ext_shared, is_shared, is_pending_ext_shared } = found ?? {};
  // The bot sees only its own direct messages. For these Slack doesn't say; the payload shows where the person is from.
  return Boolean(is_ext_shared ?? !is_im) || Boolean(is_shared) || Boolean(is_pending_ext_shared);
}
