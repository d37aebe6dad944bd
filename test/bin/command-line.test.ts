import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadLibrary } from "#briefing";
import type { Block } from "#chat";
import { createStore } from "#store";
import { render, TERMINAL_PLACE, toAsk } from "#terminal";
import { botOver } from "../fixtures/content/bot.ts";
import { checked } from "../fixtures/content/checked.ts";
import { contentFolder } from "../fixtures/content/folder.ts";
import { briefingFile, sourceFile } from "../fixtures/content/library.ts";
import { programs } from "../fixtures/processes/program.ts";

const ROOT = join(import.meta.dirname, "../..");
const { run, start } = programs();

describe("npm run ask", () => {
  test.each([
    [["/whats-next", "irs"], 0, /working to prevent further\s+dissemination/],
    [["what's next on the irs story?"], 0, /What's next/],
    [["/what"], 1, /Unknown command “what”/],
  ])("%j ends with %i", async (args, code, says) => {
    const ended = await run("ask", args);
    expect(ended.err).toBe("");
    expect(ended.out).toMatch(says);
    expect(ended.out).not.toContain("\u001b");
    expect(ended.code).toBe(code);
  });

  test.each([
    ["/whats-next zebra", "none", /No story is called “zebra”/],
    [
      "/sources irs important",
      "answered",
      /“The\s+incident\s+could\s+deter\s+undocumented\s+immigrants\s+from\s+paying\s+taxes”/,
    ],
    ["/nutgraf help", "answered", /\/whats-happening \[topic\]/],
  ])("%s is %s from what comes with Nutgraf", async (typed, outcome, says) => {
    const library = await loadLibrary(join(ROOT, "content"));
    const reply = await botOver(library).answer(toAsk(typed, "1", TERMINAL_PLACE));
    expect(reply.outcome).toBe(outcome);
    expect(render(reply, { columns: 80, colors: false })).toMatch(says);
  });

  test("--json prints the reply, each line with the words that it stands on", async () => {
    const { code, out } = await run("ask", ["/why-important irs", "--json"]);
    const reply = JSON.parse(out);
    expect(code).toBe(0);
    expect(reply).toMatchObject({
      outcome: "answered",
      title: "IRS data sharing",
      answers: { command: "why-important", options: { topic: "irs-data-sharing" } },
    });
    expect(reply.notes).toHaveLength(2);
    const lines = (reply.blocks as Block[]).flatMap((block) => ("lines" in block ? block.lines : []));
    expect(lines).toHaveLength(5);
    for (const { cites } of lines)
      for (const cite of cites) {
        expect(cite.quote.split(" ").length).toBeGreaterThan(2);
        expect(reply.notes).toContainEqual(expect.objectContaining({ number: cite.source }));
      }
    expect(lines[1]?.cites).toMatchObject([
      { source: 1, quote: "The incident could deter undocumented immigrants from paying taxes" },
    ]);
  });

  test.each([
    ["node, of what is not there", [process.execPath, "--run", "ask", "--", "/whats-next zebra", "--json"], 1],
    ["npm, that is asked for JSON itself", ["npm", "run", "ask", "--json", "--", "/why-important irs"], 0],
    ["npm, without its two dashes", ["npm", "run", "ask", "/why-important irs", "--json"], 0],
  ])("the JSON goes through a pipe by itself when it is run by %s", async (_, [program = "", ...args], code) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] });
    const closed = once(child, "close");
    let out = "";
    for await (const part of child.stdout) out += part;
    expect(JSON.parse(out).outcome).toBe(code === 0 ? "answered" : "none");
    expect((await closed)[0]).toBe(code);
  });

  test("--in asks as from a place", async () => {
    const folder = await contentFolder({
      "sources/a.md": sourceFile("The talks have failed."),
      "briefings/quiet.md": briefingFile({
        header: "title: Quiet\naudience: [slack:T1]",
        happening: "- Talks failed. [^1]",
        footnotes: '[^1]: a "The talks have failed"',
      }),
    });
    const env = { CONTENT_DIR: folder };
    const ask = async (...more: string[]) => (await run("ask", ["/topics", ...more], env)).out;
    expect(await ask()).not.toContain("Quiet");
    expect(await ask("--in", "slack:T2/C1")).not.toContain("Quiet");
    expect(await ask("--in", "slack:T1/C1")).toContain("Quiet");
    expect(await run("ask", ["/topics", "--in", "nowhere"], env)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error: option '--in <place>'[^\n]*Use platform:tenant[^\n]*\n$/),
    });
  });
});

