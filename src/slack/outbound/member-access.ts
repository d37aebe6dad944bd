import type { About, Asker, ChatError, Place } from "#chat";
import { toChatError } from "../transport/errors.ts";
import type { Context } from "./context.ts";
import { addressOf } from "./post.ts";

/** Who may set up schedules. */
export type Schedulers = "members" | "admins";

/** What Slack tells of a person in a place. What it does not tell is left out, and nothing is allowed on a guess. */
export async function memberAccess(context: Context, by: Asker, place: Place, schedulers: Schedulers): Promise<About> {
  const { client, log } = context;
  const { channel } = addressOf(place);
  const quiet = (error: unknown) => {
    log.info({ user: by.id, channel }, toChatError(error, "looking up a person or a channel").message);
    return undefined;
  };
  let unsure: ChatError | undefined;
  const [person, where] = await Promise.all([
    client.users.info({ user: by.id }).catch(quiet),
    client.conversations.info({ channel }).catch((error: unknown) => {
      const failed = toChatError(error, "asking who reads along");
      if (failed.trouble === "busy" || failed.trouble === "unknown-outcome") unsure = failed;
      return quiet(error);
    }),
  ]);
  const user = person?.user;
  const isGuest = user?.is_restricted || user?.is_ultra_restricted || user?.is_stranger;
  const isAdmin = Boolean(user?.is_admin || user?.is_owner);
  const maySchedule = user !== undefined && !isGuest && !user.is_bot && (schedulers === "members" || isAdmin);
  // A person's own conversation with the bot is opened by posting to them; looking one up takes a scope of its own.
  const isPerson = /^[DUW]/.test(channel);
  const { is_member, is_im, is_archived } = where?.channel ?? {};
  const { is_ext_shared = true, is_shared, is_pending_ext_shared } = where?.channel ?? {};
  const outsiders = !isPerson && Boolean(is_ext_shared || is_shared || is_pending_ext_shared);
  return {
    outsiders,
    ...(!isPerson && unsure && { unsure }),
    ...(user?.tz && { zone: user.tz }),
    maySchedule,
    ...(isAdmin && { mayManage: true }),
    botMayPost: isPerson || (Boolean(is_member || is_im) && !is_archived),
  };
}
