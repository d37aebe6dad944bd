import { RespondError, webApi } from "@slack/bolt";
import { ChatError, type ChatErrorDetails, type ChatTrouble, whyNeverSent } from "#chat";
import { withoutSecrets } from "./log.ts";

/** Any failure of a call to Slack as a ChatError, which says what to do next. */
export function toChatError(error: unknown, doing: string): ChatError {
  if (error instanceof ChatError) return error;
  const failed = (trouble: ChatTrouble, what: string, more: ChatErrorDetails = {}) =>
    new ChatError(trouble, `${doing}: ${what}`, { cause: error, ...more });
  if (error instanceof webApi.WebAPIRateLimitedError) {
    const retryAfterMs = error.retryAfter * 1_000;
    return failed("busy", `Slack asks to wait ${error.retryAfter} s`, retryAfterMs > 0 ? { retryAfterMs } : {});
  }
  const code = codeOf(error);
  if (code !== undefined) return failed(...byCode(code, error));
  if (error instanceof webApi.WebAPIPlatformError) return failed("unknown-outcome", "Slack's response is unreadable");
  if (error instanceof webApi.WebAPIHTTPError) return failed(...byStatus(error.statusCode));
  if (error instanceof RespondError) {
    const { statusCode } = error;
    return failed(troubleOfAddress(statusCode), `the answer's address answered with HTTP ${statusCode}`);
  }
  const judged = error instanceof webApi.WebAPIRequestError ? error.original : undefined;
  if (judged instanceof ChatError) {
    const { trouble, message, general, retryAfterMs } = judged;
    return failed(trouble, message, retryAfterMs === undefined ? {} : { retryAfterMs, general: general ?? false });
  }
  const why = whyNeverSent(error);
  if (why !== undefined) return failed("busy", `Slack cannot be reached (${why})`);
  const said = withoutSecrets(error instanceof Error ? error.message : String(error)).slice(0, 500);
  return failed("unknown-outcome", `unreadable response (${said})`);
}

/** How many milliseconds Slack asks to wait; undefined if it doesn't say. */
export function toldToWait(error: unknown): number | undefined {
  return toChatError(error, "").retryAfterMs;
}

/** The code that Slack's Web API gave, like `channel_not_found`, whatever the status. A gateway's answer has none. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof ChatError) return codeOf(error.cause);
  if (error instanceof webApi.WebAPIPlatformError) return codeIn({ ok: false, error: error.data.error });
  return error instanceof webApi.WebAPIHTTPError ? codeIn(error.body) : undefined;
}

/** The code in Slack's response; undefined if the response isn't Slack's own. */
export function codeIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("ok" in body) || body.ok !== false) return undefined;
  return "error" in body && typeof body.error === "string" && CODE.test(body.error) ? body.error : undefined;
}

const CODE = /^[a-z][a-z0-9_]*$/;

/** Whether Slack refused a message for its size or its blocks: it may accept a shorter one. */
export function isTooLong(error: unknown): boolean {
  return /blocks|msg_too_long/.test(codeOf(error) ?? "");
}

/** Codes of https://docs.slack.dev/reference/methods/chat.postMessage#errors, by what to do next. */
const TROUBLES: Readonly<Record<ChatTrouble, readonly string[]>> = {
  busy: [
    "ratelimited",
    "rate_limited",
    "message_limit_exceeded",
    "service_unavailable",
    "team_added_to_org",
    "org_login_required",
    "too_many_websockets",
    // The app and its channels are still there: once whoever runs the bot replaces the token, the post is made.
    "invalid_auth",
    "not_authed",
    "token_expired",
  ],
  gone: ["is_archived", "user_not_found", "cannot_dm_bot", "user_disabled", "message_not_found", "thread_not_found"],
  forbidden: [
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked",
    "no_permission",
    "missing_scope",
    "not_allowed_token_type",
    "ekm_access_denied",
    "team_access_not_granted",
    "access_denied",
    "messages_tab_disabled",
    "posting_to_general_channel_denied",
    "user_not_in_channel",
  ],
  /** Slack also answers `channel_not_found` for a private channel that the bot was never invited to. */
  "needs-invite": ["channel_not_found", "not_in_channel"],
  "tenant-gone": ["token_revoked", "account_inactive", "app_access_restricted", "accesslimited", "team_not_found"],
  /** "Some aspect of the operation may have succeeded." */
  "unknown-outcome": ["fatal_error", "internal_error", "request_timeout", "update_failed"],
  "our-bug": [],
};

const TROUBLE_OF: ReadonlyMap<string, ChatTrouble> = new Map(
  Object.entries(TROUBLES).flatMap(([trouble, codes]) => codes.map((code) => [code, trouble as ChatTrouble] as const)),
);

/** What a code of the Web API means. */
export function troubleOfCode(code: string): ChatTrouble {
  return TROUBLE_OF.get(code) ?? "our-bug";
}

/** Codes after which a token doesn't work at all until somebody fixes it. */
const FATAL: ReadonlySet<string | undefined> = new Set([
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "account_inactive",
]);

/** Whether Slack refused the token itself: every other call with it will fail too. */
export function isTokenRefused(error: unknown): boolean {
  return FATAL.has(codeOf(error));
}

/** What an HTTP status means if the body isn't Slack's own: a proxy or gateway didn't pass the request on. */
export function byStatus(status: number): [trouble: ChatTrouble, what: string] {
  if (status < 500 || GATEWAYS.has(status))
    return ["busy", `Slack cannot be reached (something else answered, with HTTP ${status})`];
  return ["unknown-outcome", `Slack answered with HTTP ${status}`];
}

/** Statuses of gateways that could not reach Slack, including a CDN's own. */
const GATEWAYS: ReadonlySet<number> = new Set([502, 503, 504, 521, 522, 523, 525, 526, 530]);

/** What the status of a `response_url` means. One that is expired or used up is gone. */
export function troubleOfAddress(status: number): ChatTrouble {
  if (status === 429 || GATEWAYS.has(status)) return "busy";
  if (status === 404 || status === 410) return "gone";
  return status >= 500 || status === 408 ? "unknown-outcome" : "our-bug";
}

function byCode(code: string, error: unknown): [ChatTrouble, string, ChatErrorDetails] {
  const trouble = troubleOfCode(code);
  const { needed, response_metadata } =
    error instanceof webApi.WebAPIPlatformError ? (error.data as PlatformAnswer) : ({} as PlatformAnswer);
  const scope =
    code === "missing_scope"
      ? `: the scope ${needed ?? ""} is missing. Add it under OAuth & Permissions (or update the manifest) and reinstall the app to the workspace`
      : "";
  const { retryAfter = 0 } = response_metadata ?? {};
  const told = trouble === "busy" && retryAfter > 0 ? { retryAfterMs: retryAfter * 1_000 } : {};
  return [trouble, `Slack answered ${code}${scope}`, code === WHOLE_WORKSPACE ? { ...WHOLE_LIMIT, ...told } : told];
}

type PlatformAnswer = { readonly needed?: string; readonly response_metadata?: { readonly retryAfter?: number } };

/**
 * "Members on this team are sending too many messages": the only limit that Slack says covers all channels together.
 */
const WHOLE_WORKSPACE = "message_limit_exceeded";
const WHOLE_LIMIT: ChatErrorDetails = { retryAfterMs: 60_000, general: true };