describe("npm run check", () => {
  test("finds nothing wrong with the real content", async () => {
    expect(await run("check", [])).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^No problems in content: 1 briefing, 2 sources, every quote checked\.\n\d statements are too far from the quoted words to check: compare them by eye\.\n$/,
      ),
      err: "",
    });
    expect(await checked(join(ROOT, "content"), { json: true })).toEqual({ isWell: true, text: "[]" });
  });

  test("prints every problem with its place, and as JSON", async () => {
    const folder = await contentFolder({ "briefings/rail.md": briefingFile({ happening: "- Uncited." }) });
    const message = "“Uncited.” has no citation: add a footnote mark like [^1] after it, or remove it";
    const file = join(folder, "briefings/rail.md");
    expect(await run("check", [], { CONTENT_DIR: folder })).toEqual({
      code: 1,
      out: `${file}:7:3 ${message}\n`,
      err: "",
    });
    const { out, code } = await run("check", ["--json"], { CONTENT_DIR: folder });
    expect([code, JSON.parse(out)]).toEqual([1, [{ file, line: 7, column: 3, severity: "error", message }]]);
    expect(await run("check", [], { CONTENT_DIR: folder, npm_config_json: "true" })).toEqual({ code: 1, out, err: "" });
  });

  test("tells what withholds nothing as a warning, and is content with it, as doctor is", async () => {
    const folder = await contentFolder({
      "sources/wire.md": sourceFile("The trains will stop at noon."),
      "briefings/rail.md": briefingFile({
        header: "title: Rail strike\nasOf: 2999-01-01\naliases: [latest]",
        happening: "- The trains **stop**. [^1]",
        footnotes: '[^1]: wire "The trains will stop"',
      }),
    });
    const message = "chat would show the marks of “**stop**”, so they are dropped: write “stop”";
    const file = join(folder, "briefings/rail.md");
    const [future, alias] = ["which is in the future", "the alias “latest” is also a command word"];
    const { isWell, text } = await checked(folder);
    expect(isWell).toBe(true);
    expect(text).toMatch(new RegExp(`^.* warning: .*${future}.*\n.* warning: .*${alias}.*\n`));
    expect(text.split("\n").slice(2)).toEqual([
      `${file}:9:14 warning: ${message}`,
      `Nothing is withheld, 3 warnings in ${folder}: 1 briefing, 1 source, every quote checked.`,
    ]);
    const json = await checked(folder, { json: true });
    expect([json.isWell, JSON.parse(json.text)]).toEqual([
      true,
      expect.arrayContaining([{ file, line: 9, column: 14, severity: "warning", message }]),
    ]);
    const doctor = await run("doctor", [], { CONTENT_DIR: folder, PORT: "0" });
    for (const what of [`! ${file}:9:14 warning: ${message}\n`, future, alias, "every quote checked"])
      expect(doctor.out).toContain(what);
    expect([doctor.code, doctor.out.includes("No problems found.")]).toEqual([0, true]);
  });
});

