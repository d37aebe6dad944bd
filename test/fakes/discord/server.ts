import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenAtOwnPort } from "../../fixtures/own-port.ts";
import { openGateway } from "./gateway.ts";
import { illegalMessage, illegalResponse, isObject } from "./limits.ts";
import { APPLICATION, messageOf, snowflake, snowflakeAt, TOKEN, userOf } from "./payloads.ts";

export type DiscordServerOptions = {
  readonly token?: string;
  readonly application?: string;
  readonly heartbeatMs?: number;
  /** What GUILD_CREATE tells of each server. */
  readonly servers?: readonly object[];
  readonly sessionsRemaining?: number;
  readonly shards?: number;
  readonly silent?: boolean;
  /** The first IDENTIFY is closed with this code. */
  readonly closeWith?: number;
  /** Nobody is there until it comes back. */
  readonly away?: boolean;
  /** Its clock, which its messages tell; milliseconds since 1970. */
  readonly now?: () => number;
  /** The first request that matches fails. */
  readonly failFirst?: { readonly on: RegExp; readonly failure: Failure };
};

/** An interaction as the server knows it, from when it was sent. */
export type Known = {
  readonly id: string;
  readonly token: string;
  readonly sentAt: number;
  readonly channel: string;
  /** First responses that were taken. */
  ack?: { readonly type: number; readonly ephemeral: boolean; readonly afterMs: number };
  message?: unknown;
  /** The id of what a deferral has made. */
  response?: string;
  choices?: unknown;
  modal?: unknown;
};

/** Something that people, or one person, were shown. */
export type Arrived = {
  readonly kind: "sign" | "response" | "edit" | "post";
  readonly channel: string;
  readonly ephemeral: boolean;
  readonly message: unknown;
  readonly at: number;
  readonly interaction?: string;
};

/** What a planned failure does with a request. */
export type Failure =
  | {
      readonly status: number;
      readonly json?: unknown;
      readonly text?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly lateMs?: number /** The request is carried out all the same. */;
      readonly done?: boolean;
    }
  | "nothing"
  | "broken";

/** A post of the bot's; `isV2` never goes back. */
type Post = { readonly channel: string; readonly at: number; message: unknown; isV2: boolean; by?: "somebody else" };

type Plan = { readonly on: RegExp; readonly failure: Failure; left: number };

export type DiscordServer = Awaited<ReturnType<typeof openDiscord>>;

