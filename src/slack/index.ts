export { platform } from "./platform.ts";

import type { ChatAdapter } from "#chat";
import type { Manifest, ManifestOptions } from "./manifest.ts";
import type { SlackOptions } from "./options.ts";

export type { SlackMessage } from "./render/message.ts";
export type { Manifest, ManifestOptions, SlackOptions };

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

/**
 * The manifest to create the Slack app from, as JSON: for Socket Mode, or with `publicUrl` for signed HTTP.
 *
 * @throws {RangeError} when a command with its prefix isn't a valid name in Slack
 * @example
 * const manifest = await makeManifest({ specs: bot.specs, commandPrefix: "acme" });
 */
export async function makeManifest(options: ManifestOptions): Promise<Manifest> {
  const { manifest } = await import("./manifest.ts");
  return manifest(options);
}