describe("npm run doctor", () => {
  test("is content with a fresh clone", async () => {
    const { code, out } = await run("doctor", [], { PORT: "0" });
    expect(out).toContain("✓ content holds 1 briefing and 2 sources, every quote checked");
    expect(out).toContain("No problems found.");
    expect(code).toBe(0);
  });

  test("names what is wrong and shows no secret", async () => {
    const bad = await run("doctor", [], { PORT: "high", HOST: "0.0.0.0" });
    expect(bad.out).toContain("✗ PORT: a whole number from 0 to 65535");
    expect(bad.code).toBe(1);
    const folder = await contentFolder({});
    const well = await run("doctor", [], {
      ...{ CONTENT_DIR: folder, PORT: "0", CONSOLE_PASSWORD: "hush-hush-hush" },
      ...{ MODEL: "some-model@http://localhost:1/v1", MODEL_KEY: "hush-model" },
      ...{ API: "closed", API_TOKENS: "desk:hush-hush-hush-hush-hush-hush:slack:T0123+full-text" },
      ...{ OPERATOR: "slack:T0123/C045", SLACK_API_URL: "http://someone:hush-hush@127.0.0.1:9/" },
    });
    expect(well.out).toContain("✓ API is closed\n✓ API_TOKENS is set: desk (slack:T0123, full-text)\n");
    expect(well.out).toContain("CONSOLE_PASSWORD is set");
    expect(well.out).toContain("MODEL is some-model at http://localhost:1/v1 (openai), asked by npm run draft");
    expect(well.out).toContain("MODEL_KEY is set");
    expect(well.out).toContain("✓ OPERATOR is slack:T0123/C045\n");
    expect(well.out).toContain("✓ SLACK_API_URL is http://someone:[token]@127.0.0.1:9/\n");
    expect(well.out).not.toContain("hush");
    const ill = await run("doctor", [], {
      ...{ CONTENT_DIR: "/nowhere", PORT: "0" },
      ...{ PUBLIC_URL: "https://news.example.org", SLACK_TOKEN: "hush-hush" },
    });
    expect(ill.out).toMatch(/^✗ PUBLIC_URL is set but CONSOLE_PASSWORD is not, [^\n]* Set CONSOLE_PASSWORD /m);
    expect(ill.out).toMatch(/^✗ SLACK_TOKEN in the environment is not a setting: did you mean SLACK_BOT_TOKEN\?/m);
    expect(ill.out).toContain("✗ /nowhere/briefings:1:1 cannot list the folder (ENOENT)");
    expect([ill.code, ill.out.includes("No problems found"), ill.out.includes("hush")]).toEqual([1, false, false]);
  });
});

describe("npm run data", () => {
  test("exports what is stored beside the process that has it, and reads it into another folder alone", async () => {
    const folder = await contentFolder({});
    const env = { DATA_DIR: join(folder, "data") };
    const file = join(folder, "backup");
    const store = createStore({ folder: env.DATA_DIR, now: Date.now });
    onTestFinished(() => store.close());
    const { db } = await store.open();
    await db
      .insertInto("claims")
      .values({ key: "k", claimed_at: new Date(0) })
      .execute();
    expect(await run("data", ["export", file], env)).toEqual({ code: 0, out: `1 row written to ${file}.\n`, err: "" });
    const held = await run("data", ["import", file, "--replace"], env);
    expect([held.code, held.err]).toEqual([
      1,
      expect.stringMatching(/in use by another process.* Nothing was imported\.\n$/),
    ]);
    const other = { DATA_DIR: join(folder, "other") };
    expect(await run("data", ["import", file], other)).toEqual({ code: 0, out: `1 row read from ${file}.\n`, err: "" });
  });

  test("says in a sentence what to do about a database that cannot be reached", async () => {
    const env = { DATA_DIR: join(await contentFolder({}), "data") };
    const DATABASE_URL = "postgres://u:hush-hush@127.0.0.1:1/d";
    const { code, out, err } = await run("data", ["export", "x"], { ...env, DATABASE_URL });
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^[^\n]*ECONNREFUSED[^\n]*\n$/);
    expect(err).not.toContain("hush-hush");
  });

  test("says what is wrong with a damaged export in a sentence", async () => {
    const head = JSON.stringify({ nutgraf: "export", version: "0001-first", exportedAt: "2026-11-20T12:00:00Z" });
    const row = '{"table":"claims","row":{"key":"k","claimed_at":"never"}}';
    const folder = await contentFolder({ backup: `${head}\n${row}\n{"rows":1}\n` });
    const { code, err } = await run("data", ["import", join(folder, "backup")], { DATA_DIR: join(folder, "data") });
    expect([code, err]).toEqual([
      1,
      "The row “k” of claims, in line 2, cannot be stored: its claimed_at is “never”, which is not a time like 2026-11-20T09:00:00Z. Nothing was imported.\n",
    ]);
  });
});

