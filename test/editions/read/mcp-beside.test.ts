import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, onTestFinished, test } from "vitest";
import { createStore } from "#store";
import { openApi } from "../../../src/app/api/open-api.ts";
import { bundled } from "../../fixtures/processes/program.ts";
import { ROOT } from "../../fixtures/processes/program-files.ts";
import { KINDS, storeOptions } from "../../fixtures/stores/stores.ts";
import { contentFolder, openNewsdesk, QUOTE, SAYS } from "../newsdesk.ts";

const NOW_SAYS = "The union stops work at noon.";
/** Every tool, with something to ask it. */
const ASKED = {
  search: { query: "union" },
  fetch: { id: "briefing:strike" },
  list_topics: {},
  get_briefing: { topic: "strike" },
  what_changed: { topic: "strike" },
  ask: { question: "When will the union stop work?" },
  check_sentence: { sentence: SAYS },
};

type Transport = Parameters<Client["connect"]>[0];

/** The official client. Gives what each tool answers. */
async function askAll(transport: Transport) {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(transport);
  onTestFinished(() => client.close());
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(Object.keys(ASKED).sort());
  const ask = async (name: string, given: Record<string, unknown>) => {
    const { isError, structuredContent, content } = await client.callTool({ name, arguments: given });
    return isError ? content : structuredContent;
  };
  return {
    ask,
    all: async () => {
      const answers: Record<string, unknown> = {};
      for (const [name, given] of Object.entries(ASKED)) answers[name] = await ask(name, given);
      return answers;
    },
  };
}

const withoutDay = (answers: object): unknown =>
  JSON.parse(JSON.stringify(answers, (name, value) => (name === "changedAt" ? undefined : value)));

const overStdio = async (env: Record<string, string>) => {
  const program = await bundled("mcp");
  return new StdioClientTransport({
    ...{ command: process.execPath, args: program.args, cwd: ROOT, stderr: "pipe" },
    env: { PATH: process.env.PATH ?? "", LOG_LEVEL: "silent", ...program.env, ...env },
  });
};

describe.each(KINDS)("npm run mcp beside a bot (%s)", (kind) => {
  test("answers every tool as the bot does by HTTP, what changed included", async () => {
    const { folder, write, file } = await contentFolder();
    const options = await storeOptions(kind);
    const store = createStore(options);
    onTestFinished(() => store.close());
    await store.open();
    const clock = { now: Date.now, monotonic: () => performance.now(), pass() {}, set() {} };
    const desk = await openNewsdesk({ store, folder, clock });
    await desk.settle();
    await write("briefings/strike.md", (await file()).replace(SAYS, NOW_SAYS));
    await expect.poll(() => JSON.stringify(desk.library.current().briefing("strike"))).toContain(NOW_SAYS);
    await desk.settle();

    const log = { info() {}, warn() {}, error() {} };
    const library = () => desk.library.current();
    const { answers, editions } = desk;
    const parts = { library, answers, editions, callerOf: () => "one", now: () => performance.now() };
    const server = createServer(openApi(desk.settings, parts, log)).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close().closeAllConnections());
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const byHttp = await askAll(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
    const env = { CONTENT_DIR: folder, DATA_DIR: options.folder, ...(options.url && { DATABASE_URL: options.url }) };
    const beside = await askAll(await overStdio(env));
    const all = await byHttp.all();
    expect(all.what_changed).toMatchObject({
      reworded: [{ was: { text: SAYS, quotes: [{ source: "wire", exact: QUOTE }] }, now: { text: NOW_SAYS } }],
    });
    // Only who was there when a story changed knows when that was.
    expect(withoutDay(await beside.all())).toEqual(withoutDay(all));
    expect(await beside.ask("what_changed", { topic: "strike", since: "whenever" })).toEqual(
      await byHttp.ask("what_changed", { topic: "strike", since: "whenever" }),
    );
  });
});

test("says why it cannot tell what changed: nothing was kept, or the database cannot be read", async () => {
  const { folder } = await contentFolder();
  const { folder: data } = await storeOptions("embedded");
  const nothing = await askAll(await overStdio({ CONTENT_DIR: folder, DATA_DIR: join(folder, "data") }));
  const beside = await askAll(await overStdio({ CONTENT_DIR: folder, DATA_DIR: data }));
  const says = async ({ ask }: typeof beside, words: string) =>
    expect(await ask("what_changed", { topic: "strike" })).toMatchObject([{ text: expect.stringContaining(words) }]);
  await says(nothing, "No history is stored here");
  await says(beside, "There is no record yet");
  await writeFile(join(data, "nutgraf.db"), "This is no database.");
  await says(beside, "cannot be read right now");
});
