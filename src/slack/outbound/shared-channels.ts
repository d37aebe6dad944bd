import type { webApi } from "@slack/bolt";
import { toChatError } from "../transport/errors.ts";
import type { Log } from "../transport/log.ts";

/**
 * Tells whether people from outside read along in a channel (Slack Connect). Asked afresh each time: a channel that was
 * shared a minute ago must not be taken for what it was before. What cannot be looked up counts as shared, so that nothing
 * meant for fewer people is said there.
 */
export function createOutsiderLookup(client: webApi.WebClient, log: Log) {
  return async (channel: string): Promise<boolean | "unknown"> => {
    // A person's id stands for the App Home. A direct message may be one with somebody else, from anywhere.
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

/** `is_shared` covers workspaces of one organization too, which may still be apart: the briefing's audience names one. */
async function lookUp(client: webApi.WebClient, channel: string): Promise<boolean> {
  const { channel: found } = await client.conversations.info({ channel });
  const { is_im, is_ext_shared, is_shared, is_pending_ext_shared } = found ?? {};
  // The bot sees its own direct messages only. Of them Slack says nothing of the kind, and the payload where the person is from.
  return Boolean(is_ext_shared ?? !is_im) || Boolean(is_shared) || Boolean(is_pending_ext_shared);
}
