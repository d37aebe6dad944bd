import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { listenAtOwnPort } from "../../fixtures/own-port.ts";
import { faultsIn, faultsInView } from "./blocks.ts";

export const BOT_TOKEN = "xoxb-1111111111-2222222222-abcdefghijklmnop";
export const APP_TOKEN = "xapp-1-A0123-3333333333-abcdefghijklmnop";
export const TEAM = "T0HOME";
export const BOT_USER = "UBOT";
export const CHANNEL = "CGENERAL";

/** One call of the Web API, or one message to a `response_url`, as it arrived. */
export type Call = { readonly method: string; readonly args: Args; readonly at: number };
export type Args = Readonly<Record<string, unknown>>;

/** How a call is answered instead of as usual. `lost`: done, but the answer never arrives. */
export type Failure =
  | { readonly error: string; readonly more?: object }
  | { readonly retryAfter: number }
  | {
      readonly status: number;
      readonly body: string;
      readonly type?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly hang: true }
  | { readonly slowMs: number }
  | { readonly lost: true };

/** `G…` is a group's direct message where it says so, a private channel otherwise. */
type Channel = {
  name?: string;
  is_mpim?: boolean;
  is_member?: boolean;
  is_ext_shared?: boolean;
  is_shared?: boolean;
  is_archived?: boolean;
  unknown?: true;
};
export type Message = Args & { readonly ts: string; readonly channel: string; readonly at: number };

/** A Slack for the Web API and for `response_url`s: it keeps limits, scopes and triggers, and remembers what it was sent. */
export type FakeSlack = Awaited<ReturnType<typeof openFakeSlack>>;

/** Lowest total at which Slack was seen to refuse: https://github.com/slackapi/bolt-js/issues/2867 */
const BLOCKS_TOO_LONG = 11_341;
/** 300 a minute. */
const POSTS_A_SECOND = 5;
/** What a second allows may come together with what the two before it left. */
const BURST_S = 3;
const RESPONSES = 5;
const RESPONSE_MS = 30 * 60_000;
const TRIGGER_MS = 3_000;

const SCOPES: Readonly<Record<string, string | ((channel: string, found: Channel | undefined) => string)>> = {
  "chat.postMessage": "chat:write",
  "chat.postEphemeral": "chat:write",
  "chat.update": "chat:write",
  "chat.delete": "chat:write",
  "assistant.threads.setStatus": "chat:write",
  "conversations.info": (channel, found) => READ_SCOPES[kindOf(channel, found)],
  "conversations.history": (channel, found) => HISTORY_SCOPES[kindOf(channel, found)],
  "conversations.replies": (channel, found) => HISTORY_SCOPES[kindOf(channel, found)],
  "users.info": "users:read",
};

const HISTORY_SCOPES = {
  channel: "channels:history",
  group: "groups:history",
  im: "im:history",
  mpim: "mpim:history",
} as const;
const READ_SCOPES = { channel: "channels:read", group: "groups:read", im: "im:read", mpim: "mpim:read" } as const;

/** The kind of a conversation, by its id as far as that tells. */
function kindOf(channel: string, found: Channel | undefined): keyof typeof READ_SCOPES {
  if (found?.is_mpim) return "mpim";
  return channel.startsWith("D") ? "im" : channel.startsWith("G") ? "group" : "channel";
}

