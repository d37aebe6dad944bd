import { RespondError, webApi } from "@slack/bolt";
import { ChatError, type ChatTrouble } from "#chat";
import { withoutSecrets } from "./log.ts";

/** Any failure of a call to Slack, in the words of what to do next. */
export function toChatError(error: unknown, doing: string): ChatError {
  if (error instanceof ChatError) return error;
  if (error instanceof webApi.WebAPIRateLimitedError)
    return new ChatError("busy", `${doing}: Slack asks to wait ${error.retryAfter} s`, {
      cause: error,
      retryAfterMs: error.retryAfter * 1_000,
    });
  if (error instanceof webApi.WebAPIPlatformError) return platformError(error, doing);
  if (error instanceof webApi.WebAPIHTTPError)
    return new ChatError("unknown-outcome", `${doing}: Slack answered with HTTP ${error.statusCode}`, { cause: error });
  if (error instanceof RespondError) return respondError(error, doing);
  if (neverSent(error))
    return new ChatError("busy", `${doing}: Slack cannot be reached`, { cause: error, retryAfterMs: 30_000 });
  const said = withoutSecrets(error instanceof Error ? error.message : String(error)).slice(0, 500);
  return new ChatError("unknown-outcome", `${doing}: no answer that can be read (${said})`, { cause: error });
}

/** How long Slack itself asks to wait; undefined where it did not say. */
export function toldToWait(error: unknown): number | undefined {
  if (error instanceof ChatError) return toldToWait(error.cause);
  return error instanceof webApi.WebAPIRateLimitedError ? error.retryAfter * 1_000 : undefined;
}

/** The code that Slack's Web API gave, as `channel_not_found`. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof ChatError) return codeOf(error.cause);
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
}

/** Whether Slack refused a message for its size or its blocks: a shorter one may be taken. */
export function isTooLong(error: unknown): boolean {
  return /blocks|msg_too_long/.test(codeOf(error) ?? "");
}

/** Codes as https://docs.slack.dev/reference/methods/chat.postMessage#errors has them, by what to do next. */
const TROUBLES: Readonly<Record<ChatTrouble, readonly string[]>> = {
  busy: [
    "ratelimited",
    "rate_limited",
    "message_limit_exceeded",
    "service_unavailable",
    "team_added_to_org",
    "org_login_required",
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
  /** `channel_not_found` is also what a private channel answers that the bot was never invited to. */
  "needs-invite": ["channel_not_found", "not_in_channel"],
  "tenant-gone": [
    "token_revoked",
    "token_expired",
    "account_inactive",
    "invalid_auth",
    "not_authed",
    "app_access_restricted",
    "accesslimited",
    "team_not_found",
  ],
  /** "Some aspect of the operation may have succeeded." */
  "unknown-outcome": ["fatal_error", "internal_error", "request_timeout"],
  "our-bug": [],
};

const TROUBLE_OF: ReadonlyMap<string, ChatTrouble> = new Map(
  Object.entries(TROUBLES).flatMap(([trouble, codes]) => codes.map((code) => [code, trouble as ChatTrouble] as const)),
);

/** What a code of the Web API means. */
export function troubleOfCode(code: string): ChatTrouble {
  return TROUBLE_OF.get(code) ?? "our-bug";
}

/** What a status other than 200 means: of the Web API, or of an answer's own address. */
export function troubleOfStatus(status: number, ofAnswer: boolean): ChatTrouble {
  if (status === 429) return "busy";
  if (ofAnswer && (status === 404 || status === 410)) return "gone";
  return !ofAnswer || status >= 500 || status === 408 ? "unknown-outcome" : "our-bug";
}

function platformError(error: InstanceType<typeof webApi.WebAPIPlatformError>, doing: string): ChatError {
  const { error: code = "", needed } = error.data as { error?: string; needed?: string };
  // What is no JSON at all comes as a code too: the body of some gateway.
  if (!/^[a-z][a-z0-9_]*$/.test(code))
    return new ChatError("unknown-outcome", `${doing}: Slack's answer cannot be read`, { cause: error });
  const trouble = troubleOfCode(code);
  const scope =
    code === "missing_scope"
      ? `: the scope ${needed ?? ""} is missing. Add it under OAuth & Permissions (or update the manifest) and reinstall the app to the workspace`
      : "";
  const wait = trouble === "busy" ? { retryAfterMs: 60_000 } : {};
  return new ChatError(trouble, `${doing}: Slack answered ${code}${scope}`, { cause: error, ...wait });
}

/** An answer's address that has expired or was used up is gone; one that fails may have passed the answer on. */
function respondError(error: RespondError, doing: string): ChatError {
  const { statusCode } = error;
  const said = `${doing}: the answer's address answered with HTTP ${statusCode}`;
  const trouble = troubleOfStatus(statusCode, true);
  return new ChatError(trouble, said, { cause: error, ...(trouble === "busy" && { retryAfterMs: 30_000 }) });
}

/** The connection was never made, so nothing was posted. */
function neverSent(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (
      "code" in cause &&
      ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"].includes(String(cause.code))
    )
      return true;
  }
  return false;
}
