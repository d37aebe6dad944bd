import type { Caller } from "./access/caller.ts";
import { type ApiContent, openReadings } from "./open-readings.ts";

export type StdioOptions = ApiContent & {
  readonly version: string;
  readonly onFailure: (error: unknown) => void;
};

/**
 * Serves MCP over standard input and output, as one caller, until the input ends. Resolves once it listens.
 *
 * @example
 * const caller = { scopes: [], readsWhole: false };
 * await serveMcpOverStdio({ ...content, version: "0.1.0", onFailure: console.error }, caller);
 */
export async function serveMcpOverStdio(options: StdioOptions, caller: Caller): Promise<void> {
  const [{ serveStdio }, { createMcpServer }] = await Promise.all([
    import("@modelcontextprotocol/server/stdio"),
    import("./mcp/tools.ts"),
  ]);
  const readingFor = openReadings(options);
  serveStdio(() => createMcpServer(options.version, () => readingFor(caller, () => 0)), { onerror: options.onFailure });
}
