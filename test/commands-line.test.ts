import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { contentFolder } from "./fixtures/folder.ts";
import { briefingFile, sourceFile } from "./fixtures/library.ts";
import { programs } from "./fixtures/program.ts";

const ROOT = join(import.meta.dirname, "..");
const { run, start } = programs();

describe("npm run ask", () => {
  test.each([
    [["/whats-next irs"], 0, /working to prevent further\s+dissemination/],
    [["/whats-next", "irs"], 0, /working to prevent further\s+dissemination/],
    [["what's next on the irs story?"], 0, /What's next/],
    [["/whats-next zebra"], 1, /No story is called “zebra”/],
    [["/what"], 1, /“what” is no command/],
    [["/sources irs important"], 0, /“The incident could deter undocumented immigrants from\s+paying taxes”/],
    [["/nutgraf help"], 0, /\/whats-happening \[topic\]/],
  ])("%j ends with %i", async (args, code, says) => {
    const ended = await run("ask", args);
    expect(ended.err).toBe("");
    expect(ended.out).toMatch(says);
    expect(ended.out).not.toContain("\u001b");
    expect(ended.code).toBe(code);
  });

  test("--json prints the reply", async () => {
    const { code, out } = await run("ask", ["/why-important irs", "--json"]);
    const reply = JSON.parse(out);
    expect(code).toBe(0);
    expect(reply).toMatchObject({
      outcome: "answered",
      title: "IRS data sharing",
      answers: { command: "why-important", options: { topic: "irs-data-sharing" } },
    });
    expect(reply.notes.length).toBeGreaterThan(5);
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
      err: expect.stringMatching(/^error: option '--in <place>'[^\n]*It takes platform:tenant[^\n]*\n$/),
    });
  });
});

describe("npm run check", () => {
  test("finds nothing wrong with the real content", async () => {
    expect(await run("check", [])).toEqual({
      code: 0,
      out: "No problems in content: 1 briefing, 2 sources, every quote checked.\n",
      err: "",
    });
    expect(await run("check", ["--json"])).toMatchObject({ code: 0, out: "[]\n" });
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
  });

  test("tells what withholds nothing as a warning, and is content with it", async () => {
    const folder = await contentFolder({
      "sources/wire.md": sourceFile("The trains will stop at noon."),
      "briefings/rail.md": briefingFile({
        happening: "- The trains **stop**. [^1]",
        footnotes: '[^1]: wire "The trains will stop"',
      }),
    });
    const message = "chat would show the marks of “**stop**”: they are taken off; write “stop”";
    const file = join(folder, "briefings/rail.md");
    const settings = { CONTENT_DIR: folder, PORT: "0" };
    expect(await run("check", [], settings)).toEqual({
      code: 0,
      out: `${file}:7:14 warning: ${message}\nNothing is withheld, 1 warning in ${folder}: 1 briefing, 1 source, every quote checked.\n`,
      err: "",
    });
    const { out, code } = await run("check", ["--json"], settings);
    expect([code, JSON.parse(out)]).toEqual([0, [{ file, line: 7, column: 14, severity: "warning", message }]]);
    const doctor = await run("doctor", [], settings);
    expect(doctor.out).toContain(`! ${file}:7:14 warning: ${message}\n`);
    expect(doctor.out).toContain("every quote checked");
    expect([doctor.code, doctor.out.includes("All is well.")]).toEqual([0, true]);
  });
});

describe("npm run doctor", () => {
  test("is content with a fresh clone", async () => {
    const { code, out } = await run("doctor", [], { PORT: "0" });
    expect(out).toContain("✓ content holds 1 briefing and 2 sources, every quote checked");
    expect(out).toContain("All is well.");
    expect(code).toBe(0);
  });

  test("names what is wrong and shows no secret", async () => {
    const bad = await run("doctor", [], { PORT: "high", HOST: "0.0.0.0" });
    expect(bad.out).toContain("✗ PORT: a whole number from 0 to 65535");
    expect(bad.code).toBe(1);
    const secret = await run("doctor", [], { PORT: "0", CONSOLE_PASSWORD: "hush-hush-hush" });
    expect(secret.out).toContain("CONSOLE_PASSWORD is set");
    expect(secret.out).not.toContain("hush");
    const more = { OPERATOR: "slack:T0123/C045", SLACK_API_URL: "http://someone:hush-hush@127.0.0.1:9/" };
    const told = await run("doctor", [], { PORT: "0", ...more });
    expect(told.out).toContain("✓ OPERATOR is slack:T0123/C045\n");
    expect(told.out).toContain("✓ SLACK_API_URL is http://someone:[token]@127.0.0.1:9/\n");
    const gone = await run("doctor", [], { PORT: "0", CONTENT_DIR: "/nowhere" });
    expect(gone.out).toContain("✗ /nowhere/briefings:1:1 the folder cannot be listed (ENOENT)");
    expect(gone.code).toBe(1);
  });
});

