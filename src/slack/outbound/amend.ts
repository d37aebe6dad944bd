import type { Amended } from "#chat";
import type { SlackMessage } from "../render/message.ts";
import { codeOf } from "../transport/errors.ts";
import type { Context } from "./context.ts";
import { isMessageGone, messageOf, withShorter } from "./post.ts";

/**
 * Replaces a message of ours. Sends both text and blocks, since text alone would remove the blocks; our metadata is
 * kept: https://docs.slack.dev/reference/methods/chat.update
 * @throws ChatError
 */
export async function amendMessage(
  { client }: Pick<Context, "client">,
  message: string,
  render: (total: number) => SlackMessage,
): Promise<Amended> {
  const { channel, ts } = messageOf(message);
  const update = (total: number) => client.chat.update({ channel, ts, ...render(total) });
  try {
    await withShorter(update, `amending a message in ${channel}`);
    return { outcome: "amended" };
  } catch (error) {
    if (isMessageGone(error)) return { outcome: "gone" };
    const why = WHY_NOT.get(codeOf(error) ?? "");
    if (why === undefined) throw error;
    return { outcome: "cannot", why };
  }
}

/** https://docs.slack.dev/reference/methods/chat.update#errors */
const WHY_NOT: ReadonlyMap<string, string> = new Map([
  ["edit_window_closed", "this workspace lets messages be edited for a limited time only, which is over"],
  ["cant_update_message", "Slack doesn't let the bot edit this message"],
  ["is_archived", "the channel is archived"],
  ["is_inactive", "the channel is archived or frozen"],
  ["external_channel_migrating", "the channel is being moved to another workspace"],
]);
