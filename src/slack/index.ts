export { checkSlack, type SlackFinding } from "./check-credentials.ts";
export { type Manifest, type ManifestOptions, manifest } from "./manifest.ts";
export { openSlack, type SlackOptions } from "./options.ts";
export { renderMessage as slackPayload, type SlackMessage } from "./render/message.ts";
export { drawMessage, drawView, type SlackPreview, slackPreview } from "./render/preview.ts";