describe("npm start", () => {
  test("answers in the playground, lets a schedule be tried, keeps nothing, and stops when told", async () => {
    const env = { PORT: "0", DATA_DIR: join(await contentFolder({}), "data") };
    const { child, ended, printed } = start("main", [], env);
    const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
    expect(await (await fetch(`${address}/healthz`)).text()).toBe("ok");
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    const page = await (await fetch(`${address}/?ask=${encodeURIComponent("/whats-next irs")}`)).text();
    expect(page).toContain("The Office of the Deputy Attorney General is monitoring the litigation");
    const schedule = encodeURIComponent("/briefing-schedule irs weekdays 09:00");
    expect(await (await fetch(`${address}/?ask=${schedule}`)).text()).toContain("A sample channel");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    expect(existsSync(env.DATA_DIR)).toBe(false);
  });

  test("says what is closed, what sets nothing, and what to set", async () => {
    const env = { PORT: "0", PUBLIC_URL: "https://news.example.org", SLACK_TOKEN: "hush-hush" };
    const { child, ended, printed, log } = start("main", [], env);
    const [told] = await printed(/PUBLIC_URL is set[^\n]*\n[^\n]*SLACK_TOKEN[^\n]*\n/);
    expect(told).toContain("Set CONSOLE_PASSWORD (at least 8 characters)");
    expect(told).toContain("SLACK_TOKEN in the environment is not a setting: did you mean SLACK_BOT_TOKEN?");
    expect(told + log()).not.toContain("hush");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  });

  test("says what to do when the port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    expect(await run("main", [], { PORT: String(port), LOG_LEVEL: "silent" })).toEqual({
      code: 1,
      out: "",
      err: `Port ${port} is in use: stop the program that uses it, or set PORT to another (PORT=0 picks a free one).\n`,
    });
  });

  test("is refused with settings that are wrong, all of them named", async () => {
    const given = { PORT: "x", HOST: "0.0.0.0", LOG_LEVEL: "loud", SLACK_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };
    const { code, err } = await run("main", [], given);
    expect(code).toBe(1);
    expect(err).toContain("PORT: a whole number");
    expect(err).toContain("LOG_LEVEL: one of");
    expect(err).toContain("SLACK_BOT_TOKEN: set it, since");
    expect(err).toContain("SLACK_TOKEN in the environment is not a setting: did you mean SLACK_BOT_TOKEN?");
  });

  test("is refused on an old Node in plain words", async () => {
    const guard = 'Object.defineProperty(process.versions, "node", { value: "20.11.0" }); require("./node-guard.cjs")';
    const child = spawn(process.execPath, ["-e", guard], { cwd: ROOT });
    let err = "";
    for await (const part of child.stderr) err += part;
    expect(err).toBe(
      "Nutgraf needs Node 24 or newer; this is Node 20.11.0: npm ci installs one that npm start and npm test use; or install Node 24.\n",
    );
  });
});

describe("npm ci", () => {
  test("says nothing of what this Node is too old for: the project brings its own, and the guard speaks where it does not", async () => {
    const folder = await contentFolder({});
    for (const name of ["package.json", "package-lock.json", ".npmrc"])
      await copyFile(join(ROOT, name), join(folder, name));
    const lock = JSON.parse(await readFile(join(folder, "package-lock.json"), "utf8"));
    for (const entry of Object.values<{ engines?: object }>(lock.packages)) entry.engines = { node: ">=99" };
    await writeFile(join(folder, "package-lock.json"), JSON.stringify(lock));
    const args = ["ci", "--dry-run", "--offline", "--ignore-scripts"];
    const child = spawn("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    const closed = once(child, "close");
    let err = "";
    for await (const part of child.stderr) err += part;
    expect([(await closed)[0], err]).toEqual([0, ""]);
  });
});