describe("npm run data", () => {
  test("exports what no process holds, and what one left behind that was killed", async () => {
    const folder = await contentFolder({});
    const env = { DATA_DIR: join(folder, "data") };
    const file = join(folder, "backup");
    const whole = { code: 0, out: `0 rows written to ${file}.\n`, err: "" };
    expect(await run("data", ["export", file], env)).toEqual(whole);
    // A socket that nobody listens at.
    const socket = join(folder, "data", "door.sock");
    const script = `require("net").createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, "SIGKILL"))`;
    await once(spawn(process.execPath, ["-e", script]), "close");
    expect(await run("data", ["export", file], env)).toEqual(whole);
    const other = { DATA_DIR: join(folder, "other") };
    expect(await run("data", ["import", file], other)).toEqual({
      code: 0,
      out: `0 rows read from ${file}.\n`,
      err: "",
    });
  });

  test.each([
    [["export", "/dev/null/x"], {}, /^[^\n]*\/dev\/null[^\n]*\n$/],
    [
      ["import", "/nowhere/x"],
      {},
      /^\/nowhere\/x cannot be read: name a file that npm run data -- export FILE has made\.\n$/,
    ],
    [["import", "/"], {}, /^\/ is no file: [^\n]*\n$/],
    [["export", "x"], { DATABASE_URL: "postgres://u:hush-hush@127.0.0.1:1/d" }, /^[^\n]*ECONNREFUSED[^\n]*\n$/],
  ])("%j with %j says what to do in a sentence", async (args, env, says) => {
    const folder = await contentFolder({});
    const { code, out, err } = await run("data", args, { DATA_DIR: join(folder, "data"), ...env });
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(says);
    expect(err).not.toContain("hush-hush");
  });

  test("says what is wrong with a damaged export in a sentence", async () => {
    const head = JSON.stringify({ nutgraf: "export", version: "0001-first", exportedAt: "2026-11-20T12:00:00Z" });
    for (const line of ["null", '{"table":"claims","row":{"claimed_at":"never"}}']) {
      const folder = await contentFolder({ backup: `${head}\n${line}\n{"rows":1}\n` });
      const { code, err } = await run("data", ["import", join(folder, "backup")], { DATA_DIR: join(folder, "data") });
      expect([line, code]).toEqual([line, 1]);
      expect(err).toMatch(/a line of it is no row\.\n$|^That did not work: [^\n]*"never"\.\n$/);
    }
  });
});

describe("npm start", () => {
  test("answers in the playground, and stops when told", async () => {
    const { child, ended, printed } = start("main", [], { PORT: "0" });
    const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+): ask there/);
    expect(await (await fetch(`${address}/healthz`)).text()).toBe("ok");
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    const page = await (await fetch(`${address}/?ask=${encodeURIComponent("/whats-next irs")}`)).text();
    expect(page).toContain("The Office of the Deputy Attorney General is monitoring the litigation");
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
      err: `Port ${port} is taken: stop what uses it, or set PORT to another (PORT=0 takes any that is free).\n`,
    });
  });

  test("is refused with settings that are wrong, all of them named", async () => {
    const { code, err } = await run("main", [], { PORT: "x", HOST: "0.0.0.0", LOG_LEVEL: "loud" });
    expect(code).toBe(1);
    expect(err).toContain("PORT: a whole number");
    expect(err).toContain("LOG_LEVEL: one of");
  });

  test("is refused on an old Node in plain words", async () => {
    const guard = 'Object.defineProperty(process.versions, "node", { value: "20.11.0" }); require("./node-guard.cjs")';
    const child = spawn(process.execPath, ["-e", guard], { cwd: ROOT });
    let err = "";
    for await (const part of child.stderr) err += part;
    expect(err).toBe(
      "Nutgraf needs Node 24 or newer; this is Node 20.11.0: npm start and npm test use the one that npm ci brings along; or install Node 24.\n",
    );
  });
});
