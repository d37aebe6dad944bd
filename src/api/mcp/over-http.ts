import { type AuthInfo, createMcpHandler } from "@modelcontextprotocol/server";
import type { Reading } from "../read/operation.ts";
import { createMcpServer } from "./tools.ts";

/** Serves one request, as one caller. */
export type McpOverHttp = (request: Request, reading: Reading) => Promise<Response>;

/** Streams that announce changes hold a connection each; there are no changes of tools to announce. */
const MOST_STREAMS = 8;

/** Makes the MCP endpoint: each request has a server of its own, and nothing is kept from one to the next. */
export function openMcpOverHttp(version: string, mostBytes: number, onFailure: (error: unknown) => void): McpOverHttp {
  const readings = new WeakMap<AuthInfo, Reading>();
  const options = { maxRequestBodySize: mostBytes, maxSubscriptions: MOST_STREAMS };
  const handler = createMcpHandler(({ authInfo }) => {
    const reading = authInfo && readings.get(authInfo);
    if (!reading) throw new Error("an MCP request came without its caller");
    return createMcpServer(version, () => reading);
  }, options);
  return async (request, reading) => {
    // What the server is given to know the caller by; the token itself goes no further.
    const authInfo: AuthInfo = { token: "", clientId: "", scopes: [] };
    readings.set(authInfo, reading);
    try {
      return await handler.fetch(request, { authInfo });
    } catch (error) {
      onFailure(error);
      return Response.json(FAILED, { status: 500 });
    }
  };
}

const FAILED = { jsonrpc: "2.0", id: null, error: { code: -32603, message: "Internal error" } };
