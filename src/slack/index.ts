export { platform } from "./platform.ts";

import type { ChatAdapter } from "#chat";
import type { Manifest, ManifestOptions } from "./manifest.ts";
import type { SlackOptions } from "./options.ts";

export type { SlackMessage } from "./render/message.ts";
export type { Manifest, ManifestOptions, SlackOptions };

/** Makes the adapter. Bolt is loaded only now: whoever has no Slack does not pay for it. */
export async function openSlack(options: SlackOptions): Promise<ChatAdapter> {
  const { createSlack } = await import("./adapter.ts");
  return createSlack(options);
}

/** The manifest to create the Slack app from. */
export async function makeManifest(options: ManifestOptions): Promise<Manifest> {
  const { manifest } = await import("./manifest.ts");
  return manifest(options);
}
