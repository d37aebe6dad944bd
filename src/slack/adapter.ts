import { App, webApi } from "@slack/bolt";
import type { Bot, ChatAdapter } from "#chat";
import { onActions } from "./inbound/actions.ts";
import { onHome } from "./inbound/app-home.ts";
import { onCommands } from "./inbound/commands.ts";
import { onMentions } from "./inbound/mentions.ts";
import { onForms } from "./inbound/modals.ts";
import { trackPlaceChanges } from "./inbound/place-changes.ts";
import type { SlackOptions } from "./options.ts";
import type { Context } from "./outbound/context.ts";
import { memberAccess } from "./outbound/member-access.ts";
import { findPost, postMessage } from "./outbound/post.ts";
import { createShares } from "./outbound/share-memory.ts";
import { createOutsiderLookup } from "./outbound/shared-channels.ts";
import { PACE } from "./render/limits.ts";
import { renderMessage } from "./render/message.ts";
import { EVENTS_PATH } from "./transport/events-path.ts";
import { fetchWithTimeout } from "./transport/fetch-timeout.ts";
import { appOptions, httpReceiver } from "./transport/http-receiver.ts";
import { identify } from "./transport/identify.ts";
import { trackInFlight } from "./transport/in-flight.ts";
import { boltLogger, reasonOf } from "./transport/log.ts";
import { observedFetch } from "./transport/observed-fetch.ts";
import { socketReceiver } from "./transport/socket-receiver.ts";

/** A call to Slack that takes longer has failed. */
const TIMEOUT_MS = 10_000;

/** What was asked before a stop is still answered, for as long. */
const STOP_MS = 5_000;

/** Connects Slack: by Socket Mode with an app token, otherwise by signed HTTP at `web`. */
export function createSlack(options: SlackOptions): ChatAdapter {
  const { botToken, appToken, signingSecret, apiUrl, commandPrefix = "", allowedTenants = [], log, now } = options;
  const patient = fetchWithTimeout(TIMEOUT_MS);
  const clientOptions: webApi.WebClientOptions = {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    timeout: TIMEOUT_MS,
    // A post whose answer was lost must not be sent again: https://docs.slack.dev/tools/node-slack-sdk/web-api
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: boltLogger(log),
    fetch: options.onCall ? observedFetch(patient, () => client.slackApiUrl, options.onCall) : patient,
  };
  const client: webApi.WebClient = new webApi.WebClient(botToken, clientOptions);
  const http = appToken === undefined && signingSecret !== undefined ? httpReceiver(signingSecret, log) : undefined;
  const own = apiUrl === undefined ? {} : { apiUrl };
  const socket = appToken === undefined ? undefined : socketReceiver({ appToken, log, now, ...own });
  const receiver = socket ?? http?.receiver;
  if (!receiver)
    throw new Error(
      "Slack needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside SLACK_BOT_TOKEN: see Basic Information of the app",
    );
  let context: Context | undefined;
  const started = () => {
    if (!context) throw new Error("Slack is used before it is started");
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
  for (const listen of [onCommands, onActions, onForms, onMentions, onHome]) listen(app, started);
  return {
    platform: "slack",
    pace: PACE,
    ...(socket && { connected: () => socket.connected() }),
    ...(http && { web: { path: EVENTS_PATH, listener: http.listener } }),
    async start(bot: Bot) {
      const me = await identify(client, log);
      context = {
        client,
        bot,
        me,
        log,
        now,
        prefix: commandPrefix,
        serves: (team) => allowedTenants.length === 0 || allowedTenants.includes(team),
        hasOutsiders: createOutsiderLookup(client, log),
        shares: createShares(now),
        ...(options.record && { record: options.record }),
      };
      await inFlight.receiver.start();
      options.onBack?.(me.teamId);
      if (socket?.connected() ?? true)
        log.info({ team: me.team, mode: socket ? "socket" : "http" }, "Slack is connected");
    },
    async stop() {
      await inFlight.receiver.stop();
      await inFlight.settled(STOP_MS);
    },
    post: (place, reply, key) =>
      postMessage(started(), place, key, (total) =>
        renderMessage(reply, { seenBy: "everyone", prefix: commandPrefix, total }),
      ),
    settle: (place, _, key, firstTriedAt) => findPost(started(), place, key, firstTriedAt),
    about: (by, place) => memberAccess(started(), by, place, options.schedulers ?? "members"),
  };
}
