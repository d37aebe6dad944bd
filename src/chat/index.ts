export { withoutAsides } from "./ask/asides.ts";
export type { Ask, Choice, Option, Options, Spec, Stub, UnderstoodAsk } from "./ask/ask.ts";
export type { Conversation } from "./ask/conversation.ts";
export { isRecord } from "./ask/is-record.ts";
export { type Asker, nameOf, type Place } from "./ask/place.ts";
export { isBlank, plain } from "./ask/plain.ts";
export { fitsToken, pack, TOKEN_BYTES, unpack } from "./ask/token.ts";
export type {
  About,
  Amended,
  ChatAdapter,
  Pace,
  Posted,
  PostingHow,
  PublicPost,
  PublicRecord,
  Pulse,
} from "./platform/adapter.ts";
export type { Bot } from "./platform/bot.ts";
export { connectInTime } from "./platform/connect-in-time.ts";
export { type Cooldown, createCooldown } from "./platform/cooldown.ts";
export { ChatError, type ChatErrorDetails, type ChatTrouble, messageOf } from "./platform/error.ts";
export { keepTrying, type Trying } from "./platform/keep-trying.ts";
export { keptFor } from "./platform/kept-for.ts";
export type { Following, Lead } from "./platform/lead.ts";
export { whyNeverSent } from "./platform/never-sent.ts";
export { createOnce } from "./platform/once.ts";
export type {
  Finding,
  Given,
  Platform,
  PlatformLog,
  PlatformSetting,
  PlatformTools,
  Preview,
  SeenBy,
  SetUp,
  SetUpAbout,
  Wiring,
} from "./platform/platform.ts";
export { createShareOnce, type Share, type Shared, type ShareOnce } from "./platform/share-once.ts";
export { takesLong } from "./platform/takes-long.ts";
export { tryAgain } from "./platform/try-again.ts";
export { escapeHtml } from "./reply/escape-html.ts";
export { fit, isPassedOver, pointsIn, skip } from "./reply/fit.ts";
export { fold, folded, MOST_POINTS, POINTS, WHICH_POINTS } from "./reply/fold.ts";
export { footing } from "./reply/footing.ts";
export { CHANGE_WORDS, type Mark, marksOf, prefixed, recited, unprefixed } from "./reply/line.ts";
export { numberSources, type SourceNumbers } from "./reply/number-sources.ts";
export type { Action, Block, Change, Cite, Form, Instant, Line, ListItem, Note, Reply } from "./reply/reply.ts";
export { shorten } from "./reply/shorten.ts";
