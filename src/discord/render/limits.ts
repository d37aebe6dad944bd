/**
 * Discord's limits, and our own within them. Lengths are in UTF-16 units, which are never fewer than the characters
 * that Discord counts.
 */

/**
 * Characters in all Text Displays of a message; Discord refuses 4,000.
 * https://docs.discord.com/developers/components/reference#text-display
 */
export const TEXT_CHARACTERS = 3_800;

/**
 * UTF-8 bytes in all Text Displays, each counting 12 more: above about 10,170 Discord answers HTTP 500.
 * https://github.com/discord/discord-api-docs/issues/8554
 */
export const TEXT_BYTES = 9_500;
export const BYTES_PER_TEXT = 12;

/**
 * Components of a message, including nested ones; 40 are allowed.
 * https://docs.discord.com/developers/components/reference
 */
export const COMPONENTS = 36;

/** Characters of `content`. https://docs.discord.com/developers/resources/message#create-message */
export const CONTENT_CHARACTERS = 2_000;

/** https://docs.discord.com/developers/components/reference#button */
export const BUTTON_LABEL = 80;
export const CUSTOM_ID = 100;
/** https://docs.discord.com/developers/components/reference#action-row */
export const BUTTONS_IN_ROW = 5;
/** https://docs.discord.com/developers/components/reference#string-select */
export const SELECT_OPTIONS = 25;
export const OPTION_LABEL = 100;
export const OPTION_VALUE = 100;
export const PLACEHOLDER = 150;

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-choice-structure */
export const CHOICES = 25;
export const CHOICE_NAME = 100;
export const CHOICE_VALUE = 100;
/** https://docs.discord.com/developers/interactions/application-commands#application-command-object */
export const COMMAND_DESCRIPTION = 100;
/** What a person may type as an option; Discord allows 6,000. */
export const OPTION_TYPED = 200;

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback-modal */
export const MODAL_TITLE = 45;
export const MODAL_PARTS = 5;
/** https://docs.discord.com/developers/components/reference#label */
export const LABEL = 45;
export const DESCRIPTION = 100;
/** https://docs.discord.com/developers/components/reference#text-input */
export const PLACEHOLDER_TYPED = 100;
/** What a person may type in a multi-line field; Discord allows 4,000. */
export const WRITTEN = 1_000;

/** Characters of a nonce; 25 are allowed. https://docs.discord.com/developers/resources/message#create-message */
export const NONCE = 24;

/** A longer title is cut: it would crowd out the text below it. */
export const TITLE = 150;
/** A longer link is left out of an answer and appears only under the quotes. */
export const LINK = 400;

/** The first response must come within three seconds. https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback */
export const RESPONSE_MS = 3_000;
/** An interaction's token is valid for 15 minutes; we stop a minute earlier. */
export const TOKEN_MS = 14 * 60_000;

/** Discord remembers nonces for "the past few minutes": within this time, repeating a post is safe. */
export const NONCE_HOLDS_MS = 60_000;
/**
 * Posts a second for one bot, leaving room for other calls: 50 requests are allowed.
 * https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
 */
export const POSTS_PER_SECOND = 46;
/**
 * Edits a second, in a channel, of messages older than an hour: three in six seconds were accepted in practice.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json (30046)
 */
export const EDITS_PER_SECOND = 0.45;

/** Direct-message channels: how many are remembered, and for how long. */
export const DIRECTS_KEPT = 1_000;
export const DIRECT_KEPT_MS = 24 * 60 * 60_000;

/** How long the permissions from an interaction are trusted. */
export const SEEN_KEPT_MS = 30_000;
export const SEEN_KEPT = 5_000;

/** How many plain-word messages are answered: for one person, and for everybody in a channel. */
export const PERSON_ASKS = { most: 6, withinMs: 60_000 } as const;
export const CHANNEL_ASKS = { most: 20, withinMs: 60_000 } as const;
export const COOLDOWN_MS = 2 * 60_000;
/** A message that could not be answered within this time is dropped; Discord remembers a nonce for longer. */
export const ANSWERED_MS = 45_000;
