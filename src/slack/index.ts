export { platform } from "./platform.ts";

import type { ChatAdapter } from "#chat";
import type { SlackOptions } from "./options.ts";

export { checkSlack } from "./check-credentials.ts";
export { type Manifest, type ManifestOptions, manifest } from "./manifest.ts";
export { renderMessage as slackPayload, type SlackMessage } from "./render/message.ts";
export { drawMessage, drawView, slackPreview } from "./render/preview.ts";
export type { SlackOptions };

/** Makes the adapter. Bolt is loaded only now: whoever has no Slack, or only draws previews, does not pay for it. */
export async function openSlack(options: SlackOptions): Promise<ChatAdapter> {
  const { createSlack } = await import("./adapter.ts");
  return createSlack(options);
}
