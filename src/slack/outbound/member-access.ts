import type { About, Asker, ChatError, Place } from "#chat";
import { codeOf, toChatError } from "../transport/errors.ts";
import type { Context } from "./context.ts";
import { addressOf } from "./post.ts";

/** Who may set up schedules. */
export type Schedulers = "members" | "admins";

/** What Slack says about a person in a place. What it doesn't say is left out: nothing is allowed on a guess. */
export async function memberAccess(context: Context, by: Asker, place: Place, schedulers: Schedulers): Promise<About> {
  const { client, log } = context;
  const { channel } = addressOf(place);
  const quiet = (error: unknown) => {
    log.info({ user: by.id, channel }, toChatError(error, "looking up a person or a channel").message);
    return undefined;
  };
  let unsure: ChatError | undefined;
  let code: string | undefined;
  const [person, where] = await Promise.all([
    by.id === "" ? undefined : client.users.info({ user: by.id }).catch(quiet),
    client.conversations.info({ channel }).catch((error: unknown) => {
      const failed = toChatError(error, "asking who reads along");
      code = codeOf(error);
      if (failed.trouble === "busy" || failed.trouble === "unknown-outcome") unsure = failed;
      return quiet(error);
    }),
  ]);
  const user = person?.user;
  const isGuest = user?.is_restricted || user?.is_ultra_restricted || user?.is_stranger;
  const isAdmin = Boolean(user?.is_admin || user?.is_owner);
  const maySchedule = user !== undefined && !isGuest && !user.is_bot && (schedulers === "members" || isAdmin);
  // A direct message with the bot is opened by posting to the person; looking one up needs another scope.
  const isPerson = /^[DUW]/.test(channel);
  const { is_member, is_im, is_archived } = where?.channel ?? {};
  const { is_ext_shared = true, is_shared, is_pending_ext_shared } = where?.channel ?? {};
  const outsiders = !isPerson && Boolean(is_ext_shared || is_shared || is_pending_ext_shared);
  // For a private channel that the bot was never invited to, Slack answers `channel_not_found`.
  const isOut = code === "channel_not_found" || (where?.channel !== undefined && !is_member && !is_im);
  const why = is_archived ? ARCHIVED : isOut ? NOT_INVITED : code === "missing_scope" ? NOT_TOLD : undefined;
  const notYet = isPerson ? undefined : why;
  return {
    outsiders,
    ...(notYet !== undefined && { notYet }),
    ...(!isPerson && unsure && { unsure }),
    ...(user?.tz && { zone: user.tz }),
    maySchedule,
    ...(isAdmin && { mayManage: true }),
    botMayPost: isPerson || (Boolean(is_member || is_im) && !is_archived),
  };
}

const ARCHIVED = "This channel is archived: nothing can be posted here until it is opened again.";
const NOT_INVITED = "The bot is not a member of this channel: invite it first, by typing /invite and its name.";
const NOT_TOLD =
  "Slack does not tell this bot about this conversation. Whoever runs it can change that: its log says which permission it lacks.";
