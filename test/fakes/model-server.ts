import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What a client asked of a model. */
export type Asked = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly system: string;
  readonly prompt: string;
  readonly body: Readonly<Record<string, unknown>>;
};

/** What a model says: words, a thing as JSON, or whatever a handler sends. */
export type Answer = string | object | ((response: ServerResponse, asked: Asked) => void);

/**
 * A server on loopback that speaks OpenAI's chat completions and Anthropic's messages, as both document them. It gives the
 * answers in turn, the last one again and again.
 */
export async function modelServer(...answers: readonly Answer[]) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString() || "{}");
      const question = { path: request.url ?? "", headers: request.headers, body, ...wordsOf(body) };
      asked.push(question);
      const answer = answers[Math.min(asked.length, answers.length) - 1] ?? "";
      if (typeof answer === "function") return answer(response, question);
      const text = typeof answer === "string" ? answer : JSON.stringify(answer);
      const reply = question.path.endsWith("/messages") ? anthropic(body.model, text) : openai(body.model, text);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(stop);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, asked, stop };
}

/** An answer of a status, with a body of a type. */
export function status(code: number, body = "", headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => response.writeHead(code, { "content-type": "application/json", ...headers }).end(body);
}

type Message = { readonly role: string; readonly content: string | readonly { readonly text?: string }[] };

function wordsOf({ messages = [], system }: { readonly messages?: readonly Message[]; readonly system?: unknown }) {
  const text = ({ content }: Pick<Message, "content">) =>
    typeof content === "string" ? content : content.map((part) => part.text ?? "").join("");
  const by = (role: string) =>
    messages
      .filter((message) => message.role === role)
      .map(text)
      .join("\n");
  const own = Array.isArray(system) || typeof system === "string" ? text({ content: system }) : "";
  return { system: own + by("system"), prompt: by("user") };
}

/** An answer of OpenAI's form that says how many tokens were used. */
export function completion(answer: object, tokens: number): Answer {
  return status(200, JSON.stringify(openai("some-model", JSON.stringify(answer), tokens)));
}

function openai(model: string, content: string, tokens = 1_000) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_795_000_000,
    model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: "stop",
      },
    ],
    usage: { prompt_tokens: tokens - 100, completion_tokens: 100, total_tokens: tokens },
    service_tier: "default",
    system_fingerprint: null,
  };
}

function anthropic(model: string, text: string) {
  return {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model,
    content: [{ type: "text", text }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: 900, output_tokens: 100 },
  };
}