export async function openFakeSlack(now: () => number = Date.now) {
  const calls: Call[] = [];
  const messages: Message[] = [];
  const faults: string[] = [];
  /** Calls that came too fast. */
  const refused: Call[] = [];
  const failures = new Map<string, Failure[]>();
  const channels = new Map<string, Channel>([[CHANNEL, { is_member: true }]]);
  const users = new Map<string, object>();
  /** `own`: it stands for a message that was there before, which nothing of ours may take the place of. */
  const responses = new Map<string, { uses: number; until: number; channel: string; own: boolean; last?: string }>();
  /** The status under a thread, until something is said there. */
  const statuses = new Map<string, string>();
  const triggers = new Map<string, { until: number; used: boolean }>();
  const views = new Map<string, Args>();
  const scopes = new Set([
    "commands",
    "chat:write",
    "app_mentions:read",
    "im:history",
    "mpim:history",
    "channels:read",
    "groups:read",
    "im:read",
    "mpim:read",
    "users:read",
  ]);
  const settings = {
    socketUrl: "",
    blocksTooLong: BLOCKS_TOO_LONG,
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    /** What `auth.test` tells besides: the organization, and whether the token is of all of it. */
    me: {} as object,
    /** Whether posts that come too fast are refused: Slack lets short bursts pass, but promises nothing. */
    paced: false,
    /** How long the workspace lets a message be edited. */
    editableMs: Number.POSITIVE_INFINITY,
  };
  const posts: { readonly channel: string; readonly at: number }[] = [];
  const hanging = new Set<ServerResponse>();
  let made = 0;
  const id = (lead: string) => `${lead}${String(++made).padStart(6, "0")}`;

  const take = (method: string) => failures.get(method)?.shift();

  const checked = (args: Args): string | undefined => {
    if (args.blocks === undefined && args.text === undefined) return "no_text";
    if (typeof args.text !== "string" || args.text === "") faults.push("no fallback text");
    else if (args.text.length > 4_000) faults.push("text over 4,000 characters");
    if (args.blocks === undefined) return undefined;
    const found = faultsIn(args.blocks, "message");
    faults.push(...found);
    if (found.length > 0) return "invalid_blocks";
    const size = JSON.stringify(args.blocks).length;
    if (size <= settings.blocksTooLong) return undefined;
    faults.push(`${size} characters of blocks`);
    return "msg_blocks_too_long";
  };

  const channelError = (args: Args): string | undefined => {
    const channel = String(args.channel);
    if (/^[DU]/.test(channel)) return undefined;
    const known = channels.get(channel);
    if (!known || known.unknown) return "channel_not_found";
    if (known.is_archived) return "is_archived";
    return known.is_member ? undefined : "not_in_channel";
  };

  /** https://docs.slack.dev/apis/web-api/rate-limits: one a second in a channel, several hundred a minute in all; short bursts pass. */
  const isTooFast = (channel: string): boolean => {
    const at = performance.now();
    const recent = posts.filter((post) => post.at > at - BURST_S * 1_000);
    const here = recent.filter((post) => post.channel === channel);
    if (recent.length >= POSTS_A_SECOND * BURST_S || here.length >= BURST_S) return true;
    posts.push({ channel, at });
    return false;
  };

  /** A message by its channel and time; what was deleted is there no more. */
  const indexOf = (channel: unknown, ts: unknown) =>
    messages.findIndex((one) => one.channel === channel && one.ts === ts && one.gone !== true);
  const isDeleted = (args: Args) =>
    messages.some((one) => one.channel === args.channel && one.ts === args.thread_ts && one.gone === true);

  const post = (args: Args) => {
    const error = checked(args) ?? channelError(args) ?? (isDeleted(args) ? "thread_not_found" : undefined);
    if (error) return { ok: false, error };
    const message = { ...args, channel: String(args.channel), ts: `${Math.floor(now() / 1_000)}.${id("")}`, at: now() };
    messages.push(message);
    statuses.delete(`${message.channel} ${args.thread_ts}`);
    return { ok: true, ts: message.ts, channel: message.channel, message };
  };

  const openView = (args: Args) => {
    const trigger = triggers.get(String(args.trigger_id));
    if (!trigger) return { ok: false, error: "invalid_trigger_id" };
    if (trigger.until < now()) return { ok: false, error: "expired_trigger_id" };
    if (trigger.used) return { ok: false, error: "exchanged_trigger_id" };
    trigger.used = true;
    return putView(id("V"), args.view);
  };

  const putView = (viewId: string, view: unknown) => {
    const found = faultsInView(view);
    faults.push(...found);
    if (found.length > 0) return { ok: false, error: "invalid_arguments", response_metadata: { messages: found } };
    views.set(viewId, view as Args);
    return { ok: true, view: { ...(view as object), id: viewId } };
  };

  const methods: Readonly<Record<string, (args: Args) => object>> = {
    "auth.test": () => ({ ok: true, team: "Home", team_id: TEAM, user_id: BOT_USER, bot_id: "BBOT", ...settings.me }),
    "apps.connections.open": () => ({ ok: true, url: settings.socketUrl }),
    "chat.postMessage": (args) => {
      for (const flag of ["unfurl_links", "unfurl_media"])
        if (args.blocks && String(args[flag]) !== "false") faults.push(`${flag} is on`);
      if (args.link_names || args.parse) faults.push("names would be linked");
      return post(args);
    },
    "chat.postEphemeral": (args) => {
      const error = checked(args) ?? channelError(args);
      if (error) return { ok: false, error };
      messages.push({ ...args, ephemeral: true, channel: String(args.channel), ts: id("1700000000."), at: now() });
      return { ok: true, message_ts: "1700000000.000000" };
    },
    "chat.update": (args) => {
      const error = checked(args) ?? channelError(args);
      if (error) return { ok: false, error };
      const at = indexOf(args.channel, args.ts);
      const before = messages[at];
      if (!before) return { ok: false, error: "message_not_found" };
      if (before.ephemeral === true) return { ok: false, error: "cant_update_message" };
      if (now() - Number(args.ts) * 1_000 > settings.editableMs) return { ok: false, error: "edit_window_closed" };
      const { blocks, ...kept } = before;
      // Metadata stays where none is sent; blocks only where no text is sent.
      const shown = args.text === undefined ? { ...kept, blocks } : kept;
      messages[at] = { ...shown, ...args, channel: String(args.channel), ts: String(args.ts), at: now(), edited: true };
      return { ok: true, ts: args.ts };
    },
    "chat.delete": ({ ts }) => {
      const at = messages.findIndex((one) => one.ts === ts);
      if (at < 0) return { ok: false, error: "message_not_found" };
      messages[at] = { ...(messages[at] as Message), gone: true };
      return { ok: true };
    },
    "assistant.threads.setStatus": ({ channel_id, thread_ts, status }) => {
      statuses.set(`${channel_id} ${thread_ts}`, String(status));
      return { ok: true };
    },
    "chat.getPermalink": ({ channel, message_ts }) => ({
      ok: true,
      permalink: `https://home.slack.example/archives/${channel}/p${String(message_ts).replace(".", "")}`,
    }),
    "views.open": openView,
    "views.update": (args) =>
      views.has(String(args.view_id)) ? putView(String(args.view_id), args.view) : { ok: false, error: "not_found" },
    "views.publish": (args) => putView(`home-${args.user_id}`, args.view),
    "conversations.info": (args) => {
      const channel = channels.get(String(args.channel));
      if (!channel || channel.unknown) return { ok: false, error: "channel_not_found" };
      // A direct message tells of no sharing.
      if (String(args.channel).startsWith("D")) return { ok: true, channel: { id: args.channel, is_im: true } };
      return { ok: true, channel: { id: args.channel, is_ext_shared: false, is_shared: false, ...channel } };
    },
    "conversations.replies": ({ channel, ts, limit = 100, include_all_metadata }) => {
      const found = messages
        .filter((one) => one.channel === channel && (one.ts === ts || one.thread_ts === ts))
        .map(({ metadata, ...one }) => ({
          user: BOT_USER,
          bot_id: "BBOT",
          ...one,
          ...(include_all_metadata ? { metadata } : {}),
        }));
      return found.length === 0
        ? { ok: false, error: "thread_not_found" }
        : { ok: true, messages: found.slice(0, Number(limit)) };
    },
    // The newest first, no more than are asked for, and nothing that stands in a thread alone.
    "conversations.history": ({ channel, limit = 100 }) => ({
      ok: true,
      messages: messages
        .filter((one) => one.channel === channel && (one.thread_ts === undefined || one.reply_broadcast))
        .toReversed()
        .slice(0, Number(limit)),
    }),
    "users.info": ({ user }) => {
      const found = users.get(String(user));
      return found ? { ok: true, user: found } : { ok: false, error: "user_not_found" };
    },
  };

  const answer = (method: string, args: Args, token: string): object => {
    const right = method === "apps.connections.open" ? settings.appToken : settings.botToken;
    if (token === "") return { ok: false, error: "not_authed" };
    if (token !== right)
      return { ok: false, error: token.slice(0, 4) === right.slice(0, 4) ? "invalid_auth" : "not_allowed_token_type" };
    const channel = String(args.channel);
    const known = SCOPES[method];
    const scope = typeof known === "function" ? known(channel, channels.get(channel)) : known;
    if (scope && !scopes.has(scope))
      return { ok: false, error: "missing_scope", needed: scope, provided: [...scopes].join(",") };
    return methods[method]?.(args) ?? { ok: false, error: "unknown_method" };
  };

  const respond = (key: string, args: Args): { status: number; body: string } => {
    const response = responses.get(key);
    if (!response || response.until < now()) return { status: 404, body: "expired_url" };
    if (response.uses >= RESPONSES) return { status: 404, body: "used_url" };
    response.uses += 1;
    const replaces = args.replace_original === true || args.delete_original === true;
    if (replaces && response.own) faults.push("the message that was pressed is replaced");
    if (replaces && !response.own) {
      const at = messages.findIndex(({ ts }) => ts === response.last);
      if (at >= 0) messages[at] = { ...(messages[at] as Message), gone: true };
    }
    if (args.delete_original === true) return { status: 200, body: "ok" };
    const error = checked(args);
    if (error) return { status: 400, body: error };
    const isPublic = args.response_type === "in_channel";
    response.last = id("1700000000.");
    messages.push({ ...args, ephemeral: !isPublic, channel: response.channel, ts: response.last, at: now() });
    return { status: 200, body: "ok" };
  };

  const server = createServer(async (request, response) => {
    const [, kind, name = ""] = (request.url ?? "").split("/");
    const method = kind === "api" ? name : "response_url";
    const args = parse(request, await bodyOf(request));
    const call = { method, args, at: now() };
    calls.push(call);
    const planned = take(method);
    if (planned && "slowMs" in planned) await wait(planned.slowMs);
    const failure = planned && "slowMs" in planned ? undefined : planned;
    const end = (status: number, body: string, headers: Record<string, string> = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
    if (failure && "hang" in failure) return void hanging.add(response);
    if (failure && "status" in failure)
      return end(failure.status, failure.body, { "content-type": failure.type ?? "text/html", ...failure.headers });
    if (failure && "retryAfter" in failure)
      return end(429, '{"ok":false,"error":"ratelimited"}', { "retry-after": String(failure.retryAfter) });
    if (failure && "error" in failure)
      return end(200, JSON.stringify({ ok: false, error: failure.error, ...failure.more }));
    if (settings.paced && name === "chat.postMessage" && isTooFast(String(args.channel))) {
      refused.push(call);
      return end(429, '{"ok":false,"error":"ratelimited"}', { "retry-after": "1" });
    }
    const token = String(request.headers.authorization ?? "").replace(/^Bearer /, "");
    const done =
      kind === "api" ? { status: 200, body: JSON.stringify(answer(name, args, token)) } : respond(name, args);
    if (failure) return void response.destroy();
    return end(done.status, done.body, { "x-oauth-scopes": [...scopes].join(",") });
  });
  const port = await listenAtOwnPort(server);
  const origin = `http://127.0.0.1:${port}`;
  const goAway = async () => {
    for (const response of hanging) response.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };

  return {
    apiUrl: `${origin}/api/`,
    calls,
    messages,
    faults,
    refused,
    channels,
    users,
    views,
    scopes,
    statuses,
    /** What stands there: neither taken back nor replaced. */
    standing: () => messages.filter(({ gone }) => gone !== true),
    settings,
    callsTo: (method: string) => calls.filter((call) => call.method === method),
    /** What Slack makes of the acknowledgement of a submission: another view, or errors beside fields. */
    takeAck(viewId: string, ack: unknown) {
      const { response_action: action, view, errors = {} } = (ack ?? {}) as Args & { errors?: Record<string, unknown> };
      if (action === "update") putView(viewId, view);
      const blocks = (views.get(viewId)?.blocks ?? []) as readonly { type: string; block_id?: string }[];
      for (const [field, text] of Object.entries(errors)) {
        if (!blocks.some(({ type, block_id }) => type === "input" && block_id === field))
          faults.push(`an error for ${field}, which is no input`);
        if (typeof text !== "string" || text === "") faults.push(`an error for ${field} without words`);
      }
    },
    /** Answers the next calls of a method so, one failure a call. */
    failNext(method: string, ...next: Failure[]) {
      failures.set(method, [...(failures.get(method) ?? []), ...next]);
    },
    newResponseUrl(channel: string, own = false): string {
      const key = id("R");
      responses.set(key, { uses: 0, until: now() + RESPONSE_MS, channel, own });
      return `${origin}/response/${key}`;
    },
    /** A trigger as it comes with a payload: it opens one dialog within three seconds. */
    newTrigger(): string {
      const key = id("trigger.");
      triggers.set(key, { until: now() + TRIGGER_MS, used: false });
      return key;
    },
    /** Nobody is there any more, as when the platform is down. */
    goAway,
    /** It is there again, where it was. */
    async comeBack() {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    close: goAway,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** The SDK sends forms whose fields may be JSON; `response_url`s get JSON. */
function parse(request: IncomingMessage, body: string): Args {
  if (request.headers["content-type"]?.includes("json")) return JSON.parse(body || "{}") as Args;
  const fields = [...new URLSearchParams(body)].map(([name, value]) => {
    return [name, /^[[{]/.test(value) && name !== "text" ? JSON.parse(value) : value];
  });
  return Object.fromEntries(fields);
}
