import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, onTestFinished, test } from "vitest";
import { programs } from "../fixtures/processes/program.ts";
import { nodeArguments, ROOT, sourceOf } from "../fixtures/processes/program-files.ts";

const { run } = programs();

/** The official client, which starts a program and speaks to it over its standard input and output. */
async function connect(command: string, args: readonly string[]) {
  const env = { PATH: process.env.PATH ?? "", CONTENT_DIR: join(ROOT, "content"), LOG_LEVEL: "silent" };
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(new StdioClientTransport({ command, args: [...args], env, cwd: ROOT, stderr: "pipe" }));
  onTestFinished(() => client.close());
  return async (name: string, given: Record<string, unknown>) => client.callTool({ name, arguments: given });
}

const OURS = nodeArguments(sourceOf("mcp"));

describe("npm run mcp", () => {
  test("serves every tool over standard input and output", async () => {
    const call = await connect(process.execPath, OURS);
    const asked: readonly [string, Record<string, unknown>, object][] = [
      ["list_topics", {}, { topics: [{ topic: "irs-data-sharing" }] }],
      ["get_briefing", { topic: "irs" }, { topic: "irs-data-sharing", sections: { next: { title: "What's next" } } }],
      ["search", { query: "irs" }, { searched: { stories: 1 } }],
      ["fetch", { id: "source:irs-summary" }, { id: "source:irs-summary", source: { whole: false } }],
      ["ask", { question: "Who confirmed the breach?" }, { searched: { stories: 1 } }],
      ["check_sentence", { sentence: "The IRS confirmed the breach in a court filing." }, { quotes: [] }],
    ];
    for (const [name, given, expected] of asked)
      expect((await call(name, given)).structuredContent).toMatchObject(expected);
    const changed = await call("what_changed", { topic: "irs" });
    expect(changed).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("No history is stored here") }],
    });
  });

  test("starts as the README tells agents to, with whole sources if asked", async () => {
    const args = ["run", "--silent", "mcp", "--", "--in", "slack:T0123/C045", "--in", "discord:1122", "--full-text"];
    const call = await connect("npm", args);
    const { structuredContent } = await call("fetch", { id: "source:irs-summary" });
    expect(structuredContent).toMatchObject({ source: { whole: true } });
  });

  test("says what is wrong with a place", async () => {
    const { code, out, err } = await run("mcp", ["--in", "#general"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("Use platform:tenant or platform:tenant/place, like slack:T0123/C045.");
  });
});
