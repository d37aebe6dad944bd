import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A message as it stands in a place. */
export type Message = {
  readonly id: string;
  readonly place: string;
  readonly key: string;
  readonly text: string;
  readonly at: number;
  /** The message that it answers. */
  readonly replyTo?: string;
};

/** An edit that was made, in order. */
export type Edit = { readonly message: string; readonly key: string; readonly text: string };

export type Faults = {
  /** Share of accepted posts whose answer never arrives. */
  readonly drop?: number;
  /** Share of calls refused with 429 and with 500, before anything is accepted. */
  readonly busy?: number;
  readonly broken?: number;
  readonly retryAfterMs?: number;
  /** It is away: a gateway answers in its place with 503 and no body. */
  readonly down?: boolean;
  /** Every call is too much: 429 for so long, and calls meanwhile make it longer for whoever goes on. */
  readonly tooMuchMs?: number;
  /** Longest time that passes before a post is accepted, and again before it is answered. */
  readonly latencyMs?: number;
  /** Places that refuse, and how. */
  readonly refuses?: Readonly<Record<string, string>>;
  /** Most posts a second over the whole platform, and to one place; more are refused. */
  readonly platformPerSecond?: number;
  readonly placePerSecond?: number;
  /** Most edits in six seconds in one place. */
  readonly editsPerSixSeconds?: number;
  /** Messages older than this can't be edited. */
  readonly editableMs?: number;
};

/** A chat platform on loopback with a record of its own: what stands there is for the record to say, not for the bot. */
export type FakePlatform = {
  readonly url: string;
  /** As they stand: edited where they were, and without what was deleted. */
  readonly messages: readonly Message[];
  readonly edits: readonly Edit[];
  /** A person deletes a message by hand. */
  remove(message: string): void;
  /** Answers that were dropped after the post was accepted, and calls refused by its limits. */
  readonly told: { calls: number; dropped: number; refused: number; limited: number };
  faults: Faults;
  /** Moves its clock on: it remembers a nonce for two minutes of it. */
  skip(ms: number): void;
  stop(): Promise<void>;
};

const NONCE_MS = 2 * 60_000;

export async function startPlatform(faults: Faults = {}, random: () => number = Math.random): Promise<FakePlatform> {
  const messages: Message[] = [];
  const edits: Edit[] = [];
  const nonces = new Map<string, { message: Message; at: number }>();
  const spent = new Map<string, number[]>();
  const told = { calls: 0, dropped: 0, refused: 0, limited: 0 };
  let skippedMs = 0;
  const now = () => Date.now() + skippedMs;

  const accept = (post: Sent): Message => {
    const known = post.nonce === undefined ? undefined : nonces.get(`${post.place} ${post.nonce}`);
    if (known && now() - known.at < NONCE_MS) return known.message;
    const message = {
      id: randomUUID(),
      place: post.place,
      key: post.key,
      text: post.text,
      at: now(),
      ...replying(post),
    };
    messages.push(message);
    if (post.nonce !== undefined) nonces.set(`${post.place} ${post.nonce}`, { message, at: now() });
    return message;
  };
  const edit = (id: string, { key, text }: Sent): Message | "gone" | "closed" => {
    const index = messages.findIndex((message) => message.id === id);
    const before = messages[index];
    if (!before) return "gone";
    if (now() - before.at > (platform.faults.editableMs ?? Number.POSITIVE_INFINITY)) return "closed";
    const message = { ...before, text };
    messages[index] = message;
    edits.push({ message: id, key, text });
    return message;
  };
  const overLimit = (lane: string, most: number | undefined, withinMs = 1_000): boolean => {
    if (most === undefined) return false;
    const recent = (spent.get(lane) ?? []).filter((at) => at > performance.now() - withinMs);
    spent.set(lane, recent);
    if (recent.length >= most) return true;
    recent.push(performance.now());
    return false;
  };
  const server = createServer(async (request, response) => {
    const { faults } = platform;
    if (request.method === "GET") return find(request, response, messages);
    const post: Sent = JSON.parse(await bodyOf(request));
    told.calls += 1;
    if (faults.down) {
      told.refused += 1;
      response.writeHead(503).end();
      return;
    }
    if (faults.tooMuchMs !== undefined) {
      told.refused += 1;
      return answer(response, 429, { retryAfterMs: faults.tooMuchMs, global: true });
    }
    const refusal = faults.refuses?.[post.place];
    if (refusal !== undefined) return answer(response, 403, { error: refusal });
    if (overLimit("all", faults.platformPerSecond) || overLimit(post.place, faults.placePerSecond)) {
      told.limited += 1;
      return answer(response, 429, { retryAfterMs: 1_000 });
    }
    const chance = random();
    if (chance < (faults.busy ?? 0)) {
      told.refused += 1;
      return answer(response, 429, { retryAfterMs: faults.retryAfterMs ?? 50 });
    }
    if (chance < (faults.busy ?? 0) + (faults.broken ?? 0)) {
      told.refused += 1;
      return answer(response, 500, {});
    }
    const named = request.method === "PATCH" ? (request.url ?? "").split("/").at(-1) : undefined;
    if (named !== undefined && overLimit(`edits ${post.place}`, faults.editsPerSixSeconds, 6_000)) {
      told.limited += 1;
      return answer(response, 429, { retryAfterMs: 6_000 });
    }
    await pass(faults.latencyMs, random);
    const message = named === undefined ? accept(post) : edit(named, post);
    await pass(faults.latencyMs, random);
    if (message === "gone") return answer(response, 404, {});
    if (message === "closed") return answer(response, 409, {});
    if (random() < (faults.drop ?? 0)) {
      told.dropped += 1;
      return response.destroy();
    }
    return answer(response, 200, { id: message.id });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const platform: FakePlatform = {
    url: `http://127.0.0.1:${port}`,
    messages,
    edits,
    remove(id) {
      const index = messages.findIndex((message) => message.id === id);
      if (index >= 0) messages.splice(index, 1);
    },
    told,
    faults,
    skip(ms) {
      skippedMs += ms;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return platform;
}

type Sent = {
  readonly place: string;
  readonly key: string;
  readonly nonce?: string;
  readonly text: string;
  readonly replyTo?: string;
};

function replying({ replyTo }: Sent): { replyTo?: string } {
  return replyTo === undefined ? {} : { replyTo };
}

async function pass(mostMs: number | undefined, random: () => number): Promise<void> {
  if (mostMs !== undefined) await new Promise((resolve) => setTimeout(resolve, random() * mostMs));
}

function find(request: IncomingMessage, response: ServerResponse, messages: readonly Message[]): void {
  const key = new URL(request.url ?? "", "http://fake").searchParams.get("key");
  const message = messages.find((message) => message.key === key);
  answer(response, message ? 200 : 404, message ?? {});
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}