/** Discord on this machine: the gateway and the REST calls that a bot makes, with the platform's deadlines and limits. */
export async function openDiscord(options: DiscordServerOptions = {}) {
  const {
    token = TOKEN,
    application = APPLICATION,
    heartbeatMs = 41_250,
    servers = [],
    sessionsRemaining = 999,
    shards = 1,
    now = Date.now,
  } = options;
  const known = new Map<string, Known>();
  const nonces = new Map<string, { id: string; at: number }>();
  const arrived: Arrived[] = [];
  const saidByOthers = new Map<string, readonly object[]>();
  const illegal: string[] = [];
  const requests: { readonly method: string; readonly path: string; readonly status: number }[] = [];
  const plans: Plan[] = [];
  const members = new Map<string, object>();
  const channels = new Map<string, object>();
  /** Channels to one person each, by that person. */
  const directs = new Map<string, string>();
  /** What the bot has posted, by id, as it stands. */
  const posted = new Map<string, Post>();
  const editedAt = new Map<string, number[]>();
  const archived = new Set<string>();
  /** Messages that went on to those who follow their channel. */
  const published: string[] = [];
  /** Entries of the audit log; without any the bot may not read it. */
  const auditLog: object[] = [];
  /** Threads that are open, by id. */
  const threads = new Map<string, object>();
  /** Channels in which the bot was seen typing. */
  const typing: string[] = [];
  const takesNoDirects = new Set<string>();
  let commands: unknown[] = [];
  let address = "";

  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      illegal.push(`the server of the test failed: ${error}`);
      response.destroy();
    });
  });
  const gateway = openGateway(server, { token, heartbeatMs, servers, application, silent: options.silent ?? false });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "" } = request;
    const path = url.replace(/^\/api\/v10/, "").replace(/\?.*$/, "");
    let text = "";
    for await (const chunk of request) text += chunk;
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const plan = plans.find(({ on, left }) => left > 0 && on.test(`${method} ${path}`));
    if (plan) {
      plan.left--;
      const { failure } = plan;
      if (failure === "nothing") return;
      if (failure === "broken") return void response.destroy();
      if (failure.lateMs) await new Promise((resolve) => setTimeout(resolve, failure.lateMs));
      const real = failure.done ? route(method, path, body, request) : undefined;
      if (failure.status === 0 && real) return reply(response, method, path, real.status, real.json);
      const type = failure.text === undefined ? "application/json" : "text/html";
      requests.push({ method, path, status: failure.status });
      response.writeHead(failure.status, { "content-type": type, ...failure.headers });
      response.end(failure.text ?? JSON.stringify("json" in failure ? failure.json : { message: "planned", code: 0 }));
      return;
    }
    const { status, json } = route(method, path, body, request);
    reply(response, method, path, status, json);
  }

  function reply(response: ServerResponse, method: string, path: string, status: number, json: unknown): void {
    requests.push({ method, path, status });
    const limits = {
      "x-ratelimit-limit": "1000",
      "x-ratelimit-remaining": "999",
      "x-ratelimit-reset-after": "1.000",
      "x-ratelimit-bucket": `bucket${method}${path.split("/").length}`,
    };
    if (json === undefined) response.writeHead(204, limits).end();
    else response.writeHead(status, { "content-type": "application/json", ...limits }).end(JSON.stringify(json));
  }

  type Answer = { readonly status: number; readonly json?: unknown };
  const refuse = (status: number, code: number, message: string): Answer => ({ status, json: { code, message } });

  function route(method: string, path: string, body: unknown, request: IncomingMessage): Answer {
    const parts = path.split("/").slice(1);
    const [first, second = "", third = "", fourth = ""] = parts;
    if (first === "interactions" && method === "POST" && fourth === "callback")
      return callback(second, third, body, request.url?.includes("with_response=true") ?? false);
    if (first === "webhooks" && method === "PATCH" && path.endsWith("/messages/@original"))
      return edit(second, third, body);
    if (request.headers.authorization !== `Bot ${token}`) return refuse(401, 0, "401: Unauthorized");
    if (path === "/gateway/bot") {
      const limit = { total: 1000, remaining: sessionsRemaining, reset_after: 7_200_000, max_concurrency: 1 };
      return { status: 200, json: { url: `ws://${address}/gateway`, shards, session_start_limit: limit } };
    }
    if (path === "/applications/@me")
      return { status: 200, json: { id: application, name: "Nutgraf", description: "" } };
    if (path === "/users/@me/channels" && method === "POST") return openDirect(body);
    if (path === "/users/@me/guilds") return { status: 200, json: pageOfServers(request.url ?? "") };
    if (path.endsWith("/crosspost") && method === "POST") {
      if (published.includes(fourth)) return refuse(400, 40033, "This message has already been crossposted.");
      published.push(fourth);
      return { status: 200, json: { id: fourth, channel_id: second, flags: 1 } };
    }
    if (first === "channels" && third === "messages" && method === "PATCH") return editOwn(second, fourth, body);
    if (first === "channels" && third === "messages" && method === "POST") return create(second, body);
    if (first === "channels" && third === "messages" && method === "GET") return history(second, request.url ?? "");
    if (first === "channels" && third === "typing" && method === "POST") {
      typing.push(second);
      return { status: 204 };
    }
    if (first === "channels" && parts.length === 2 && method === "GET") {
      const channel = channels.get(second);
      return channel ? { status: 200, json: channel } : refuse(404, 10003, "Unknown Channel");
    }
    if (first === "guilds" && third === "audit-logs")
      return auditLog.length === 0
        ? refuse(403, 50013, "Missing Permissions")
        : { status: 200, json: { audit_log_entries: auditLog } };
    if (first === "guilds" && third === "threads" && fourth === "active")
      return { status: 200, json: { threads: [...threads.values()], members: [] } };
    if (first === "guilds" && third === "members" && method === "GET") {
      const member = members.get(fourth);
      return member ? { status: 200, json: member } : refuse(404, 10007, "Unknown Member");
    }
    if (first === "applications" && third === "commands") {
      if (second !== application)
        return refuse(403, 20012, "You are not authorized to perform this action on this application");
      if (method === "PUT")
        commands = Array.isArray(body)
          ? body.map((one: object) => ({
              ...one,
              id: snowflake(),
              version: snowflake(),
              application_id: application,
              default_member_permissions: "default_member_permissions" in one ? one.default_member_permissions : null,
              nsfw: false,
            }))
          : [];
      return { status: 200, json: commands };
    }
    illegal.push(`an unknown call: ${method} ${path}`);
    return refuse(404, 0, "404: Not Found");
  }

  /** What the bot's roles give it in each server; channels may give and take more. */
  function pageOfServers(url: string): object[] {
    const query = new URL(url, "http://localhost").searchParams;
    const after = BigInt(query.get("after") ?? 0);
    return servers
      .map((one) => one as { readonly id: string; readonly name: string; readonly roles: { permissions: string }[] })
      .filter(({ id }) => BigInt(id) > after)
      .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
      .slice(0, Number(query.get("limit") ?? 200))
      .map(({ id, name, roles }) => {
        const permissions = roles.reduce((all, role) => all | BigInt(role.permissions), 0n);
        return { id, name, icon: null, owner: false, permissions: String(permissions), features: [] };
      });
  }

  function callback(id: string, token: string, body: unknown, withResponse: boolean): Answer {
    const interaction = known.get(id);
    const at = performance.now();
    if (!interaction || interaction.token !== token) return refuse(404, 10062, "Unknown interaction");
    if (interaction.ack) return refuse(400, 40060, "Interaction has already been acknowledged.");
    if (at - interaction.sentAt > 3_000) return refuse(404, 10062, "Unknown interaction");
    const wrong = illegalResponse(body);
    illegal.push(...wrong);
    if (wrong.length > 0 || !isObject(body)) return refuse(400, 50035, "Invalid Form Body");
    const data = isObject(body.data) ? body.data : {};
    const ephemeral = (Number(data.flags ?? 0) & 64) !== 0;
    interaction.ack = { type: Number(body.type), ephemeral, afterMs: at - interaction.sentAt };
    const { channel } = interaction;
    if (body.type === 8) interaction.choices = data.choices;
    else if (body.type === 9) interaction.modal = data;
    else if (body.type === 5)
      arrived.push({ kind: "sign", channel, ephemeral, message: undefined, at, interaction: id });
    else {
      interaction.message = data;
      arrived.push({ kind: "response", channel, ephemeral, message: data, at, interaction: id });
    }
    if (!withResponse) return { status: 204 };
    interaction.response = snowflake();
    const told = { id, type: 2, response_message_id: interaction.response, response_message_ephemeral: ephemeral };
    return { status: 200, json: { interaction: told, resource: { type: body.type } } };
  }

  /** What was said in a channel, the newest first: by others, as a test says, after what the bot posted there. */
  function history(channel: string, url: string): Answer {
    const limit = Number(new URL(url, "http://127.0.0.1").searchParams.get("limit") ?? 50);
    if (!(limit >= 1 && limit <= 100)) return refuse(400, 50035, "Invalid Form Body");
    const own = arrived
      .filter((one) => one.kind === "post" && one.channel === channel)
      .map(({ message }) => ({
        ...messageOf(channel),
        ...(isObject(message) && message),
        author: userOf(application, { bot: true }),
      }));
    return { status: 200, json: [...(saidByOthers.get(channel) ?? []), ...own.reverse()].slice(0, limit) };
  }

  /** The bot edits a message of its own; those that one person alone sees it cannot. */
  function editOwn(channel: string, message: string, body: unknown): Answer {
    const post = posted.get(message);
    if (post && post.channel === channel) return editPost(message, post, body);
    const interaction = [...known.values()].find(({ response }) => response === message);
    if (!interaction || interaction.ack?.ephemeral) return refuse(404, 10008, "Unknown Message");
    const wrong = illegalMessage(body, "edit");
    illegal.push(...wrong);
    if (wrong.length > 0) return refuse(400, 50035, "Invalid Form Body");
    interaction.message = body;
    arrived.push({
      kind: "edit",
      channel,
      ephemeral: false,
      message: body,
      at: performance.now(),
      interaction: interaction.id,
    });
    return { status: 200, json: { id: message, channel_id: channel } };
  }

  /** Of old messages three in six seconds may be edited in a channel. */
  function editPost(id: string, post: Post, body: unknown): Answer {
    if (post.by) return refuse(403, 50005, "Cannot edit a message authored by another user");
    if (archived.has(post.channel)) return refuse(400, 50083, "Thread is archived");
    const wrong = illegalMessage(body, "edit");
    illegal.push(...wrong);
    if (wrong.length > 0 || !isObject(body)) return refuse(400, 50035, "Invalid Form Body");
    const isV2 = (Number(body.flags ?? 0) & (1 << 15)) !== 0;
    if (isV2 !== post.isV2) return refuse(400, 50035, "Invalid Form Body");
    if (now() - post.at > 60 * 60_000) {
      const recent = (editedAt.get(post.channel) ?? []).filter((at) => at > now() - 6_000);
      const [first = now()] = recent;
      if (recent.length >= 3) {
        const retry_after = (first + 6_000 - now()) / 1_000;
        return { status: 429, json: { code: 30046, message: "Maximum number of edits reached", retry_after } };
      }
      editedAt.set(post.channel, [...recent, now()]);
    }
    post.message = body;
    arrived.push({ kind: "edit", channel: post.channel, ephemeral: false, message: body, at: performance.now() });
    return { status: 200, json: { id, channel_id: post.channel } };
  }

  function edit(app: string, token: string, body: unknown): Answer {
    const interaction = [...known.values()].find((one) => one.token === token);
    if (app !== application || !interaction?.ack) return refuse(404, 10015, "Unknown Webhook");
    const wrong = illegalMessage(body, "edit");
    illegal.push(...wrong);
    if (wrong.length > 0) return refuse(400, 50035, "Invalid Form Body");
    interaction.message = body;
    const { channel, ack, id } = interaction;
    arrived.push({
      kind: "edit",
      channel,
      ephemeral: ack.ephemeral,
      message: body,
      at: performance.now(),
      interaction: id,
    });
    return { status: 200, json: { id: snowflake(), channel_id: channel } };
  }

  /** Only to who shares a server with the bot; the same channel each time. */
  function openDirect(body: unknown): Answer {
    const person = isObject(body) ? body.recipient_id : undefined;
    if (typeof person !== "string") return refuse(400, 50035, "Invalid Form Body");
    if (!members.has(person)) return refuse(403, 50007, "Cannot send messages to this user");
    const id = directs.get(person) ?? snowflake();
    directs.set(person, id);
    return { status: 200, json: { id, type: 1, last_message_id: null, recipients: [userOf(person)] } };
  }

  function create(channel: string, body: unknown): Answer {
    const person = [...directs].find(([, id]) => id === channel)?.[0];
    if (person !== undefined && takesNoDirects.has(person))
      return refuse(403, 50007, "Cannot send messages to this user");
    if (person !== undefined && !members.has(person))
      return refuse(403, 50278, "Cannot send messages to this user due to having no mutual guilds");
    const wrong = illegalMessage(body, "post");
    illegal.push(...wrong);
    if (wrong.length > 0 || !isObject(body)) return refuse(400, 50035, "Invalid Form Body");
    const nonce =
      body.enforce_nonce === true && typeof body.nonce === "string" ? `${channel} ${body.nonce}` : undefined;
    const earlier = nonce === undefined ? undefined : nonces.get(nonce);
    if (earlier) return { status: 200, json: { id: earlier.id, channel_id: channel } };
    const id = snowflakeAt(now());
    if (nonce !== undefined) nonces.set(nonce, { id, at: performance.now() });
    posted.set(id, { channel, at: now(), message: body, isV2: (Number(body.flags ?? 0) & (1 << 15)) !== 0 });
    arrived.push({ kind: "post", channel, ephemeral: false, message: body, at: performance.now() });
    return { status: 200, json: { id, channel_id: channel } };
  }

  address = `127.0.0.1:${await listenAtOwnPort(server)}`;

  gateway.closeWith(options.closeWith);
  if (options.failFirst) plans.push({ ...options.failFirst, left: 1 });
  /** Nobody is there any more, as when the platform is down. */
  const goAway = async () => {
    gateway.drop();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  if (options.away) await goAway();

  return {
    url: `http://${address}/api`,
    gateway,
    arrived,
    /** By channel, the newest first: messages that are not the bot's. */
    saidByOthers,
    illegal,
    requests,
    known,
    /** Who shares a server with the bot. */
    members,
    channels,
    directs,
    takesNoDirects,
    typing,
    threads,
    auditLog,
    published,
    posted,
    /** Threads that take no more posts and edits until they are opened again. */
    archived,
    commands: () => commands,
    /** Someone does something: the gateway delivers it, and the three seconds begin. */
    interact(interaction: { id: string; token: string; channel?: { id: string } | undefined }): Known {
      const one: Known = {
        id: interaction.id,
        token: interaction.token,
        sentAt: performance.now(),
        channel: interaction.channel?.id ?? "",
      };
      known.set(one.id, one);
      gateway.dispatch("INTERACTION_CREATE", interaction);
      return one;
    },
    /** The next `times` requests that match, as in `POST /channels/`, fail like this. */
    fail(on: RegExp, failure: Failure, times = 1) {
      plans.push({ on, failure, left: times });
    },
    goAway,
    /** It is there again, where it was. */
    async comeBack() {
      server.listen(Number(address.split(":")[1]), "127.0.0.1");
      await once(server, "listening");
    },
    /** A few minutes go by, after which a nonce is as good as new. */
    forgetNonces() {
      nonces.clear();
    },
    /** No more failures are planned. */
    heal() {
      plans.length = 0;
    },
    async close() {
      gateway.close();
      server.closeAllConnections();
      if (!server.listening) return;
      server.close();
      await once(server, "close");
    },
  };
}
