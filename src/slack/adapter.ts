import { App, webApi } from "@slack/bolt";
import { type Bot, type ChatAdapter, ChatError, connectInTime, createShareOnce, keepTrying, type Reply } from "#chat";
import { onActions } from "./inbound/actions.ts";
import { onHome } from "./inbound/app-home.ts";
import { onCommands } from "./inbound/commands.ts";
import { onForms } from "./inbound/forms.ts";
import { onMentions } from "./inbound/mentions.ts";
import { trackPlaceChanges } from "./inbound/places/place-changes.ts";
import { onInvitations } from "./inbound/places/welcome.ts";
import type { SlackOptions } from "./options.ts";
import { amendMessage } from "./outbound/amend.ts";
import type { Context } from "./outbound/context.ts";
import { memberAccess } from "./outbound/member-access.ts";
import { addressOf, postMessage, settlePost } from "./outbound/post.ts";
import { createOutsiderLookup } from "./outbound/shared-channels.ts";
import { PACE } from "./render/limits.ts";
import { renderMessage } from "./render/message.ts";
import { isTokenRefused, toChatError, toldToWait } from "./transport/errors.ts";
import { EVENTS_PATH } from "./transport/events-path.ts";
import { fetchWithTimeout } from "./transport/fetch-timeout.ts";
import { appOptions, httpReceiver } from "./transport/http-receiver.ts";
import { askWhoIAm, explainLogIn, isRefused } from "./transport/identify.ts";
import { trackInFlight } from "./transport/in-flight.ts";
import { boltLogger, reasonOf } from "./transport/log.ts";
import { observedFetch } from "./transport/observed-fetch.ts";
import { socketReceiver } from "./transport/socket-receiver.ts";

/**
 * A call to Slack that takes longer has failed. Longer than the ten seconds after which `fetch` gives up connecting, so
 * that a request that was never sent can be told apart from a lost response.
 */
const TIMEOUT_MS = 12_000;

/** How long a stop waits for what was asked before it to be answered. */
const STOP_MS = 5_000;

/** Connects Slack: by Socket Mode with an app token, otherwise by signed HTTP at `web`. */
export function createSlack(options: SlackOptions): ChatAdapter {
  const { botToken, appToken, signingSecret, apiUrl, commandPrefix = "", allowedTenants = [], log, now } = options;
  const patient = fetchWithTimeout(TIMEOUT_MS);
  const clientOptions: webApi.WebClientOptions = {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    timeout: TIMEOUT_MS,
    // A post whose response was lost must not be sent again: https://docs.slack.dev/tools/node-slack-sdk/web-api
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: boltLogger(log),
    fetch: observedFetch(patient, () => client.slackApiUrl, options.onCall),
  };
  const client: webApi.WebClient = new webApi.WebClient(botToken, clientOptions);
  const http = appToken === undefined && signingSecret !== undefined ? httpReceiver(signingSecret, log) : undefined;
  /** `ended`: why nothing works any more. `trouble`: why Slack is not connected yet. */
  let ended: string | undefined;
  let trouble: string | undefined;
  let stopping = new AbortController();
  const fail = (sentence: string) => {
    if (ended !== undefined || stopping.signal.aborted) return;
    ended = sentence;
    log.error({}, sentence);
    options.onFatal?.(sentence);
  };
  const own = apiUrl === undefined ? {} : { apiUrl };
  const socket = appToken === undefined ? undefined : socketReceiver({ appToken, log, now, onRefused: fail, ...own });
  const receiver = socket ?? http?.receiver;
  if (!receiver)
    throw new Error(
      "Slack needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside SLACK_BOT_TOKEN: see Basic Information of the app",
    );
  let context: Context | undefined;
  const started = () => {
    if (!context) throw new Error("Slack was used before it was started");
    return context;
  };
  const changes = trackPlaceChanges(started, options);
  const inFlight = trackInFlight(receiver, changes.heard);
  const app = new App({
    ...appOptions(inFlight.receiver, log),
    clientOptions,
    authorize: async () => {
      const { me } = started();
      return { botToken, botId: me.botId, botUserId: me.userId };
    },
  });
  app.error(async (error) => log.error({ from: "slack", reason: reasonOf(error) }, "a payload could not be handled"));
  changes.listen(app);
  onInvitations(app, started, options);
  for (const listen of [onCommands, onActions, onForms, onMentions, onHome]) listen(app, started);
  const connect = async (bot: Bot): Promise<void> => {
    const me = await keepTrying(() => askWhoIAm(client, log), {
      signal: stopping.signal,
      isFinal: isRefused,
      onFailure(error, waitMs, again) {
        trouble = explainLogIn(error).message;
        if (!again) log.warn({ againInMs: Math.round(waitMs) }, trouble);
      },
      toldToWait,
      now,
    }).catch((error: unknown) => {
      throw explainLogIn(error);
    });
    if (!me) return;
    trouble = undefined;
    context = {
      client,
      bot,
      me,
      log,
      now,
      prefix: commandPrefix,
      serves: (team) => allowedTenants.length === 0 || allowedTenants.includes(team),
      hasOutsiders: createOutsiderLookup(client, log),
      shareOnce: createShareOnce(now, options.record),
      ...(options.record && { record: options.record }),
    };
    await inFlight.receiver.start();
    options.onBack?.(me.teamId);
    if (socket?.connected() ?? true)
      log.info({ team: me.team, mode: socket ? "socket" : "http" }, "Slack is connected");
  };
  /** The context for posting. @throws ChatError "busy" while Slack is not connected, or once the token is refused */
  const reach = (): Context => {
    if (context && ended === undefined) return context;
    throw new ChatError("busy", ended ?? trouble ?? "Slack is not connected yet");
  };
  const publicly = (reply: Reply) => (total: number) =>
    renderMessage(reply, { seenBy: "everyone", prefix: commandPrefix, total });
  /** Once the token is refused, nothing works any more. */
  const withToken = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      if (isTokenRefused(error)) fail(explainLogIn(error).message);
      throw error;
    }
  };
  return {
    platform: "slack",
    pace: PACE,
    tellsMembership: true,
    connected: () => context !== undefined && ended === undefined && (socket?.connected() ?? true),
    ...(socket && { pulse: socket.pulse }),
    away: () => ended ?? trouble ?? socket?.away(),
    ...(http && { web: { path: EVENTS_PATH, listener: http.listener } }),
    async start(bot: Bot) {
      ended = undefined;
      stopping = new AbortController();
      await connectInTime(connect(bot), {
        onRefused(sentence) {
          ended = sentence;
        },
        onLate: (afterMs) => log.warn({ afterMs }, "Slack is not responding; starting without it"),
        onRefusedLater: fail,
      });
    },
    async stop() {
      stopping.abort();
      await inFlight.receiver.stop();
      await inFlight.settled(STOP_MS);
    },
    post: (place, reply, key, how) => withToken(() => postMessage(reach(), place, key, publicly(reply), how)),
    amend: (_, message, reply) => withToken(() => amendMessage(reach(), message, publicly(reply))),
    settle: (place, _, key, firstTriedAt, how) => settlePost({ reach, log, now }, place, key, firstTriedAt, how),
    async placeName(place) {
      const { channel } = await reach().client.conversations.info({ channel: addressOf(place).channel });
      return channel?.name;
    },
    async about(by, place) {
      try {
        return await memberAccess(reach(), by, place, options.schedulers ?? "members");
      } catch (error) {
        const unsure = toChatError(error, "asking who reads along");
        return { maySchedule: false, botMayPost: false, outsiders: true, unsure };
      }
    },
  };
}
