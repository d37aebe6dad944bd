import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import {
  type About,
  type ChatAdapter,
  ChatError,
  type ChatTrouble,
  marksOf,
  type Pace,
  type Place,
  type Posted,
  type Reply,
} from "#chat";

export type FakeAdapterOptions = {
  readonly url: string;
  readonly platform?: string;
  /** How an unknown outcome is settled: by a nonce, by looking, or not at all. */
  readonly settles?: "nonce" | "history" | "never";
  readonly now?: () => number;
  readonly pace?: Pace;
  readonly about?: (place: Place) => Partial<About>;
  /** How soon an unknown outcome is looked into again; 50. */
  readonly settleAgainMs?: number;
  /** The platform's own clock, which is always right. */
  readonly trueNow?: () => number;
};

/** An adapter to the fake platform, which keeps the rules that every adapter keeps. */
export function fakeAdapter(options: FakeAdapterOptions): ChatAdapter {
  const { url, platform = "fake", settles = "nonce", now = Date.now, pace, about = () => ({}), trueNow } = options;
  const { settleAgainMs = 50 } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const send = async (place: Place, reply: Reply, key: string, replyTo?: string): Promise<Posted> => {
    const nonce = createHash("sha256").update(key).digest("base64url").slice(0, 24);
    const text = wordsOf(reply);
    const body = { place: place.id, key, text, ...(settles === "nonce" && { nonce }), ...(replyTo && { replyTo }) };
    const { status, json } = await call(`${url}/messages`, agent, body);
    const at = trueNow && { atMs: trueNow() };
    if (status === 200) return { message: String(json.id), url: `${url}/messages/${json.id}`, ...at };
    throw refusedBy(status, json);
  };
  const amend: ChatAdapter["amend"] = async (place, message, reply, key) => {
    const body = { place: place.id, key, text: wordsOf(reply) };
    const { status, json } = await call(`${url}/messages/${message}`, agent, body, "PATCH");
    if (status === 200) return { outcome: "amended" };
    if (status === 404) return { outcome: "gone" };
    if (status === 409) return { outcome: "cannot", why: "it is too old to be edited" };
    throw refusedBy(status, json);
  };
  return {
    platform,
    ...(pace && { pace }),
    start: async () => {},
    stop: async () => agent.destroy(),
    post: (place, reply, key, how) => send(place, reply, key, how?.replyTo),
    amend,
    async settle(place, reply, key, firstTriedAt, how) {
      if (settles === "history") {
        const { status, json } = await call(`${url}/messages?key=${encodeURIComponent(key)}`, agent);
        return status === 200 ? { message: String(json.id) } : "cannot-tell";
      }
      if (settles === "never" || now() - firstTriedAt > 60_000) return "cannot-tell";
      try {
        return await send(place, reply, key, how?.replyTo);
      } catch (error) {
        if (!(error instanceof ChatError) || error.trouble !== "unknown-outcome") throw error;
        // Asked again in a moment: the nonce makes that safe for as long as it is remembered.
        throw new ChatError("busy", error.message, {
          cause: error,
          ...(settleAgainMs !== undefined && { retryAfterMs: settleAgainMs }),
        });
      }
    },
    about: async (_, place) => ({ maySchedule: true, botMayPost: true, zone: "Europe/London", ...about(place) }),
  };
}

/** What the fake's answer means. */
function refusedBy(status: number, json: Record<string, unknown>): ChatError {
  if (status === 429)
    return new ChatError("busy", "too many", {
      retryAfterMs: Number(json.retryAfterMs),
      ...(json.global === true && { general: true as const }),
    });
  if (status === 503) return new ChatError("busy", "the platform is away");
  if (status === 403) return new ChatError(troubleOf(String(json.error)), `the fake says ${json.error}`);
  return new ChatError("unknown-outcome", `status ${status}`);
}

function troubleOf(error: string): ChatTrouble {
  const troubles: readonly ChatTrouble[] = ["gone", "forbidden", "needs-invite", "tenant-gone", "our-bug"];
  return troubles.find((trouble) => trouble === error) ?? "our-bug";
}

/** Everything a reply says, a line each. */
export function wordsOf({ title, blocks, notes }: Reply): string {
  const said = blocks.flatMap((block) => {
    if (block.kind === "heading" || block.kind === "notice") return [block.text];
    if (block.kind === "lines")
      return block.lines.map(
        (line) =>
          `• ${line.text} ${marksOf(line)
            .map(({ source }) => `[${source}]`)
            .join("")}`,
      );
    if (block.kind === "quotes")
      return block.lines.flatMap((line) => [
        `• ${line.text}`,
        ...line.cites.map(({ source, before, quote, after }) => `“${before}${quote}${after}” [${source}]`),
      ]);
    return [];
  });
  return [title, ...said, ...notes.map(({ number, title }) => `[${number}] ${title}`)].join("\n");
}

function call(
  url: string,
  agent: Agent,
  body?: object,
  method = body ? "POST" : "GET",
): Promise<{ status: number; json: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) => reject(new ChatError("unknown-outcome", cause.message, { cause }));
    const sent = request(url, { agent, method, timeout: 5_000 }, async (response) => {
      try {
        let text = "";
        for await (const chunk of response.setEncoding("utf8")) text += chunk;
        resolve({ status: response.statusCode ?? 0, json: JSON.parse(text || "{}") });
      } catch (error) {
        failed(error instanceof Error ? error : new Error(String(error)));
      }
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.on("error", failed);
    sent.end(body && JSON.stringify(body));
  });
}
