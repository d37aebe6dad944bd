import { App, webApi } from "@slack/bolt";
import type { Bot, ChatAdapter } from "#chat";
import { lookAt } from "./about.ts";
import { onActions } from "./actions.ts";
import { tellingFetch } from "./calls.ts";
import { createChanges } from "./changes.ts";
import { onCommands } from "./commands.ts";
import type { Context } from "./context.ts";
import { onForms } from "./dialog.ts";
import { fetchWithin } from "./fetch.ts";
import { onHome } from "./home.ts";
import { createIntake } from "./intake.ts";
import { PACE } from "./limits.ts";
import { boltLogger, reasonOf } from "./log.ts";
import { onMentions } from "./mentions.ts";
import { EVENTS_PATH } from "./names.ts";
import type { SlackOptions } from "./open.ts";
import { createOutsiders } from "./outsiders.ts";
import { findPost, postMessage } from "./post.ts";
import { appOptions, httpReceiver } from "./receive.ts";
import { renderMessage } from "./render.ts";
import { createShares } from "./share.ts";
import { socketReceiver } from "./socket.ts";
import { identify } from "./start.ts";

/** A call to Slack that takes longer has failed. */
const TIMEOUT_MS = 10_000;

/** What was asked before a stop is still answered, for as long. */
const STOP_MS = 5_000;

/** Connects Slack: by Socket Mode with an app token, otherwise by signed HTTP at `web`. */
export function createSlack(options: SlackOptions): ChatAdapter {
  const { botToken, appToken, signingSecret, apiUrl, commandPrefix = "", allowedTenants = [], log, now } = options;
  const patient = fetchWithin(TIMEOUT_MS);
  const clientOptions: webApi.WebClientOptions = {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    timeout: TIMEOUT_MS,
    // A post whose answer was lost must not be sent again: https://docs.slack.dev/tools/node-slack-sdk/web-api
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: boltLogger(log),
    fetch: options.onCall ? tellingFetch(patient, () => client.slackApiUrl, options.onCall) : patient,
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
  const changes = createChanges(started, options);
  const intake = createIntake(receiver, changes.heard);
  const app = new App({
    ...appOptions(intake.receiver, log),
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
        hasOutsiders: createOutsiders(client, log),
        shares: createShares(now),
        ...(options.record && { record: options.record }),
      };
      await intake.receiver.start();
      options.onBack?.(me.teamId);
      if (socket?.connected() ?? true)
        log.info({ team: me.team, mode: socket ? "socket" : "http" }, "Slack is connected");
    },
    async stop() {
      await intake.receiver.stop();
      await intake.settled(STOP_MS);
    },
    post: (place, reply, key) =>
      postMessage(started(), place, key, (total) =>
        renderMessage(reply, { seenBy: "everyone", prefix: commandPrefix, total }),
      ),
    settle: (place, _, key, firstTriedAt) => findPost(started(), place, key, firstTriedAt),
    about: (by, place) => lookAt(started(), by, place, options.schedulers ?? "members"),
  };
}
