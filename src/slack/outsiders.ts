import type { webApi } from "@slack/bolt";
import { toChatError } from "./errors.ts";
import type { Log } from "./log.ts";

/** A channel becomes a shared one now and then; asking at every message would meet the rate limit. */
const KNOWN_FOR_MS = 5 * 60_000;
const MOST_KNOWN = 2_000;

/**
 * Tells whether people from outside read along in a channel (Slack Connect). What cannot be looked up counts as such, so
 * that nothing meant for fewer people is said there.
 */
export function createOutsiders(client: webApi.WebClient, log: Log, now: () => number) {
  const known = new Map<string, { at: number; outsiders: Promise<boolean> }>();
  return (channel: string): Promise<boolean> => {
    // A person's id stands for the App Home. A direct message may be one with somebody else, from anywhere.
    if (channel.startsWith("U")) return Promise.resolve(false);
    const before = known.get(channel);
    if (before && now() - before.at < KNOWN_FOR_MS) return before.outsiders;
    const outsiders = lookUp(client, channel).catch((error: unknown) => {
      known.delete(channel);
      log.warn(
        { channel },
        `${toChatError(error, "looking up a channel").message}; it counts as shared with outsiders`,
      );
      return true;
    });
    known.delete(channel);
    known.set(channel, { at: now(), outsiders });
    if (known.size > MOST_KNOWN) for (const oldest of known.keys().take(1)) known.delete(oldest);
    return outsiders;
  };
}

/** `is_shared` covers workspaces of one organisation too, which may still be apart: the briefing's audience names one. */
async function lookUp(client: webApi.WebClient, channel: string): Promise<boolean> {
  const { channel: found } = await client.conversations.info({ channel });
  const { is_ext_shared, is_shared, is_pending_ext_shared } = found ?? {};
  return Boolean(is_ext_shared ?? true) || Boolean(is_shared) || Boolean(is_pending_ext_shared);
}
