export { checkSlack, type SlackFinding } from "./check.ts";
export { type Manifest, type ManifestOptions, manifest } from "./manifest.ts";
export { openSlack, type SlackOptions } from "./open.ts";
export { drawMessage, drawView, type SlackPreview, slackPreview } from "./preview.ts";
export { renderMessage as slackPayload, type SlackMessage } from "./render.ts";
