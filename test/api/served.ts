import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Ajv2020 } from "ajv/dist/2020.js";
import { onTestFinished } from "vitest";
import { type ApiOptions, createApi } from "#api";
import { openAnswers } from "#ask";
import type { Library } from "#briefing";
import { mayHear } from "#commands";
import { callerOf } from "#console";

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };
export type Sent = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export const DESK = "desk-secret-of-thirty-two-letters";
export const READER = "reader-secret-of-thirty-two-letters";
export const NOW = Date.parse("2026-11-26T12:00:00Z");

/** Tokens: one for a channel, one that reads whole texts. */
export const TOKENS: ApiOptions["tokens"] = [
  { name: "desk", secret: DESK, scopes: [{ platform: "slack", tenant: "T0123", place: "C045" }], readsWhole: false },
  { name: "reader", secret: READER, scopes: [], readsWhole: true },
];

export type Served = {
  readonly url: string;
  readonly failures: unknown[];
  /** Sends a path as it is written. */
  send(path: string, sent?: Sent): Promise<Answer>;
  /** Sends JSON, and reads what comes back. */
  post(path: string, body: unknown, token?: string): Promise<{ status: number; json: Record<string, unknown> }>;
  get(path: string, token?: string): Promise<{ status: number; json: Record<string, unknown> }>;
};

/** The read side over a library, on a real server that ends with the test. The clock of its pace stands still. */
export async function serve(library: Library, options: Partial<ApiOptions> = {}): Promise<Served> {
  const failures: unknown[] = [];
  const answers = openAnswers();
  const { listener } = createApi({
    library: () => library,
    mayRead: (audience, { platform, tenant, place = "" }) => mayHear(audience, { platform, tenant, id: place }),
    answers: async () => answers,
    tokens: TOKENS,
    isClosed: false,
    version: "1.2.3",
    callerOf,
    now: () => performance.now() * 1_000,
    onFailure: ({ error }) => failures.push(error),
    ...options,
  });
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve()) && server.closeAllConnections()));
  const { port } = server.address() as AddressInfo;
  const send = (path: string, sent: Sent = {}) => sendTo(port, path, sent);
  const read = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    return { status, json: JSON.parse(body) as Record<string, unknown> };
  };
  return {
    url: `http://127.0.0.1:${port}`,
    failures,
    send,
    get: (path, token) => read(send(path, { headers: bearer(token) })),
    post: (path, body, token) => {
      const headers = { "content-type": "application/json", ...bearer(token) };
      return read(send(path, { method: "POST", headers, body: JSON.stringify(body) }));
    },
  };
}

export function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** Checks bodies against the schemas of an OpenAPI document. */
export function openSchemas(document: object) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema({ $id: "https://api.example/", ...document });
  return (pointer: string, body: unknown): string[] => {
    const validate = ajv.getSchema(`https://api.example/#${pointer}`);
    if (!validate) return [`there is no schema ${pointer}`];
    return validate(body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
}

function sendTo(port: number, path: string, { method = "GET", headers = {}, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: "127.0.0.1", path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}
