import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { describe, expect, onTestFinished, test } from "vitest";
import { personOf, withdrawFile } from "#draft";
import type { Editions, StoryFiles } from "#editions";
import { createStore, type Store } from "#store";
import { openApi } from "../../../src/app/api/open-api.ts";
import { openBot } from "../../../src/app/create-app.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { libraryOf } from "../../fixtures/content/library.ts";
import { until } from "../../fixtures/scheduled.ts";
import { KINDS, openStore, storeOptions } from "../../fixtures/stores/stores.ts";
import { CHANNEL, contentFolder, everywhere, openNewsdesk, SAYS, wordsIn } from "../newsdesk.ts";
import { MINUTE, NOON, openClock, saying } from "../scene.ts";

const READ_ONLY: StoryFiles = {
  withdraw: async () => ({ why: "The content is read-only here", isReadOnly: true }),
  restore: async () => ({ why: "The content is read-only here", isReadOnly: true }),
};

/** Files whose git does not end before it is let go. */
async function filesWithSlowGit(folder: string) {
  const [gate, path, calls] = [join(folder, "gate"), join(folder, "slow-git"), join(folder, "calls")];
  await writeFile(gate, "");
  await writeFile(path, `#!/bin/sh\necho >> "${calls}"\nwhile [ -e "${gate}" ]; do sleep 0.1; done\nexec git "$@"\n`);
  await chmod(path, 0o755);
  const letGo = () => rm(gate, { force: true });
  onTestFinished(letGo);
  const git = { path, env: { PATH: process.env.PATH ?? "" } };
  const files: StoryFiles = {
    ...READ_ONLY,
    async withdraw(topic, why, by) {
      const done = await withdrawFile(topic, why, { folder, by: personOf(by), git });
      return done.kind === "done" ? "written" : { why: done.why, isReadOnly: false };
    },
  };
  const callsOfGit = async () => (existsSync(calls) ? (await readFile(calls, "utf8")).length : 0);
  return { files, letGo, callsOfGit };
}

/** A store that answers when it is let, as a database that is slow. */
function slow(store: Store) {
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  const slowStore: Store = {
    ...store,
    async open() {
      await gate.promise;
      return store.open();
    },
  };
  return {
    store: slowStore,
    hold() {
      gate = Promise.withResolvers();
    },
    release: () => gate.resolve(),
  };
}

describe.each(KINDS)("a withdrawal (%s)", (kind) => {
  test("made elsewhere is in effect within a second while git takes its time over another story's file", async () => {
    const options = await storeOptions(kind);
    const store = createStore(options);
    onTestFinished(() => store.close());
    await store.open();
    const clock = openClock();
    const content = await contentFolder();
    const { files, letGo, callsOfGit } = await filesWithSlowGit(content.folder);
    const elsewhere = await contentFolder();
    const asleep = { ...READ_ONLY, withdraw: () => new Promise<never>(() => {}) };
    const shared = { store, clock, patience: { fileMs: 100 } };
    const other = await openNewsdesk({ ...shared, folder: elsewhere.folder, files: asleep, leads: false });
    const done = wordsIn(await other.withdraw("fares"));
    expect(done).toContain("is withdrawn: it is no longer shown anywhere.");
    expect(done).toContain("Its file is still being written");
    // What that process leaves unwritten is written by this one.
    clock.pass(MINUTE);
    const desk = await openNewsdesk({ ...shared, folder: content.folder, files, lookMs: 200 });
    await until(async () => (await callsOfGit()) > 0);
    expect(await everywhere(desk)).toContain(SAYS);
    await other.withdraw("strike");
    const since = performance.now();
    await until(() => desk.library.current().briefing("strike") === undefined, 3_000);
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(await everywhere(desk)).not.toContain(SAYS);
    const fares = () => readFile(join(content.folder, "briefings/fares.md"), "utf8");
    expect(await fares()).not.toContain("withdrawn");
    await letGo();
    await until(async () => (await fares()).includes("withdrawn: true"), 5_000);
  });

  test("is in effect here within a second while the store is slow, and everywhere once it answers", async () => {
    const opened = await openStore(kind);
    const { store, hold, release } = slow(opened.store);
    onTestFinished(release);
    const { folder } = await contentFolder();
    const desk = await openNewsdesk({ store, folder, clock: openClock(), files: READ_ONLY });
    const asked = await desk.ask("/briefing-withdraw strike");
    hold();
    const pressing = desk.press(asked, "Withdraw");
    const since = performance.now();
    await until(() => desk.library.current().briefing("strike") === undefined, 3_000);
    expect(performance.now() - since).toBeLessThan(1_000);
    const withdrawn = () => opened.db.selectFrom("withdrawn").select(["topic", "undone_at"]).execute();
    expect(await withdrawn()).toEqual([]);
    release();
    expect(wordsIn(await pressing)).toContain("is withdrawn: it is no longer shown anywhere.");
    expect(await withdrawn()).toEqual([{ topic: "strike", undone_at: null }]);
    expect(wordsIn(await desk.ask("/briefing-withdraw strike undo"))).toContain("is shown again");
    expect(await everywhere(desk)).toContain(SAYS);
  });

  test("is told of as held by this process alone where the store does not answer in time", async () => {
    const opened = await openStore(kind);
    const { store, hold, release } = slow(opened.store);
    onTestFinished(release);
    const { folder } = await contentFolder();
    const patience = { holdMs: 50, storeMs: 300 };
    const desk = await openNewsdesk({ store, folder, clock: openClock(), files: READ_ONLY, patience });
    const asked = await desk.ask("/briefing-withdraw strike");
    hold();
    const done = await desk.press(asked, "Withdraw");
    expect(done.outcome).toBe("trouble");
    expect(wordsIn(done)).toContain("by this bot");
    expect(wordsIn(done)).toContain("The database is away (It does not answer)");
    expect(await everywhere(desk)).not.toContain(SAYS);
    release();
    await desk.withdrawals.look();
    const rows = await opened.db.selectFrom("withdrawn").select(["topic", "undone_at"]).execute();
    expect(rows).toEqual([{ topic: "strike", undone_at: null }]);
    expect(await everywhere(desk)).not.toContain(SAYS);
  });

  test("is not taken back for a moment by what was read before it", async () => {
    const opened = await openStore(kind);
    const gate = Promise.withResolvers<void>();
    const reading = Promise.withResolvers<void>();
    let isLate = false;
    const late = opened.db.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        reading.resolve();
        await gate.promise;
        return result;
      },
    });
    const store: Store = {
      ...opened.store,
      async open() {
        const { db, alone } = await opened.store.open();
        return { db: isLate ? late : db, alone };
      },
    };
    const { folder } = await contentFolder();
    const desk = await openNewsdesk({ store, folder, clock: openClock(), files: READ_ONLY });
    const seen: boolean[] = [];
    desk.withdrawals.follow((withheld) => seen.push(withheld.has("strike")));
    isLate = true;
    const looking = desk.withdrawals.look();
    await reading.promise;
    isLate = false;
    await desk.withdraw("strike");
    gate.resolve();
    await looking;
    expect(desk.withdrawals.inForce.has("strike")).toBe(true);
    expect(seen).toEqual([true]);
  });
});

