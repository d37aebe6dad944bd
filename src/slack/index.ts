export { platform } from "./platform.ts";

import type { ChatAdapter } from "#chat";
import type { SlackOptions } from "./options.ts";

export type { SlackMessage } from "./render/message.ts";
export type { SlackOptions };

/**
 * Makes the Slack adapter, which connects when it is started. Bolt is loaded only now: whoever has no Slack does not
 * pay for it.
 *
 * @throws {Error} when there is neither an app token nor a signing secret
 * @example
 * const slack = await openSlack({ botToken: "xoxb-1", appToken: "xapp-1", log, now });
 * await slack.start(bot);
 */
export async function openSlack(options: SlackOptions): Promise<ChatAdapter> {
  const { createSlack } = await import("./adapter.ts");
  return createSlack(options);
}
