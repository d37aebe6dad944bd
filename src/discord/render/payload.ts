import type { Reply } from "#chat";
import { type DiscordMessage, renderMessage } from "./message.ts";

/** A reply as the exact message that an asker in a server would get. */
export function discordPayload(reply: Reply): DiscordMessage {
  return renderMessage(reply, { share: true });
}
