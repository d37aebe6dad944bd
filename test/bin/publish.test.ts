import { execFileSync, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { newsroom, strike } from "../draft/publish/newsroom.ts";
import { checked } from "../fixtures/content/checked.ts";
import { programs } from "../fixtures/processes/program.ts";
import { faultyDisk, whyNotFaulty } from "../fixtures/stores/faulty-disk.ts";

const { run } = programs();
const ROOT = join(import.meta.dirname, "../..");
const PROGRAM = `"${process.execPath}" -r "${join(ROOT, "node-guard.cjs")}" "${join(ROOT, "src/bin/publish.ts")}" rail-strike`;
const TARGET = "briefings/rail-strike.md";
const ARGS = ["rail-strike", "--by", "Ann Lee"];
const whyNoTerminal = terminalProblem();

describe("npm run publish", () => {
  test("shows all, publishes nothing without a terminal or a --yes, then does, and undoes it", async () => {
    const { folder, read } = await newsroom();
    const publish = (...more: string[]) => run("publish", [...ARGS, ...more], { CONTENT_DIR: folder });
    const shown = await publish();
    expect(shown.out).toContain("2 of 2 · What's happening · new");
    expect([shown.code, shown.err]).toEqual([
      1,
      "Nothing was published: answer at a terminal, or say --yes once you have read all of it.\n",
    ]);
    expect(await read("briefings/rail-strike.md")).toBeUndefined();
    const done = await publish("--yes");
    expect([done.code, done.err]).toEqual([0, ""]);
    expect(done.out).toContain("2 of 2 · What's happening · new");
    expect(done.out).toMatch(/\nPublished: .*briefings\/rail-strike\.md\.\n$/);
    expect(await read("briefings/rail-strike.md")).toMatch(/reviewed: \{ by: "Ann Lee", at: "20\d\d-/);
    expect((await checked(folder)).isWell).toBe(true);
    const undone = await publish("--undo");
    expect([undone.code, undone.out]).toEqual([0, expect.stringMatching(/^Undone: /)]);
    expect(await read("drafts/rail-strike.md")).toBe(strike());
  });

  test("says what is wrong, and ends with 1", async () => {
    const { folder } = await newsroom({ "drafts/rail-strike.md": strike().replace('at noon"', 'at nine"') });
    const env = { CONTENT_DIR: folder };
    const wrong = await run("publish", [...ARGS, "--yes"], env);
    expect([wrong.code, wrong.out]).toEqual([1, ""]);
    expect(wrong.err).toMatch(
      /^The draft has an error\. Fix it and publish again:\n.*rail-strike\.md:\d+:\d+ .*Nearest: “/,
    );
    expect((await run("publish", ["rail-strike"], env)).err).toMatch(/required option '--by <name>'/);
    expect((await run("publish", ["rail-strike", "--by", "…"], env)).err).toMatch(/^--by takes the name/);
    const nothing = await run("publish", ["harbor", "--by", "Ann", "--undo"], env);
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringMatching(/^Nothing was published as harbor/)]);
  });

  test.skipIf(process.platform === "win32")("takes no --yes for what went nowhere, or was cut off", async () => {
    const { folder, read } = await newsroom();
    const program = `${PROGRAM} --by Ann --yes`;
    for (const end of [">/dev/null", ">&-", "| :"]) {
      const env = { PATH: process.env.PATH ?? "", CONTENT_DIR: folder };
      execFileSync("sh", ["-c", `(sleep 0.1; ${program}) ${end}; true`], {
        env,
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe"],
        timeout: 20_000,
      });
      expect([end, await read("briefings/rail-strike.md")]).toEqual([end, undefined]);
    }
  });

  test.skipIf(whyNoTerminal)(`asks at a real terminal${whyNoTerminal ? ` (${whyNoTerminal})` : ""}`, async () => {
    const { folder, read } = await newsroom();
    const program = `${PROGRAM} --by "Ann Lee"`;
    const answered = (answers: readonly string[]) =>
      new Promise<string>((resolve) => {
        const child = spawn("script", ["-qec", program, "/dev/null"], {
          env: { PATH: process.env.PATH ?? "", CONTENT_DIR: folder, TERM: "dumb" },
          cwd: folder,
        });
        onTestFinished(() => void child.kill("SIGKILL"));
        let out = "";
        let asked = 0;
        child.stdout.on("data", (part) => {
          out += part;
          const questions = out.split("[y/n]").length - 1;
          for (; asked < questions; asked += 1) child.stdin.write(`${answers[asked] ?? "n"}\n`);
        });
        child.once("close", () => resolve(out));
      });
    expect(await answered(["y", "y", "n"])).toMatch(/Nothing was published\. Change what is wrong in /);
    expect(await read("briefings/rail-strike.md")).toBeUndefined();
    expect(await answered(["y", "y", "y", "y"])).toMatch(/Do the quoted words support it\? \[y\/n\][\s\S]*Published: /);
    expect(await readFile(join(folder, "briefings/rail-strike.md"), "utf8")).toContain('by: "Ann Lee"');
  });
});

describe.skipIf(whyNotFaulty)(`npm run publish that is killed${whyNotFaulty ? ` (${whyNotFaulty})` : ""}`, () => {
  test("at any of its changes leaves the old briefing or the new one, whole, and can be run again", async () => {
    const before = strike("It stands at noon.", "title: Stands");
    let whole = 0;
    for (let killAt = 1; whole === 0; killAt += killAt < 4 ? 1 : 3) {
      const { folder, read, files, publish } = await newsroom({ [TARGET]: before });
      const disk = faultyDisk(folder);
      disk.tell({ killAt });
      const { code } = await run("publish", [...ARGS, "--yes"], { CONTENT_DIR: folder, ...disk.env });
      if (code === 0) whole = killAt;
      const now = await read(TARGET);
      const isOld = now === before;
      expect(
        isOld ||
          /\nreviewed: \{ by: "Ann Lee".*\}\n---\n[\s\S]*"The harbor stays open all week"$/.test(now?.trim() ?? ""),
      ).toBe(true);
      if ((await read("drafts/rail-strike.md")) === undefined) continue;
      await publish();
      expect((await files()).filter((name) => !name.endsWith(".part"))).toEqual([
        TARGET,
        "drafts/.rail-strike.undo.json",
        "sources/wire.md",
      ]);
    }
    expect(whole).toBeGreaterThan(5);
  }, 120_000);
});

function terminalProblem(): string | undefined {
  try {
    execFileSync("script", ["-qec", "true", "/dev/null"], { stdio: ["ignore", "pipe", "pipe"], timeout: 5_000 });
    return undefined;
  } catch {
    return "needs util-linux’s script, to make a terminal";
  }
}