/** Editions that hold what they read until it is let go. */
function heldBack(editions: Editions) {
  const [read, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held: Editions = {
    ...editions,
    async whatsChanged(...given) {
      const changes = await editions.whatsChanged(...given);
      read.resolve();
      await gate.promise;
      return changes;
    },
  };
  return { editions: held, wasRead: read.promise, letGo: gate.resolve };
}

type Desk = Awaited<ReturnType<typeof openNewsdesk>>;
type Asking = (desk: Desk, editions: Editions) => Promise<string>;

/** The API and its tools on loopback, for as long as the test runs. */
async function serving({ settings, library, answers }: Desk, editions: Editions) {
  const log = { info() {}, warn() {}, error() {} };
  const parts = { library: library.current, answers, editions, callerOf: () => "one", now: () => performance.now() };
  const server = createServer(openApi(settings, parts, log)).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close().closeAllConnections());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a story that is withdrawn while what it said before is read", () => {
  const SAID_NOW = "The union stops work at noon.";
  test.each<[string, Asking]>([
    [
      "chat",
      async ({ library, settings }, editions) => {
        const bot = openBot(library.current, settings, { info() {}, warn() {}, error() {} }, () => NOON, { editions });
        const ask = { id: "1", command: "whats-changed", words: "strike", place: CHANNEL, by: { id: "U1" } };
        return wordsIn(await bot.answer(ask));
      },
    ],
    [
      "the API",
      async (desk, editions) => (await fetch(`${await serving(desk, editions)}/api/briefings/strike/changes`)).text(),
    ],
    [
      "a tool",
      async (desk, editions) => {
        const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
        await client.connect(new StreamableHTTPClientTransport(new URL(`${await serving(desk, editions)}/mcp`)));
        onTestFinished(() => client.close());
        return wordsIn(await client.callTool({ name: "what_changed", arguments: { topic: "strike" } }));
      },
    ],
  ])("is not said in %s", async (_, asking) => {
    const { store } = await openStore("embedded");
    const { folder, write, file } = await contentFolder();
    const desk = await openNewsdesk({ store, folder, clock: openClock(), files: READ_ONLY });
    await desk.settle();
    await write("briefings/strike.md", (await file()).replace(SAYS, SAID_NOW));
    await until(() => wordsIn(desk.library.current().briefing("strike") ?? {}).includes(SAID_NOW), 5_000);
    await desk.settle();
    expect(await asking(desk, desk.editions)).toContain(SAID_NOW);
    const { editions, wasRead, letGo } = heldBack(desk.editions);
    const answer = asking(desk, editions);
    await wasRead;
    await desk.withdraw("strike");
    letGo();
    expect(await answer).not.toMatch(/union|Rail strike/);
  });

  test("is not said in a conversation whose last story is looked up meanwhile", async () => {
    let library = saying(["The union stops work. [^1]"]);
    const bot = botOver(library, { library: () => library });
    const ask = { id: "1", command: "nutgraf", words: "what is happening", place: CHANNEL, by: { id: "U1" } };
    const nothing = async () => undefined;
    expect(wordsIn(await bot.answer(ask, { lastStory: nothing }))).toContain(SAYS);
    const withdrawn = async () => {
      library = libraryOf({});
      return undefined;
    };
    expect(wordsIn(await bot.answer(ask, { lastStory: withdrawn }))).not.toMatch(/union|Rail strike/);
  });
});
