/**
 * What Slack accepts, in characters unless the name says otherwise. Documented limits have a link; Slack's own types
 * repeat them (`@slack/types`, `dist/block-kit`).
 */
export const LIMITS = {
  /** https://docs.slack.dev/reference/block-kit/blocks */
  messageBlocks: 50,
  /** https://docs.slack.dev/reference/views/modal-views and home-tab-views */
  viewBlocks: 100,
  /** https://docs.slack.dev/reference/block-kit/blocks/header-block */
  header: 150,
  /** https://docs.slack.dev/reference/block-kit/blocks/actions-block */
  actions: 25,
  /** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
  buttonText: 75,
  buttonValue: 2_000,
  url: 3_000,
  /** https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
  optionText: 75,
  /** The page says 150, the SDK's types say 75: the smaller. */
  optionValue: 75,
  options: 100,
  placeholder: 150,
  /** Ours: an error under a field must be readable at a glance. */
  fieldError: 250,
  /** Ours: times, a zone, a question. A plain_text_input takes 3,000. */
  formText: 200,
  formLongText: 1_000,
  /** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
  contextText: 3_000,
  /** Undocumented for the text elements of rich text: assumed. Only a dialog comes near it. */
  richText: 30_000,
  /** https://docs.slack.dev/reference/views/modal-views */
  viewTitle: 24,
  viewMetadata: 3_000,
  /**
   * In UTF-8 bytes of all blocks, leaving room for the view around them. `view_too_large` in
   * https://docs.slack.dev/reference/methods/views.open: 250 kB.
   */
  viewTotal: 240_000,
  /** https://docs.slack.dev/reference/methods/chat.postMessage: best up to 4,000. Ours is only for notifications. */
  fallbackText: 300,
  /**
   * All blocks of a message together, as JSON. Undocumented: `msg_blocks_too_long` was seen from 11,341 characters on
   * (https://github.com/slackapi/bolt-js/issues/2509, 2867).
   */
  messageTotal: 10_000,
  /** The limit after Slack answers `msg_blocks_too_long` anyway. */
  messageTotalAfterRefusal: 5_000,
  /** Including the slash: https://docs.slack.dev/reference/app-manifest */
  commandName: 32,
  commandSummary: 2_000,
  commandHint: 1_000,
} as const;

/**
 * Posts: one a second in a channel, "several hundred" a minute in a workspace
 * (https://docs.slack.dev/apis/web-api/rate-limits). Assumes three hundred, and stays 5% below both, since evenly
 * spaced calls arrive less evenly. Edits: 50 a minute (tier 3).
 */
export const PACE = { placePerSecond: 0.95, tenantPerSecond: 4.75, edits: { tenantPerSecond: 0.8 } } as const;

/** If more buttons than this ask something, they become a menu. */
export const MOST_BUTTONS = 5;
/** Besides those: a dialog, a share and a report. */
export const MOST_BESIDE = 3;
