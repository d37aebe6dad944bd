import type { Reply } from "#chat";
import { type DiscordMessage, renderMessage } from "./message.ts";

/** The message that a reply becomes on Discord, as it goes over the wire to the one who asked in a server. */
export function discordPayload(reply: Reply): DiscordMessage {
  return renderMessage(reply, { share: true });
}
