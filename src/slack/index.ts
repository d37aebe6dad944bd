import type { ChatAdapter } from "#chat";
import type { SlackOptions } from "./adapter.ts";

export { type Manifest, type ManifestOptions, manifest } from "./manifest.ts";
export { drawMessage, drawView, type SlackPreview, slackPreview } from "./preview.ts";
export { renderMessage as slackPayload, type SlackMessage } from "./render.ts";
export type { SlackOptions };

/** Makes the Slack adapter. Bolt is loaded here and not before: drawing a message does without it. */
export async function openSlack(options: SlackOptions): Promise<ChatAdapter> {
  const { createSlack } = await import("./adapter.ts");
  return createSlack(options);
}
